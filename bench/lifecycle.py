"""Whole lifecycles: submit, receive, appraise, approve, seal, return, look up, over HTTP, acts signed.

Papers are made between the acts that need them and are measured apart. Worlds take turns stage by stage,
so that whatever else this machine does falls on all of them alike.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from bench import web
from bench.ground import World, make_papers, paper_makers
from bench.measure import SPEED, Asking, codes, wrong
from bench.report import Figure
from bench.web import Load

ROUNDS = 3
FIRST = 16  # dossiers of the round that warms processes and caches; it also says how fast papers are made
MOST, PAPER_SECONDS = 96, 50  # a round has as many dossiers as papers can be made for in this time
NOTE = "Hồ sơ đủ điều kiện, đề nghị giải quyết."
STAGES = ("submit", "receive", "appraise", "approve", "decide", "seal", "result", "return", "look up")
WHO = {
    "receive": "reception", "appraise": "case", "approve": "approver", "seal": "clerk", "return": "reception",
}  # fmt: skip
PAPERS = {"decide": "dossiers.make_decision", "result": "dossiers.make_result"}


@dataclass
class _Course:
    """One world's rounds: seconds by stage of each round, and the dossiers under way."""

    asking: Asking
    makers: Sequence[object]
    rounds: list[dict[str, float]] = field(default_factory=list)
    under_way: list[tuple[str, str]] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)


def lifecycles(worlds: Sequence[World], run: str) -> Iterator[Figure]:
    """Figures of each world, and how the last compares with the first, which is empty."""
    with ExitStack() as stack:
        courses = [
            _Course(Asking(world), stack.enter_context(paper_makers(world.address))) for world in worlds
        ]
        _round(courses, f"{run}-first", FIRST)
        first = [course.rounds.pop() for course in courses]
        seconds = sum(taken[stage] for taken in first for stage in PAPERS)
        each = max(FIRST, min(MOST, int(FIRST * PAPER_SECONDS / ROUNDS / seconds)))
        for turn in range(ROUNDS):
            _round(courses if turn % 2 else courses[::-1], f"{run}-{turn}", each)
        for course in courses:
            yield from _figures(course, each)
        yield from _sealed_papers(courses[-1], run, each)
    if len(courses) > 1:
        pairs = zip(courses[0].rounds, courses[-1].rounds, strict=True)
        ratios = [_acts(empty) / _acts(full) for empty, full in pairs]
        yield Figure(
            "lifecycle speed / empty database", courses[-1].asking.world.label, median(ratios), "", 0.95,
            note="rounds: " + ", ".join(f"{ratio:.2f}" for ratio in ratios),
        )  # fmt: skip


def _round(courses: Sequence[_Course], run: str, each: int) -> None:
    for course in courses:
        course.rounds.append({})
    for stage in STAGES:
        for course in courses:
            _stage(course, stage, run, each)


def _stage(course: _Course, stage: str, run: str, count: int) -> None:
    asking, world = course.asking, course.asking.world
    if stage in PAPERS:
        world.ask("DELETE FROM procrastinate_jobs WHERE task_name <> %s AND status = 'todo'", PAPERS[stage])
        course.rounds[-1][stage] = make_papers(course.makers)  # type: ignore[arg-type]
        return
    if stage == "submit":
        places = list(asking.known["staff"])
        load = web.all_of(world.port, [asking.submit(i, places, run) for i in range(count)], keep=True)
        course.under_way = codes(load)
        # Else the job that makes the result would return it, and nobody would be left to measure.
        world.ask(
            "UPDATE dossiers_dossier SET delivery = 'counter' WHERE code = ANY(%s)",
            [code for code, _agency in course.under_way],
        )
    elif stage == "look up":
        load = web.all_of(world.port, [_look(asking, code, agency) for code, agency in course.under_way])
    else:
        load = web.all_of(world.port, [_act(asking, stage, *dossier) for dossier in course.under_way])
    course.rounds[-1][stage] = load.seconds
    _note(course, stage, load)


def _look(asking: Asking, code: str, agency: str) -> bytes:
    return asking.get(f"/api/v1/dossiers/{code}", asking.known["staff"][agency]["reception"])


def _act(asking: Asking, act: str, code: str, agency: str) -> bytes:
    return asking.act(code, asking.known["staff"][agency][WHO[act]], act, NOTE if act == "appraise" else "")


def _note(course: _Course, stage: str, load: Load) -> None:
    if load.bad:
        course.bad.append(f"{stage}: {wrong(load.bad)}")


def _acts(seconds: dict[str, float]) -> float:
    return sum(taken for stage, taken in seconds.items() if stage not in PAPERS)


def _figures(course: _Course, each: int) -> Iterator[Figure]:
    label = course.asking.world.label
    failed = f"FAILED: {'; '.join(course.bad[:3])}" if course.bad else ""
    rates = [each / _acts(seconds) for seconds in course.rounds]
    by_stage = ", ".join(
        f"{stage} {each / median(seconds[stage] for seconds in course.rounds):.0f}"
        for stage in STAGES
        if stage not in PAPERS
    )
    yield Figure(
        "lifecycle of acts", label, median(rates), SPEED, 60, note=f"{by_stage} /s. {failed}".strip()
    )
    papers = [each / (seconds["decide"] + seconds["result"]) for seconds in course.rounds]
    yield Figure(
        "documents set, signed twice, time-stamped", label, median(papers), SPEED, 10,
        note=f"{len(course.makers)} processes, through the job queue",
    )  # fmt: skip


def _sealed_papers(course: _Course, run: str, each: int) -> Iterator[Figure]:
    """Confirmations of submission: one paper, one seal."""
    world = course.asking.world
    world.ask("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    _stage(course, "submit", f"{run}-sealed", each)
    seconds = make_papers(course.makers)  # type: ignore[arg-type]
    yield Figure("confirmations set, sealed, time-stamped", world.label, each / seconds, SPEED)
