"""An application as it is handed in, and what is checked of it, whichever door it came through."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.dossiers.rules.choices import Delivery
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.people.models import Person


@dataclass(frozen=True, slots=True)
class Application:
    """What is handed in. `files` maps a component, or the path of a file field, to document ids."""

    version: int
    procedure: Procedure
    channel: Channel
    agency: Agency
    applicant: Person
    answers: Mapping[str, Any]
    files: Mapping[str, Sequence[int]]
    handed: Sequence[str] = ()
    delivery: Delivery | None = None  # None: online where applied for online, else at the counter
    delivery_address: str = ""
    desk: Agency | None = None  # received elsewhere than at the deciding agency's own section
    helper: Agency | None = None  # where an officer helped

    def digest(self) -> bytes:
        """SHA-256 over all of it: a replay with other content is told apart from a true repetition."""
        return hashlib.sha256(
            json.dumps(  # not RFC 8785, which refuses what a wrong application may hold; that is judged later
                {
                    "procedure": self.procedure.code,
                    "version": self.version,
                    "channel": self.channel.value,
                    "agency": self.agency.code,
                    "applicant": self.applicant.pk,
                    "answers": dict(self.answers),
                    "files": {name: list(ids) for name, ids in self.files.items()},
                    "handed": list(self.handed),
                    "delivery": self.delivery,
                    "delivery_address": self.delivery_address,
                    "desk": self.desk.code if self.desk else "",
                },
                sort_keys=True,
            ).encode()
        ).digest()


def check(application: Application, *, at: datetime) -> dict[str, Any]:
    """The answers as they are kept, hidden ones dropped. Raises Invalid with every fault by its path."""
    procedure = application.procedure
    if procedure.terms(application.channel) is None:
        raise Invalid(_("Thủ tục này không nhận hồ sơ theo hình thức bạn chọn."), code="channel-not-offered")
    if application.applicant.kind not in procedure.applicants:
        raise Invalid(
            _("Thủ tục này không dành cho đối tượng của bạn. Vui lòng xem mục “Ai được nộp”."),
            code="applicant-kind",
        )
    if application.desk and not may_receive(application):
        raise Invalid(
            _("Thủ tục này không nhận hồ sơ ngoài nơi giải quyết. Vui lòng chọn nộp tại cơ quan giải quyết."),
            code="not-place-independent",
        )
    if application.delivery == Delivery.POST and not application.delivery_address.strip():
        raise Invalid(fields={"delivery_address": [_("Vui lòng ghi địa chỉ nhận kết quả qua bưu chính.")]})
    if not agencies.decides(application.agency, field_code=procedure.field_code, levels=procedure.levels):
        raise Invalid(
            code="wrong-agency",
            fields={"agency": [_("Cơ quan này không giải quyết thủ tục bạn chọn. Vui lòng chọn lại.")]},
        )
    judged = forms.judge(
        procedure, application.answers, today=clock.day(at), unit_exists=agencies.unit_exists
    )
    faults = judged.findings
    known = {component.code for component in procedure.components}
    for code in {*application.files, *application.handed} - known:
        faults[f"files.{code}"] = [_("Thủ tục này không yêu cầu giấy tờ nào có mã này.")]
    for component, needed in judged.components:
        given = application.files.get(component.code) or component.code in application.handed
        if needed and not given:
            faults[f"files.{component.code}"] = [_("Vui lòng đính kèm giấy tờ này.")]
    if faults:
        raise Invalid(fields=faults)
    return judged.kept


def may_receive(application: Application) -> bool:
    """Whether this desk may receive: the deciding agency's own, any other where place does not matter."""
    desk, own = application.desk, application.agency.desk
    return desk is None or desk.pk == own.pk or application.procedure.place_independent
