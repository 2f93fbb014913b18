"""When officers are away, and who acts for them."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import Absence, Officer
from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, WrongState
from motcua.kernel.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@transaction.atomic
def declare_absence(
    *,
    officer: Officer,
    delegate: Officer | None,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> Absence:
    """Says when an officer is away, and who acts for them meanwhile, from the first to the last day.

    Raises Invalid for days in the wrong order or past, for a delegate of another agency or one who is
    away too, and for days on which the officer is already away.
    """
    overlapping = Absence.objects.filter(cancelled_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on)
    faults: dict[str, list[StrOrPromise]] = {}
    if ends_on < starts_on:
        faults["ends_on"] = [_("Ngày cuối phải từ ngày đầu trở đi.")]
    elif ends_on < clock.day(at):
        faults["ends_on"] = [_("Ngày cuối đã qua. Vui lòng chọn lại.")]
    elif overlapping.filter(officer=officer).exists():
        faults["starts_on"] = [_("Bạn đã báo vắng mặt trong những ngày này.")]
    if delegate is not None:
        if delegate.pk == officer.pk or delegate.agency_id != officer.agency_id:
            faults["delegate"] = [_("Chỉ ủy quyền được cho đồng nghiệp khác trong cùng cơ quan.")]
        elif overlapping.filter(officer=delegate).exists():
            faults["delegate"] = [_("Người này cũng vắng mặt trong những ngày đó. Vui lòng chọn người khác.")]
    if faults:
        raise Invalid(fields=faults)
    made = Absence.objects.create(
        officer=officer, delegate=delegate, starts_on=starts_on, ends_on=ends_on, reason=clean(reason)[:200]
    )
    journal.record(
        by=by,
        verb="declare-absence",
        subject=f"officer:{officer.pk}",
        at=at,
        agency=officer.agency.code,
        body={
            "absence": made.pk,
            "delegate": f"officer:{delegate.pk}" if delegate else "",
            "starts_on": starts_on.isoformat(),
            "ends_on": ends_on.isoformat(),
        },
    )
    return made


@transaction.atomic
def cancel_absence(*, absence: int, officer: Officer, by: Actor, at: datetime) -> Absence:
    """Ends this officer's absence early, or takes it back. Raises WrongState when it is gone."""
    found = Absence.objects.select_for_update().filter(pk=absence, officer=officer, cancelled_at=None).first()
    if found is None:
        raise WrongState(_("Lần vắng mặt này không còn hiệu lực."), code="absence-gone")
    found.cancelled_at = at
    found.save(update_fields=["cancelled_at"])
    journal.record(
        by=by,
        verb="cancel-absence",
        subject=f"officer:{officer.pk}",
        at=at,
        agency=officer.agency.code,
        body={"absence": found.pk},
    )
    return found
