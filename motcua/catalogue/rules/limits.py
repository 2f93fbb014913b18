"""Which time limit a case has: the law's by channel, and another where the case calls for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import answers as shapes
from motcua.catalogue.rules import conditions
from motcua.catalogue.rules.definition import CaseLimit, Channel, Limit, Procedure
from motcua.kernel.errors import Invalid


def limit_for(procedure: Procedure, channel: Channel, answers: Mapping[str, Any], today: date) -> Limit:
    """The limit of this application: of the channel's first case that holds, else the channel's own.

    `answers` are as they are kept. Raises Invalid where the procedure does not offer the channel.
    """
    case = case_of(procedure, channel, answers, today)
    if case is not None:
        return case.limit
    terms = procedure.terms(channel)
    if terms is None:
        raise Invalid(_("Thủ tục này không nhận hồ sơ theo hình thức bạn chọn."), code="channel-not-offered")
    return terms.limit


def case_of(
    procedure: Procedure, channel: Channel, answers: Mapping[str, Any], today: date
) -> CaseLimit | None:
    """The case that these answers are, with its legal ground and its words; None for the ordinary one.

    A condition that cannot be told does not hold: the ordinary limit is what the public was promised.
    """
    terms = procedure.terms(channel)
    if terms is None or not terms.cases:
        return None
    complete = shapes.view(procedure.form, answers).answers
    return next(
        (case for case in terms.cases if conditions.holds(case.when, complete, today, otherwise=False)), None
    )
