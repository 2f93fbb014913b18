"""Ways really taken: against the published process, and against plain counting."""

from collections import Counter
from datetime import timedelta
from statistics import median

import ibis
import pyarrow as pa
import pytest

from motcua.dossiers.rules.process import FIVE_STEP, Verb
from motcua.indicators.queries.paths import Asked, volumes
from motcua.indicators.rules import paths, periods
from motcua.indicators.rules.paths import Move, Why, name_of
from tests.indicators.acts import dossier, straight, table, wandering, way_of

JUNE = periods.read("2026-06")
STRAIGHT = [Move(*one[:3]) for one in straight()]


def test_the_five_steps_conform_and_are_the_main_line() -> None:
    assert paths.departure(STRAIGHT, FIVE_STEP) is None
    assert [Move(one.source, one.verb, one.target) for one in paths.main_line(FIVE_STEP)] == STRAIGHT
    certified = paths.main_line(paths.rows_of("certification"))
    assert Verb.APPRAISE not in [one.verb for one in certified]
    assert certified[-1].target == "returned"


def test_a_way_is_marked_where_it_leaves_the_process() -> None:
    skipped = [*STRAIGHT[:2], Move("received", "approve", "approved")]
    assert paths.departure(skipped, FIVE_STEP) == paths.Departure(2, Why.NO_ROW)
    jumped = [*STRAIGHT[:2], *STRAIGHT[3:]]
    assert paths.departure(jumped, FIVE_STEP) == paths.Departure(2, Why.JUMP)
    assert paths.departure(STRAIGHT[1:], FIVE_STEP) == paths.Departure(0, Why.BEGINNING)
    assert paths.departure(STRAIGHT, ()) == paths.Departure(0, Why.NO_PROCESS)


def test_rows_that_never_occur_are_told() -> None:
    counts = dict.fromkeys(STRAIGHT, 3)
    told = paths.taken(FIVE_STEP, counts)
    assert {one.move for one in told if one.times} == set(STRAIGHT)
    assert Move("received", "suspend", "suspended") in {one.move for one in told if not one.times}
    assert not any(one.move.verb == Verb.TAKE for one in told)


def test_time_is_divided_into_waiting_and_working_and_the_bottleneck_is_named() -> None:
    slow = straight()
    slow[3] = ("appraised", "approve", "approved", 1000, 900)
    with Asked(table(dossier("A", straight()) + dossier("B", slow)), unit="H49", period=JUNE) as asked:
        stays = {one.state: one for one in asked.stays()}
        (summary,) = asked.summaries()
    assert (stays["submitted"].waiting_median, stays["submitted"].hand_median) == (60, 40)
    assert (stays["appraised"].waiting_total, stays["appraised"].hand_total) == (960, 140)
    worst = paths.bottleneck(stays.values())
    assert worst
    assert worst.state == "appraised"  # though results lay longest until they were fetched
    assert stays["sealed"].waiting_total == 10000
    # Until the result, that is: 4 x 100, and 3 x 100 + 1000.
    assert summary.median == (400 + 1300) / 2
    assert (summary.waiting, summary.hand) == (4 * 60 + 3 * 60 + 900, 4 * 40 + 3 * 40 + 100)


def test_taking_a_dossier_is_no_part_of_its_way_and_counts_no_time_twice() -> None:
    taken = straight()
    taken.insert(2, ("received", "take", "received", 60, None))
    taken.insert(3, ("received", "hand_over", "received", 70, 60))
    with Asked(table(dossier("A", taken) + dossier("B", straight())), unit="H49", period=JUNE) as asked:
        (only,) = asked.variants()
        assert (only.dossiers, only.median, only.departure) == (2, 400, None)
        assert asked.codes(only.name) == ("A", "B")
        assert asked.codes(only.name, after="A") == ("B",)
        assert asked.codes("nonsense") == ()


def test_a_loop_costs_the_time_until_the_dossier_is_where_it_was() -> None:
    acts = straight()
    acts[3:3] = [
        ("appraised", "send_back", "received", 30, 10),
        ("received", "ask_supplement", "supplementing", 50, 20),
        ("supplementing", "supplement", "received", 7000, None),
        ("received", "appraise", "appraised", 80, None),
    ]
    unclosed = [*straight()[:2], ("received", "ask_supplement", "supplementing", 10, 5)]
    with Asked(table(dossier("A", acts) + dossier("B", unclosed)), unit="H49", period=JUNE) as asked:
        loops = {one.move.verb: one for one in asked.loops()}
        (summary,) = asked.summaries()
    back, ask = loops["send_back"], loops["ask_supplement"]
    assert (back.times, back.closed, back.lost, back.lost_median) == (1, 1, 50 + 7000 + 80, 7130)
    assert (ask.times, ask.dossiers, ask.closed, ask.lost) == (2, 2, 1, 7000)
    assert (summary.looping, summary.loops, summary.ended) == (2, 3, 1)


