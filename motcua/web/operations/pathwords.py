"""Ways, loops, stays and costs as a leader reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules.definition import Procedure
from motcua.dossiers.rules.process import STEP_NAMES, State
from motcua.indicators.rules import costs, paths
from motcua.indicators.rules.paths import Below, Loop, Move, Stay, Summary, Variant, Why
from motcua.indicators.rules.scoring import rounded
from motcua.web.operations import pathcosts
from motcua.web.operations.pathnames import hours, share, state_name, verb_name
from motcua.web.operations.pathshapes import (
    Back,
    Bar,
    Branch,
    DetailPage,
    Flow,
    Stage,
    UnitLine,
    Way,
)
from motcua.web.ui import figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


MOST = 20  # ways shown; the rest are summed up
WIDTH = 100  # of a bar
WHY: Mapping[Why, StrOrPromise] = {
    Why.NO_ROW: _("Quy trình công bố không có bước này ở trạng thái đó: %(act)s khi “%(state)s”."),
    Why.JUMP: _("Trạng thái đã đổi mà không có bước nào ghi lại, trước khi %(act)s."),
    Why.BEGINNING: _("Không bắt đầu bằng bước đầu tiên của quy trình, mà bằng %(act)s."),
    Why.NO_PROCESS: _("Không có quy trình công bố nào mang tên “%(process)s”."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was computed about one procedure."""

    variants: tuple[Variant, ...]
    summary: Summary | None
    counts: dict[str, dict[Move, int]]
    stays: tuple[Stay, ...]
    loops: tuple[Loop, ...]
    below: tuple[Below, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """What the page is made of; `way` gives the address of a way's dossiers, `unit` the name of a unit."""

    found: Found
    procedure: Procedure | None
    volumes: Mapping[str, int]
    way: Callable[[str], str]
    unit: Callable[[str], str]


def way(variant: Variant) -> list[StrOrPromise]:
    """The acts in their order."""
    return [verb_name(move.verb) for move in variant.moves]


def departed(variant: Variant) -> str:
    """Where it leaves the published process and why; "" when it conforms."""
    left = variant.departure
    if left is None:
        return ""
    move = variant.moves[left.place] if variant.moves else Move("", "", "")
    return str(WHY[left.why]) % {
        "act": str(verb_name(move.verb)).lower(),
        "state": state_name(move.before),
        "process": variant.process,
    }


def page(detail: Detail) -> DetailPage:
    """Everything about one procedure."""
    found, summary = detail.found, detail.found.summary
    shown, rest = found.variants[:MOST], found.variants[MOST:]
    total = summary.dossiers if summary else 0
    burden = costs.burden(detail.procedure, detail.volumes, costs.prices()) if detail.procedure else None
    return DetailPage(
        total=figures.number(total) if total else "",
        conforming=share(summary.conforming, total) if summary else "",
        looping=share(summary.looping, total) if summary else "",
        per_loop=figures.short(rounded(summary.loops, total), 2) if summary and total else "",
        median=hours(summary.median) if summary else "",
        waiting=share(summary.waiting, summary.waiting + summary.hand) if summary else "",
        flows=[_flow(process, counts) for process, counts in sorted(found.counts.items())],
        ways=[_way(one, total, detail.way(one.name)) for one in shown],
        more=len(rest),
        more_dossiers=figures.number(sum(one.dossiers for one in rest)),
        loops=[_back(one) for one in found.loops],
        bars=_bars(found, _process(found)),
        bottleneck=_bottleneck(found),
        units=[_unit(one, detail.unit) for one in found.below],
        costs=pathcosts.lines(detail.procedure, detail.volumes) if detail.procedure else [],
        year=pathcosts.year_of(burden) if burden and burden.dossiers else None,
        unverified=bool(costs.prices().unverified),
    )


def _process(found: Found) -> str:
    """The process that most of the dossiers followed."""
    return found.variants[0].process if found.variants else ""


def _way(one: Variant, total: int, url: str) -> Way:
    return Way(
        acts=way(one),
        left=departed(one),
        left_at=one.departure.place + 1 if one.departure else None,
        dossiers=figures.number(one.dossiers),
        share=share(one.dossiers, total),
        median=hours(one.median),
        ended=one.ended,
        url=url,
    )


def _flow(process: str, counts: Mapping[Move, int]) -> Flow:
    rows = paths.rows_of(process)
    told = paths.taken(rows, counts)
    main = paths.main_line(rows)
    line = {Move(row.source, row.verb, row.target) for row in main}
    times = {one.move: one.times for one in told}

    def branches(state: str) -> list[Branch]:
        return [
            Branch(verb_name(one.move.verb), state_name(one.move.after), figures.number(one.times))
            for one in told
            if one.move.before == state and one.times and one.move not in line
        ]

    stages = [
        Stage(
            state_name(row.source),
            verb_name(row.verb),
            figures.number(times[Move(row.source, row.verb, row.target)]),
            branches(row.source),
        )
        for row in main
    ]
    on_line = {row.source for row in main}
    others = dict.fromkeys(one.move.before for one in told if one.move.before not in on_line and one.times)
    published = {Move(row.source, row.verb, row.target) for row in rows}
    return Flow(
        name=paths.process_name(process),
        stages=stages,
        aside=[Stage(state_name(one), "", "", branches(one)) for one in others],
        never=[_row(one.move) for one in told if not one.times],
        beside=[
            f"{_row(move)}: {figures.number(number)}"
            for move, number in counts.items()
            if move not in published
        ],
    )


def _row(move: Move) -> str:
    return f"{state_name(move.before)}: {verb_name(move.verb)} → {state_name(move.after)}"


def _back(one: Loop) -> Back:
    return Back(
        act=verb_name(one.move.verb),
        origin=state_name(one.move.before),
        to=state_name(one.move.after),
        times=figures.number(one.times),
        dossiers=figures.number(one.dossiers),
        open=one.times - one.closed,
        lost_median=hours(one.lost_median),
        lost=hours(one.lost),
    )


def _step(process: str, state: str) -> StrOrPromise:
    step = paths.step_name(process, state)
    return STEP_NAMES[step] if step else ""


def _bars(found: Found, process: str) -> list[Bar]:
    order = {state.value: place for place, state in enumerate(State)}
    stays = sorted(
        (one for one in found.stays if one.state != State.DRAFT and one.total),
        key=lambda one: order.get(one.state, len(order)),
    )
    longest = max(
        (
            one.waiting_median + one.hand_median + one.paused_median
            for one in stays
            if one.state != State.SEALED
        ),
        default=0,
    )

    def width(seconds: int) -> int:
        return min(WIDTH * seconds // longest, WIDTH) if longest else 0

    return [
        Bar(
            step=_step(process, one.state),
            state=state_name(one.state),
            waiting=_spent(one.waiting_median, one.waiting_p90),
            hand=_spent(one.hand_median, one.hand_p90),
            paused=_spent(one.paused_median, one.paused_p90),
            waiting_width=width(one.waiting_median),
            hand_width=width(one.hand_median),
            paused_x=width(one.waiting_median + one.hand_median),
            paused_width=width(one.paused_median),
        )
        for one in stays
    ]


def _spent(median: int, most: int) -> str:
    """Median and 90th percentile; "" where nobody spent any."""
    if not most:
        return ""
    return str(_("%(median)s giờ; 90 %% hồ sơ trong %(most)s giờ")) % {
        "median": hours(median),
        "most": hours(most),
    }


def _bottleneck(found: Found) -> str:
    worst = paths.bottleneck(found.stays)
    if worst is None:
        return ""
    whole = sum(one.office_total for one in found.stays if one.state not in paths.BESIDE)
    return str(
        _(
            "Nghẽn nhất ở “%(state)s”: chỗ này chiếm %(share)s thời gian làm việc của cơ quan, "
            "trong đó %(waiting)s là hồ sơ nằm chờ người nhận xử lý."
        )
    ) % {
        "state": state_name(worst.state),
        "share": share(worst.office_total, whole),
        "waiting": share(worst.waiting_total, worst.office_total),
    }


def _unit(one: Below, name: Callable[[str], str]) -> UnitLine:
    return UnitLine(
        name=name(one.unit),
        dossiers=figures.number(one.dossiers),
        median=hours(one.median),
        waiting=share(one.waiting, one.waiting + one.hand),
        worst=state_name(one.worst) if one.worst else "",
    )
