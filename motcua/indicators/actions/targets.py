"""Writing targets: drafted and published from above, agreed to or remarked on by the unit itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Officer
from motcua.indicators.actions import target_telling as telling
from motcua.indicators.actions.target_rows import WANTED, Work, said
from motcua.indicators.models import Publication, Remark, Target
from motcua.indicators.queries import sharing as sharings
from motcua.indicators.queries import targets as queries
from motcua.indicators.queries.sharing import Sharing
from motcua.indicators.rules import target_periods, targets
from motcua.indicators.rules.periods import Period
from motcua.indicators.rules.sets import Indicator, IndicatorSet
from motcua.indicators.rules.targets import State, Verb
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotAllowed, NotFound, WrongState

YEARS_AHEAD = 5


@transaction.atomic
def draft(
    *,
    unit: Agency,
    indicators: IndicatorSet,
    code: str,
    period: Period,
    values: Mapping[str, Decimal | None],
    reason: str,
    by: Officer,
    at: datetime,
) -> list[Target]:
    """Says what the units below this one, by their identifiers, are to reach: the drafts that changed by it.

    None, and the value that is in force already, withdraw a draft. Another value than the one in force is a
    revision of it, for which `reason` is wanted. Units that are not named keep what they have. Raises
    NotAllowed, NotFound, Invalid with faults under the units' identifiers and "reason".
    """
    shared = _share(unit, indicators, code, period, by, at)
    lines = {one.unit.code: one for one in shared.lines}
    if not lines.keys() >= values.keys():
        raise NotFound(code="no-such-agency")
    _check(shared.indicator, values)
    work = Work(by, at, indicators.name, code, period)
    why = said(reason, "reason")
    changed = [work.draft(lines[name], value, why) for name, value in values.items()]
    found = [one for one in changed if one is not None]
    telling.drafted(unit, [one for one in found if one.state == State.DRAFTED], by=by, at=at)
    return found


@transaction.atomic
def publish(
    *,
    unit: Agency,
    indicators: IndicatorSet,
    code: str,
    period: Period,
    seen: str,
    shortfall_reason: str,
    unagreed_reason: str,
    by: Officer,
    at: datetime,
) -> Publication:
    """Publishes all drafts of this indicator and period for the units below this one.

    `seen` is `Sharing.seen` as it was when the publisher decided. Parts that do not reach the whole, or not
    all of which have a target, and units that have not agreed, want a reason: it is kept and shown. Raises
    NotAllowed, NotFound, WrongState when there is nothing to publish or it has changed, Invalid with faults
    under "shortfall_reason" and "unagreed_reason".
    """
    shared = _share(unit, indicators, code, period, by, at)
    if not shared.drafts:
        raise WrongState(_("Không còn dự thảo nào chờ ban hành."), code="nothing-to-publish")
    if seen != shared.seen:
        raise WrongState(
            _("Dự thảo đã thay đổi từ khi bạn mở trang. Vui lòng xem lại rồi ban hành."),
            code="drafts-changed",
        )
    reasons = {
        "shortfall_reason": (said(shortfall_reason, "shortfall_reason"), not shared.then.holds),
        "unagreed_reason": (
            said(unagreed_reason, "unagreed_reason"),
            any(one.state != State.AGREED for one in shared.drafts),
        ),
    }
    missing = {name: [WANTED[name]] for name, (words, wanted) in reasons.items() if wanted and not words}
    if missing:
        raise Invalid(code="reason-wanted", fields=missing)
    publication = Publication.objects.create(
        agency=unit, indicators=indicators.name, code=code, first=period.first, last=period.last,
        at=at, by=by.actor.ref, by_name=by.actor.name, for_name=by.name_instead_of(targets.ASSIGNING),
        whole=shared.then.whole, together=shared.then.shown, weighing=shared.then.weighing,
        lacking=len(shared.then.lacking),
        **{name: words if wanted else "" for name, (words, wanted) in reasons.items()},
    )  # fmt: skip
    work = Work(by, at, indicators.name, code, period)
    for row in shared.drafts:
        agreed = row.state == State.AGREED
        work.move(row, Verb.PUBLISH, {"agreed": agreed}, publication=publication)
    telling.published(unit, shared.drafts, by=by, at=at)
    return publication


@transaction.atomic
def record_given(
    *,
    unit: Agency,
    indicators: IndicatorSet,
    code: str,
    period: Period,
    value: Decimal,
    source: str,
    reason: str,
    by: Officer,
    at: datetime,
) -> Target:
    """Records what the nation assigned to this ministry or province, with its document: published at once.

    It takes the place of one recorded before, for which `reason` is wanted. Raises NotAllowed, NotFound,
    Invalid with faults under "value", "source" and "reason".
    """
    agencies.acting(by, targets.ASSIGNING, on=clock.day(at))
    if not targets.may_record(roles=by.held, agency=by.agency.code, kind=unit.kind, unit=unit.code):
        raise NotAllowed(
            _("Chỉ lãnh đạo của chính đơn vị ghi nhận chỉ tiêu cấp trên giao."), code="not-yours"
        )
    indicator = indicators.indicator(code)
    _check_period(period, at)
    _check(indicator, {"value": value})
    assert unit.parent is not None  # below the nation
    Agency.objects.select_for_update(no_key=True).get(pk=unit.parent.pk)
    named, why = said(source, "source"), said(reason, "reason")
    held = queries.in_force([unit.code], indicators.name, period, clock.day(at), code).get((unit.code, code))
    held = held if held and held.period == period else None
    missing = [name for name, there in (("source", named), ("reason", why or not held)) if not there]
    if missing:
        raise Invalid(code="reason-wanted", fields={name: [WANTED[name]] for name in missing})
    publication = Publication.objects.create(
        agency=unit.parent, indicators=indicators.name, code=code, first=period.first, last=period.last,
        at=at, by=by.actor.ref, by_name=by.actor.name, source=named,
        for_name=by.name_instead_of(targets.ASSIGNING),
    )  # fmt: skip
    work = Work(by, at, indicators.name, code, period)
    return work.create(Verb.GIVE, unit, value, held, why, state=State.PUBLISHED, publication=publication)


@transaction.atomic
def agree(*, target: int, value: Decimal, by: Officer, at: datetime) -> Target:
    """The unit agrees to its drafted target. `value` is what it read: another one was not agreed to.

    Raises NotFound, NotAllowed, WrongState.
    """
    row = _own(target, by, at)
    if row.value != value:
        raise WrongState(
            _("Dự thảo đã được sửa từ khi bạn mở trang. Vui lòng xem lại."), code="drafts-changed"
        )
    work = Work.on(row, by, at)
    return work.move(row, Verb.AGREE, {}, agreed_at=at, agreed_by=by.actor.ref)


@transaction.atomic
def remark(*, target: int, words: str, value: Decimal | None, by: Officer, at: datetime) -> Remark:
    """The unit says what it thinks of its drafted target, perhaps with the `value` that it holds to be right.

    Raises NotFound, NotAllowed, WrongState, Invalid with faults under "words".
    """
    row = _own(target, by, at)
    text = said(words, "words")
    if not text:
        raise Invalid(code="reason-wanted", fields={"words": [WANTED["words"]]})
    more = {"text": text, "proposed": None if value is None else str(value)}
    Work.on(row, by, at).move(row, Verb.REMARK, more)
    made = Remark.objects.create(
        target=row, value=value, text=text, at=at, by=by.actor.ref, by_name=by.actor.name,
        for_name=by.name_instead_of(targets.ANSWERING),
    )  # fmt: skip
    telling.remarked(row, made, by=by)
    return made


def _share(
    unit: Agency, indicators: IndicatorSet, code: str, period: Period, by: Officer, at: datetime
) -> Sharing:
    """What is there already, held still until the transaction ends."""
    agencies.acting(by, targets.ASSIGNING, on=clock.day(at))
    if not targets.may_assign(roles=by.held, agency=by.agency.code, unit=unit.code):
        raise NotAllowed(
            _("Chỉ lãnh đạo của đơn vị cấp trên trực tiếp giao chỉ tiêu cho các đơn vị này."),
            code="not-yours",
        )
    _check_period(period, at)
    # Two leaders of one agency take turns; writing what refers to the agency goes on.
    Agency.objects.select_for_update(no_key=True).get(pk=unit.pk)
    return sharings.sharing(unit, indicators, code, period, clock.day(at))


def _own(target: int, by: Officer, at: datetime) -> Target:
    """The target, locked, if it is of this officer's own unit; to others it is not there."""
    row = Target.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=target).first()
    if row is None or row.unit_id != by.agency_id:
        raise NotFound(code="no-such-target")
    agencies.acting(by, targets.ANSWERING, on=clock.day(at))
    if not targets.may_answer(roles=by.held, agency=by.agency.code, unit=row.unit.code):
        raise NotAllowed(_("Chỉ lãnh đạo đơn vị trả lời dự thảo chỉ tiêu."), code="not-yours")
    return row


def _check(indicator: Indicator, values: Mapping[str, Decimal | None]) -> None:
    faults = {}
    for name, value in values.items():
        if value is not None and (fault := targets.fault_of(value, indicator)):
            faults[name] = [fault]
    if faults:
        raise Invalid(code="bad-target", fields=faults)


def _check_period(period: Period, at: datetime) -> None:
    """Nobody assigns what has already been reached or missed."""
    target_periods.length_of(period)
    today = clock.day(at)
    if period.last < today:
        raise Invalid(_("Kỳ này đã kết thúc nên không giao chỉ tiêu được nữa."), code="period-over")
    if period.first.year > today.year + YEARS_AHEAD:
        raise Invalid(_("Kỳ này còn quá xa nên chưa giao chỉ tiêu được."), code="period-far")
