"""Targets: who moves them and how, what holds on which day, and whether the parts reach the whole."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from motcua.agencies import queries as agencies
from motcua.agencies.models import Officer
from motcua.config.demo import targets as demo
from motcua.indicators.actions import targets as actions
from motcua.indicators.models import Publication, Remark, Snapshot, Tallied, Target
from motcua.indicators.queries import sharing, targets
from motcua.indicators.rules import periods, sets, target_periods
from motcua.indicators.rules.sets import Form, Indicator
from motcua.indicators.rules.targets import Check, Part, State, Weighing, check, read
from motcua.journal import queries as journal
from motcua.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from motcua.notifications import actions as notifications
from motcua.notifications.models import Message
from motcua.notifications.rules.kinds import Wishes
from tests.country import WARD

FindOfficer = Callable[[str], Officer]
AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ON = date(2026, 3, 2)
SET = "766"
CODE = "3.3"
YEAR = periods.read("2026")
OTHER = "H49.06673"


def shipped(code: str = CODE) -> Indicator:
    return sets.shipped(SET).indicator(code)


def drafted(by: Officer, values: Mapping[str, str | None], at: datetime = AT, **more: Any) -> list[Target]:
    asked: dict[str, Any] = {
        "unit": agencies.agency("H49"), "indicators": sets.shipped(SET), "code": CODE, "period": YEAR,
        "reason": "",
    }  # fmt: skip
    told = {unit: None if value is None else Decimal(value) for unit, value in values.items()}
    return actions.draft(values=told, by=by, at=at, **{**asked, **more})


def shared(unit: str = "H49", code: str = CODE, period: str = "2026") -> sharing.Sharing:
    return sharing.sharing(agencies.agency(unit), sets.shipped(SET), code, periods.read(period), ON)


def published(by: Officer, at: datetime = AT, **more: Any) -> Publication:
    asked: dict[str, Any] = {
        "unit": agencies.agency("H49"), "indicators": sets.shipped(SET), "code": CODE, "period": YEAR,
        "seen": shared().seen, "shortfall_reason": "Giao dần.", "unagreed_reason": "Kịp thời hạn.",
    }  # fmt: skip
    return actions.publish(by=by, at=at, **{**asked, **more})


def given_from_above(by: Officer, value: str, at: datetime = AT, **more: Any) -> Target:
    asked: dict[str, Any] = {
        "unit": agencies.agency("H49"), "indicators": sets.shipped(SET), "code": CODE, "period": YEAR,
        "source": "Văn bản số 01/TD", "reason": "",
    }  # fmt: skip
    return actions.record_given(value=Decimal(value), by=by, at=at, **{**asked, **more})


def held(*units: str, period: str = "2026", on: date = ON) -> dict[str, Decimal]:
    found = targets.assigned(units or [WARD], SET, periods.read(period), on)
    return {unit: value for (unit, code), value in found.items() if code == CODE}


# The check of the parts against the whole

PER_CENT = st.decimals(min_value=0, max_value=100, places=2)
WEIGHT = st.integers(min_value=0, max_value=10**6)
PARTS = st.lists(st.tuples(PER_CENT, WEIGHT), min_size=1, max_size=60)
FORMS = st.sampled_from([Form.SHARE, Form.MEAN])
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parts(told: list[tuple[Decimal, int]]) -> list[Part]:
    return [Part(str(place), target, weight) for place, (target, weight) in enumerate(told)]


@quick
@given(PER_CENT, st.lists(WEIGHT, min_size=1, max_size=60), FORMS)
def test_parts_with_the_target_of_the_whole_reach_it_exactly(
    whole: Decimal, weights: list[int], form: Form
) -> None:
    found = check(form, whole, parts([(whole, weight) for weight in weights]))
    assert found.together == Fraction(whole)
    assert found.holds
    assert found.short == 0
    assert found.shown == whole


@quick
@given(PARTS, PER_CENT, st.data(), st.sampled_from([Form.SHARE, Form.COUNT]))
def test_a_part_that_does_more_never_makes_it_worse(
    told: list[tuple[Decimal, int]], whole: Decimal, data: st.DataObject, form: Form
) -> None:
    place = data.draw(st.integers(0, len(told) - 1))
    target, weight = told[place]
    more = data.draw(st.decimals(min_value=target, max_value=100, places=2))
    raised = [*told[:place], (more, weight), *told[place + 1 :]]
    before, after = check(form, whole, parts(told)), check(form, whole, parts(raised))
    assert after.short <= before.short
    assert after.holds >= before.holds


@quick
@given(PARTS, PER_CENT, st.integers(1, 1000), FORMS)
def test_only_the_proportion_of_weights_counts(
    told: list[tuple[Decimal, int]], whole: Decimal, times: int, form: Form
) -> None:
    scaled = [(target, weight * times) for target, weight in told]
    assert check(form, whole, parts(told)) == check(form, whole, parts(scaled))


@quick
@given(PARTS, PER_CENT, FORMS)
def test_what_is_short_looks_short(told: list[tuple[Decimal, int]], whole: Decimal, form: Form) -> None:
    found = check(form, whole, parts(told), less_is_better=form is Form.MEAN)
    assert found.shown is not None
    assert found.shown == found.shown.quantize(Decimal("0.01"))
    assert (found.short_shown > 0) == (found.short > 0)
    assert 0 <= Fraction(found.short_shown) - found.short < Fraction(1, 100)


def test_late_dossiers_assigned_to_the_parts_must_not_exceed_those_of_the_whole() -> None:
    late = sets.shipped("reports").indicator("settled.late")
    told = [Part("a", Decimal(30)), Part("b", Decimal(31))]
    found = check(late.form, Decimal(60), told, less_is_better=late.less_is_better)
    assert (found.at_most, found.holds) == (True, False)
    assert found.short == Fraction(1)
    assert check(late.form, Decimal(61), told, less_is_better=True).holds


def test_the_figures_of_a_worked_example() -> None:
    found = check(Form.SHARE, Decimal(85), [Part("a", Decimal(90), 100), Part("b", Decimal("81.6"), 425)])
    assert (found.shown, found.short_shown, found.weighing) == (Decimal("83.20"), Decimal("1.80"), "volume")
    assert not found.holds


@pytest.mark.parametrize(
    ("form", "whole", "told", "together", "weighing", "holds"),
    [
        (Form.SHARE, "50", [("40", 0), ("60", 0)], 50, Weighing.EQUAL, True),
        (Form.SHARE, "50", [("40", 3), ("60", 1)], 45, Weighing.VOLUME, False),
        (Form.COUNT, "100", [("40", 3), ("60", 1)], 100, Weighing.SUM, True),
        (Form.COUNT, "101", [("40", 3), ("60", 1)], 100, Weighing.SUM, False),
        (Form.MEAN, "5", [("4", 1), ("6", 1)], 5, Weighing.VOLUME, True),
        (Form.MEAN, "4.99", [("4", 1), ("6", 1)], 5, Weighing.VOLUME, False),
        (Form.SHARE, "50", [(None, 9), ("60", 1)], 60, Weighing.VOLUME, False),  # one promises nothing
        (Form.SHARE, None, [(None, 9), ("1", 1)], 1, Weighing.VOLUME, True),  # nothing to reach
        (Form.SHARE, "50", [(None, 9)], None, Weighing.EQUAL, False),
    ],
)
def test_how_parts_are_put_together(
    form: Form, whole: str | None, told: list[tuple[str | None, int]], together: int | None,
    weighing: Weighing, holds: bool,
) -> None:  # fmt: skip
    found: Check = check(
        form,
        None if whole is None else Decimal(whole),
        [Part(str(n), None if one is None else Decimal(one), weight) for n, (one, weight) in enumerate(told)],
        less_is_better=form is Form.MEAN,
    )
    assert (found.together, found.weighing, found.holds) == (together, weighing, holds)


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("3.3", "83,2", "83.2"), ("3.3", " 83.25 % ", "83.25"), ("3.3", "100", "100"), ("3.3", "0", "0"),
        ("2.2", "4,5", "4.5"),
    ],
)  # fmt: skip
def test_what_can_be_typed(code: str, typed: str, value: str) -> None:
    assert read(typed, shipped(code)) == Decimal(value)


@pytest.mark.parametrize("typed", ["1.200", "1 200", "1200", "1\u00a0200"])
def test_counts_may_be_grouped(typed: str) -> None:
    assert read(typed, sets.shipped("reports").indicator("received.total")) == 1200


@pytest.mark.parametrize(
    "typed", ["", "-1", "100,01", "83,255", "1e1", "NaN", "٨٣", "8 3", "83;2", "9" * 5000, "83,", "0x1"]
)
def test_what_cannot_be_typed(typed: str) -> None:
    with pytest.raises(Invalid):
        read(typed, shipped())


def test_what_is_not_measured_has_no_target() -> None:
    missing = next(one for one in sets.shipped(SET).indicators if one.form is Form.MISSING)
    with pytest.raises(Invalid, match="bad-target"):
        read("80", missing)


@pytest.mark.parametrize("text", ["2026", "2026-Q3", "2026-06"])
def test_periods_are_written_as_they_are_read(text: str) -> None:
    assert target_periods.written(periods.read(text)) == text


@pytest.mark.parametrize("text", ["2026-06-01", "2026-01..2026-02", "2025..2026"])
def test_other_periods_have_no_targets(text: str) -> None:
    with pytest.raises(Invalid, match="bad-period"):
        target_periods.written(periods.read(text))


# From draft to publication


def test_a_target_is_drafted_agreed_and_published(officer: FindOfficer) -> None:
    leader, ward = officer("leader"), officer("approver")
    (row,) = drafted(leader, {WARD: "60"})
    assert (row.state, held()) == (State.DRAFTED, {})
    actions.agree(target=row.pk, value=Decimal(60), by=ward, at=AT)
    assert held() == {}
    published(leader, unagreed_reason="")
    assert held() == {WARD: Decimal(60)}
    entries = journal.of(row.subject)
    assert [(one.verb, one.actor) for one in entries] == [
        ("draft", leader.actor.ref), ("agree", ward.actor.ref), ("publish", leader.actor.ref),
    ]  # fmt: skip
    assert entries[0].body["value"] == "60"
    assert entries[2].body["shortfall_reason"] == "Giao dần."
    assert "unagreed_reason" not in entries[2].body


def test_a_unit_that_was_not_waited_for_wants_a_reason(officer: FindOfficer) -> None:
    leader = officer("leader")
    drafted(leader, {WARD: "60"})
    with pytest.raises(Invalid) as refused:
        published(leader, unagreed_reason="  ")
    assert list(refused.value.fields) == ["unagreed_reason"]
    assert published(leader).unagreed_reason == "Kịp thời hạn."


def test_parts_that_do_not_reach_the_whole_want_a_reason_that_is_kept(officer: FindOfficer) -> None:
    leader = officer("leader")
    given_from_above(leader, "85")
    everybody = {one.code: "83,2".replace(",", ".") for one in sharing.below(leader.agency)}
    drafted(leader, everybody)
    assert shared().then.short_shown == Decimal("1.80")
    with pytest.raises(Invalid) as refused:
        published(leader, shortfall_reason="")
    assert list(refused.value.fields) == ["shortfall_reason"]
    kept = published(leader, shortfall_reason="Hai xã mới nhập vào.")
    assert (kept.whole, kept.together, kept.lacking) == (Decimal(85), Decimal("83.20"), 0)
    assert kept.shortfall_reason == "Hai xã mới nhập vào."
    assert len(held(*everybody)) == len(everybody)


def test_parts_that_reach_the_whole_want_none(officer: FindOfficer) -> None:
    leader = officer("leader")
    given_from_above(leader, "85")
    drafted(leader, {one.code: "85" for one in sharing.below(leader.agency)})
    assert shared().then.holds
    assert published(leader, shortfall_reason="").shortfall_reason == ""


def test_what_was_published_is_revised_with_a_reason_by_a_row_that_names_it(officer: FindOfficer) -> None:
    leader = officer("leader")
    (first,) = drafted(leader, {WARD: "60"})
    published(leader)
    with pytest.raises(Invalid) as refused:
        drafted(leader, {WARD: "65"})
    assert list(refused.value.fields) == ["reason"]
    later = AT + timedelta(days=40)
    (second,) = drafted(leader, {WARD: "65"}, at=later, reason="Số liệu quý I vượt xa.")
    assert (second.revises_id, second.reason) == (first.pk, "Số liệu quý I vượt xa.")
    assert held(on=date(2026, 4, 30)) == {WARD: Decimal(60)}
    published(leader, at=later)
    assert held(on=date(2026, 4, 10)) == {WARD: Decimal(60)}
    assert held(on=date(2026, 4, 11)) == {WARD: Decimal(65)}
    assert held(on=date(2026, 3, 1)) == {}
    assert Target.objects.get(pk=first.pk).value == 60


def test_the_year_holds_where_the_month_has_none(officer: FindOfficer) -> None:
    leader = officer("leader")
    drafted(leader, {WARD: "60", OTHER: "61"})
    published(leader)
    drafted(leader, {WARD: "70"}, period=periods.read("2026-06"))
    published(leader, period=periods.read("2026-06"), seen=shared(period="2026-06").seen)
    assert held(WARD, OTHER, period="2026-06") == {WARD: Decimal(70), OTHER: Decimal(61)}
    assert held(WARD, OTHER, period="2026-Q2") == {WARD: Decimal(60), OTHER: Decimal(61)}
    assert held(WARD, OTHER, period="2025") == {}
    assert held(WARD, OTHER, period="2025-06..2026-06") == {}


def test_a_count_of_the_year_is_not_one_of_the_month(officer: FindOfficer) -> None:
    leader, reports = officer("leader"), sets.shipped("reports")
    asked: dict[str, Any] = {
        "unit": leader.agency, "indicators": reports, "code": "received.online", "period": YEAR,
    }  # fmt: skip
    actions.draft(values={WARD: Decimal(1200)}, reason="", by=leader, at=AT, **asked)
    now = sharing.sharing(leader.agency, reports, "received.online", YEAR, ON)
    actions.publish(
        seen=now.seen, shortfall_reason="", unagreed_reason="Kịp thời hạn.", by=leader, at=AT, **asked
    )
    assert targets.assigned([WARD], "reports", YEAR, ON) == {(WARD, "received.online"): 1200}
    assert targets.assigned([WARD], "reports", periods.read("2026-06"), ON) == {}


def test_a_change_takes_agreement_back_and_the_reader_agrees_to_what_was_read(officer: FindOfficer) -> None:
    leader, ward = officer("leader"), officer("approver")
    (row,) = drafted(leader, {WARD: "60"})
    drafted(leader, {WARD: "62"})
    with pytest.raises(WrongState, match="drafts-changed"):
        actions.agree(target=row.pk, value=Decimal(60), by=ward, at=AT)
    actions.agree(target=row.pk, value=Decimal(62), by=ward, at=AT)
    (changed,) = drafted(leader, {WARD: "63"})
    assert (changed.pk, changed.state, changed.agreed_at) == (row.pk, State.DRAFTED, None)
    assert [one.verb for one in journal.of(row.subject)] == ["draft", "change", "agree", "change"]


def test_a_remark_may_propose_another_value(officer: FindOfficer) -> None:
    leader, ward = officer("leader"), officer("approver")
    (row,) = drafted(leader, {WARD: "60"})
    with pytest.raises(Invalid):
        actions.remark(target=row.pk, words=" ", value=None, by=ward, at=AT)
    actions.remark(target=row.pk, words="Dân số già.", value=Decimal(55), by=ward, at=AT)
    (said,) = targets.remarks([row])[row.pk]
    assert (said.text, said.value, said.by_name) == ("Dân số già.", Decimal(55), "Hoàng Minh Duyệt")
    assert journal.of(row.subject)[-1].body["proposed"] == "55"


def test_who_must_act_is_told_in_their_language(
    officer: FindOfficer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    leader, ward = officer("leader"), officer("approver")
    (row,) = drafted(leader, {WARD: "60.5"})
    told = Message.objects.get(event="target.drafted", account=ward.account)
    assert "3.3 " in told.subject
    assert "năm 2026" in told.subject
    assert "60,5\u00a0%" in told.text
    assert told.path == "/operations/targets/waiting"

    notifications.choose(wishes=Wishes(language="en"), by=leader.account, at=AT)
    actions.remark(target=row.pk, words="Dân số già.", value=None, by=ward, at=AT)
    told = Message.objects.get(event="target.remarked", account=leader.account)
    assert "remarks on its target 3.3 " in told.text
    assert "60.5%" in told.text
    assert "Dân số già." in told.text
    assert told.path == "/operations/targets/H49/766/3.3?period=2026"

    published(leader)
    assert Message.objects.filter(event="target.published", account=ward.account).count() == 1
    later = AT + timedelta(days=40)
    drafted(leader, {WARD: "65"}, at=later, reason="Số liệu quý I vượt xa.")
    assert Message.objects.filter(event="target.drafted", account=ward.account).count() == 2
    with django_assert_max_num_queries(24):
        published(leader, at=later)
    told = Message.objects.get(event="target.revised", account=ward.account)
    assert "từ 60,5\u00a0% thành 65\u00a0%" in told.text
    assert "Số liệu quý I vượt xa." in told.text
    assert told.path == f"/operations/targets/{WARD}/766/3.3/history?period=2026"


def test_an_empty_cell_withdraws_a_draft_and_the_next_begins_anew(officer: FindOfficer) -> None:
    leader = officer("leader")
    (row,) = drafted(leader, {WARD: "60"})
    (gone,) = drafted(leader, {WARD: None, OTHER: None})
    assert (gone.pk, gone.state) == (row.pk, State.WITHDRAWN)
    with pytest.raises(WrongState, match="nothing-to-publish"):
        published(leader)
    (anew,) = drafted(leader, {WARD: "61"})
    assert anew.pk != row.pk
    assert drafted(leader, {WARD: "61"}) == []


def test_what_changed_since_it_was_read_is_not_published(officer: FindOfficer) -> None:
    leader = officer("leader")
    drafted(leader, {WARD: "60"})
    seen = shared().seen
    drafted(leader, {WARD: "62"})
    with pytest.raises(WrongState, match="drafts-changed"):
        published(leader, seen=seen)


def test_what_was_given_from_above_holds_with_its_document(officer: FindOfficer) -> None:
    leader = officer("leader")
    with pytest.raises(Invalid) as refused:
        given_from_above(leader, "85", source="")
    assert list(refused.value.fields) == ["source"]
    row = given_from_above(leader, "85")
    assert row.publication
    assert (row.state, row.publication.source, row.publication.agency.code) == (
        State.PUBLISHED, "Văn bản số 01/TD", "VN",
    )  # fmt: skip
    assert shared().whole == sharing.Whole(Decimal(85), row)
    with pytest.raises(Invalid) as refused:
        given_from_above(leader, "86")
    assert list(refused.value.fields) == ["reason"]
    assert given_from_above(leader, "86", reason="Thủ tướng giao lại.").revises_id == row.pk
    assert held("H49") == {"H49": Decimal(86)}


def test_without_an_assigned_whole_the_one_of_the_set_is_to_be_reached(officer: FindOfficer) -> None:
    assert shared().whole == sharing.Whole(Decimal(50), None)
    leader = officer("leader")
    found = sharing.sharing(leader.agency, sets.shipped("whole-process"), "whole-process", YEAR, ON)
    assert found.whole.value == 70


# Who may not


@pytest.mark.parametrize("login", ["approver", "reception.06673", "reception", "leader.90"])
def test_only_the_leader_above_drafts_and_publishes(officer: FindOfficer, login: str) -> None:
    with pytest.raises(NotAllowed):
        drafted(officer(login), {WARD: "60"})
    drafted(officer("leader"), {WARD: "60"})
    with pytest.raises(NotAllowed):
        published(officer(login))
    with pytest.raises(NotAllowed):
        given_from_above(officer(login), "60")


def test_only_for_units_right_below(officer: FindOfficer) -> None:
    leader = officer("leader")
    for unit in ("H49", "H26", "H49.90", "VN", "nobody"):
        with pytest.raises(NotFound):
            drafted(leader, {unit: "60"})
    with pytest.raises(NotAllowed):
        drafted(leader, {"H49": "60"}, unit=agencies.agency("VN"))
    with pytest.raises(NotAllowed):
        given_from_above(leader, "60", unit=agencies.agency("H26"))
    assert not Target.objects.exists()


def test_only_the_unit_itself_answers(officer: FindOfficer) -> None:
    (row,) = drafted(officer("leader"), {WARD: "60"})
    for login, error in (
        ("approver.06673", NotFound), ("leader", NotFound), ("reception", NotAllowed), ("case", NotAllowed),
    ):  # fmt: skip
        with pytest.raises(error):
            actions.agree(target=row.pk, value=Decimal(60), by=officer(login), at=AT)
        with pytest.raises(error):
            actions.remark(target=row.pk, words="Không.", value=None, by=officer(login), at=AT)
    assert not Remark.objects.exists()


def test_a_period_that_is_over_or_far_away_has_no_new_targets(officer: FindOfficer) -> None:
    leader = officer("leader")
    for period in ("2025", "2026-02", "2032", "9999-11"):
        with pytest.raises(Invalid):
            drafted(leader, {WARD: "60"}, period=periods.read(period))


@pytest.mark.parametrize("value", ["100.01", "-1", "1.234", "NaN", "Infinity"])
def test_a_value_out_of_bounds_is_named_by_its_unit(officer: FindOfficer, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(officer("leader"), {WARD: value, OTHER: "50"})
    assert list(refused.value.fields) == [WARD]
    assert not Target.objects.exists()


# The database keeps it so


def test_the_database_refuses_to_change_what_was_published_or_said(officer: FindOfficer) -> None:
    leader, ward = officer("leader"), officer("approver")
    (row,) = drafted(leader, {WARD: "60"})
    actions.remark(target=row.pk, words="Cao quá.", value=None, by=ward, at=AT)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Target.objects.filter(pk=row.pk).update(unit=agencies.agency(OTHER))
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Remark.objects.update(text="Được.")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Target.objects.filter(pk=row.pk)._raw_delete("default")
    published(leader)
    for change in ({"value": 50}, {"state": State.DRAFTED, "publication": None}, {"first": date(2026, 2, 1)}):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            Target.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Publication.objects.update(shortfall_reason="")
    for table in ("indicators_target", "indicators_publication", "indicators_remark"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_one_draft_and_one_revision_at_a_time(officer: FindOfficer) -> None:
    (row,) = drafted(officer("leader"), {WARD: "60"})
    row.pk = None
    with pytest.raises(DatabaseError, match="target_one_draft"), transaction.atomic():
        row.save(force_insert=True)


# Weights and figures


def test_weights_are_the_dossiers_of_the_last_period_that_ended(officer: FindOfficer) -> None:
    drafted(officer("leader"), {WARD: "60", OTHER: "40"})
    assert (shared().then.weighing, shared().weighed) == (Weighing.EQUAL, None)
    count = len(sets.shipped(SET).indicators)
    _snapshot("2026", {WARD: [[1, 4, 0, 0]] * count, OTHER: [[1, 1, 0, 0]] * count})
    now = shared()
    assert (now.then.shown, now.weighed, now.told) == (Decimal(56), YEAR, YEAR)
    _snapshot("2025", {WARD: [[1, 1, 0, 0]] * count, OTHER: [[1, 3, 0, 0]] * count})
    now = shared()
    assert (now.then.shown, now.weighed) == (Decimal(45), periods.read("2025"))
    assert now.then.weighing == Weighing.VOLUME
    assert {one.unit.code: one.figure for one in now.lines if one.figure is not None} == {
        WARD: Decimal("25.00"), OTHER: Decimal("100.00"),
    }  # fmt: skip


def _snapshot(period: str, rows: dict[str, list[list[int]]]) -> None:
    span = periods.read(period)
    made = Snapshot.objects.create(
        indicators=SET, version=sets.shipped(SET).version, first=span.first, last=span.last,
        at=AT, taken_at=AT, facts="test", took_ms=1,
    )  # fmt: skip
    Tallied.objects.bulk_create(
        [Tallied(snapshot=made, unit=unit, branch="province", tallies=row) for unit, row in rows.items()]
    )


@pytest.mark.django_db
def test_the_demonstration_has_targets_and_is_told_once() -> None:
    told: list[str] = []
    assert demo.load(at=AT, say=told.append) == Target.objects.count() > 0
    assert told
    assert demo.load(at=AT, say=told.append) == 0
    year = periods.read("2026")
    units = ["H49", *(one.code for one in sharing.below(agencies.agency("H49")))]
    found = targets.assigned(units, SET, year, ON)
    assert {unit for unit, code in found if code == CODE} == set(units)
    short = Publication.objects.exclude(shortfall_reason="")
    assert {one.code for one in short} == {CODE}
    assert targets.open_for(agencies.agency(WARD))
