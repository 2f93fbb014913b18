"""What is published tells nothing about few: as properties, against attackers who do sums."""

import random
from collections import Counter
from itertools import product

import pytest

from motcua.indicators.rules import anonymity
from motcua.indicators.rules.anonymity import ALL, ALTOGETHER, Cell, Features

K = 10


def nation(seed: int) -> tuple[dict[str, Cell], dict[str, str]]:
    """Units three deep; each counts its own and all below it."""
    dice = random.Random(seed)
    parents: dict[str, str] = {}
    own: dict[str, Cell] = {}
    for province in range(dice.randint(1, 6)):
        parents[f"H{province}"] = "VN"
        for commune in range(dice.randint(0, 7)):
            parents[f"H{province}.{commune}"] = f"H{province}"
    for unit in ["VN", *parents]:
        total = dice.choice([0, 0, 3, 9, 12, 25, 400]) if unit.count(".") or dice.random() < 0.3 else 0
        own[unit] = Cell(dice.choice([0, total, dice.randint(0, total)]), total)
    cells = dict(own)
    for unit in sorted(parents, key=len, reverse=True):
        above = parents[unit]
        cells[above] = anonymity.summed((cells[above], cells[unit]))
    return cells, parents


@pytest.mark.parametrize("seed", range(300))
def test_hidden_cells_do_not_follow_from_shown_ones(seed: int) -> None:
    cells, parents = nation(seed)
    hidden = anonymity.hidden(cells, parents, k=K)
    for unit, cell in cells.items():
        # Nothing small is shown, and nothing below something hidden.
        assert unit in hidden or not cell.small(K)
        assert unit in hidden or parents.get(unit) not in hidden
        if unit in hidden:
            continue
        near = [one for one, above in parents.items() if above == unit]
        covered = [cells[one] for one in near if one in hidden]
        # An attacker takes all shown parts from the whole.
        left = Cell(
            cell.counted - sum(cells[one].counted for one in near if one not in hidden),
            cell.total - sum(cells[one].total for one in near if one not in hidden),
        )
        if any(one.small(K) for one in covered):
            assert not left.small(K)
            assert left not in [one for one in covered if one.small(K)]
        if not covered:
            assert not left.small(K)  # what is the unit's own


def test_a_neighbour_is_hidden_too_and_no_more_than_needed() -> None:
    cells = {"VN": Cell(130, 203), "A": Cell(3, 100), "B": Cell(60, 80), "C": Cell(50, 9 + 14 + 50)}
    cells = {**cells, "VN": anonymity.summed([cells["A"], cells["B"], cells["C"]])}
    parents = dict.fromkeys("ABC", "VN")
    assert anonymity.hidden(cells, parents, k=K) == {"A", "C"}
    assert anonymity.hidden({**cells, "A": Cell(50, 100), "VN": Cell(160, 253)}, parents, k=K) == set()


def test_one_small_part_of_a_year_is_not_told_by_the_others() -> None:
    parts = {"2026": ("Q1", "Q2"), "Q1": ("01", "02", "03"), "Q2": ("04", "05", "06")}
    cells = {
        "01": Cell(3, 50),
        "02": Cell(30, 50),
        "03": Cell(20, 50),
        "Q1": Cell(53, 150),
        "Q2": Cell(60, 90),
    }
    assert anonymity.told_by_parts("Q1", parts, cells, {"01"}.__contains__, K)
    # So the quarter is hidden, and the year must not tell it either.
    assert anonymity.told_by_parts("2026", parts, cells, {"01", "Q1"}.__contains__, K)
    assert not anonymity.told_by_parts("Q1", parts, cells, {"01", "02"}.__contains__, K)
    assert not anonymity.told_by_parts("Q2", parts, cells, {"01"}.__contains__, K)


def dossiers(seed: int) -> Counter[Features]:
    dice = random.Random(seed)
    return Counter(
        Features(
            month="2026-06",
            province=dice.choice(["22", "22", "22", "01"]),
            commune=f"{dice.choice('123456789')}",
            field=dice.choice("AAAAABC"),
            service_level=dice.choice(["whole", "partial"]),
            channel=dice.choice(["online", "online", "direct", *(["postal"] if dice.random() < 0.1 else [])]),
            outcome=dice.choice(["granted"] * 9 + ["denied"]),
            days=dice.choice(["0-1", "2-3"]),
            on_time=dice.choice(["yes", "yes", "no"]),
        )
        for _dossier in range(dice.randint(0, 3000))
    )


@pytest.mark.parametrize(("seed", "k"), list(product(range(20), [2, 10, 50])))
def test_every_row_stands_for_k_and_none_is_lost(seed: int, k: int) -> None:
    groups = dossiers(seed)
    found = anonymity.anonymous(groups, k=k)
    assert len({row for row, _count in found.rows}) == len(found.rows)
    assert all(count >= k for _row, count in found.rows)
    assert sum(count for _row, count in found.rows) + found.suppressed == groups.total()
    assert found.suppressed < groups.total() or groups.total() < 50 * len(groups)
    # Whatever order they come in.
    assert anonymity.anonymous(dict(reversed(groups.items())), k=k) == found


def test_what_is_rare_gives_up_its_commune_first() -> None:
    row = Features("2026-06", "22", "06673", "A", "whole", "online", "granted", "0-1", "yes")
    other = Features("2026-06", "22", "06676", "A", "whole", "online", "granted", "0-1", "yes")
    alone = Features("2026-06", "01", "00004", "Z", "whole", "postal", "stopped", "31+", "no")
    found = anonymity.anonymous({row: 6, other: 5, alone: 3}, k=10)
    assert [(one.commune, one.province, one.field, count) for one, count in found.rows] == [
        (ALL, "22", "A", 11)
    ]
    assert found.suppressed == 3
    coarse = anonymity.anonymous(
        {alone: 3, Features("2026-06", "22", "1", "Y", *("whole", "postal", "stopped", "31+", "no")): 7}, k=10
    )
    assert [(one.province, one.field, count) for one, count in coarse.rows] == [(ALTOGETHER, ALL, 10)]


@pytest.mark.parametrize(
    ("days", "bucket"), [(None, ""), (-1, "0-1"), (1, "0-1"), (2, "2-3"), (30, "16-30"), (31, "31+")]
)
def test_days(days: int | None, bucket: str) -> None:
    assert anonymity.bucket(days) == bucket