def test_only_dossiers_submitted_in_the_period_and_the_unit_are_asked_about() -> None:
    april = periods.read("2026-04").start.replace(tzinfo=None)
    rows = (
        dossier("A", straight())
        + dossier("B", straight(), agency="H4")
        + dossier("C", straight(), begun=april)
        # Submitted before the period, going on in it.
        + dossier("D", straight(), begun=JUNE.start.replace(tzinfo=None).replace(hour=15))
    )
    with Asked(table(rows), unit="H49", period=JUNE) as asked:
        assert [one.dossiers for one in asked.variants()] == [1]
        assert [one.unit for one in asked.below()] == ["H49.01"]
    with Asked(table(rows), unit="VN", period=JUNE) as asked:
        assert [(one.unit, one.dossiers) for one in asked.below()] == [("H4", 1), ("H49", 1)]


def test_facts_of_nobody_are_no_error() -> None:
    with Asked(table([]), unit="H49", period=JUNE) as asked:
        assert (asked.variants(), asked.summaries(), asked.stays(), asked.loops(), asked.below()) == (
            (), (), (), (), (),
        )  # fmt: skip
        assert asked.counts() == {}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_engine_finds_what_plain_counting_finds(seed: int) -> None:
    lives = wandering(seed, 250)
    start, end = (moment.replace(tzinfo=None) for moment in (JUNE.start, JUNE.end))
    wanted = [rows for rows in lives if "/H49.02/" in f"/{rows[0]['path']}" and start <= rows[0]["at"] < end]
    ways = Counter((rows[0]["procedure"], rows[0]["process"], way_of(rows)) for rows in wanted)
    with Asked(table(row for rows in lives for row in rows), unit="H49.02", period=JUNE) as asked:
        found = asked.variants()
        assert {(one.procedure, one.process, one.moves): one.dossiers for one in found} == ways
        # The dossiers behind every number are as many as it says, and those of no other.
        codes = {one.name: asked.codes(one.name, limit=10_000) for one in found}
        counts = asked.counts()
        summaries = {one.procedure: one for one in asked.summaries()}
        stays = {one.state: one for one in asked.stays()}
        below = asked.below()
    assert len(codes) == len(found)
    assert all(len(codes[one.name]) == one.dossiers for one in found)
    assert sorted(code for each in codes.values() for code in each) == sorted(r[0]["code"] for r in wanted)
    for rows in wanted:
        assert rows[0]["code"] in codes[name_of(rows[0]["procedure"], rows[0]["process"], way_of(rows))]  # type: ignore[arg-type]
    plain = Counter(
        (row["process"], (row["before"], row["verb"], row["after"])) for rows in wanted for row in rows
    )
    assert {
        (process, tuple(move)): times for process, each in counts.items() for move, times in each.items()
    } == plain
    for procedure, summary in summaries.items():
        own = [rows for rows in wanted if rows[0]["procedure"] == procedure]
        assert summary.dossiers == len(own)
        assert summary.conforming == sum(
            paths.departure([Move(*one) for one in way_of(rows)], paths.rows_of(rows[0]["process"])) is None
            for rows in own
        )
        loops = [sum(row["verb"] in paths.LOOPS for row in rows) for rows in own]
        assert (summary.loops, summary.looping) == (sum(loops), sum(map(bool, loops)))
        assert sum(one.dossiers for one in found if one.procedure == procedure) == summary.dossiers
    left = [row for rows in wanted for row in rows if row["before"] != row["after"]]
    for state, stay in stays.items():
        spent = [row["working_seconds"] for row in left if row["before"] == state]
        assert (stay.stays, stay.total) == (len(spent), sum(spent))
        if stay.paused_total:
            assert stay.office_total == 0
            assert stay.paused_median == round(median(spent))
    assert sum(one.dossiers for one in below) == len(wanted)


def test_volumes_by_channel() -> None:
    at = JUNE.start.replace(tzinfo=None)
    rows = [
        {"path": path, "procedure": "1.1", "channel": channel, "submitted_at": at + timedelta(days=days)}
        for path, channel, days in (
            ("VN/H49/", "online", 0), ("VN/H49/", "direct", 29), ("VN/H49/", "direct", 3),
            ("VN/H49/", "online", 30), ("VN/H4/", "online", 1), ("VN/H49/", "online", -1),
        )
    ]  # fmt: skip
    dossiers = ibis.memtable(pa.Table.from_pylist(rows))
    assert volumes(dossiers, unit="H49", period=JUNE) == {"1.1": {"online": 1, "direct": 2}}
