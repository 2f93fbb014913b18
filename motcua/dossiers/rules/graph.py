"""Ways through a table of transitions: what can be reached, and where a dossier would be caught."""

from collections.abc import Collection, Iterator, Sequence

from motcua.dossiers.rules.process import State, Transition


def reachable(rows: Sequence[Transition], start: State) -> frozenset[State]:
    """The states that can be reached from this one, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for row in rows:
            if row.source == here and row.target not in found:
                found.add(row.target)
                waiting.append(row.target)
    return frozenset(found)


def traps(
    rows: Sequence[Transition], states: Collection[State], ends: Collection[State]
) -> Iterator[frozenset[State]]:
    """Sets of these states that lead to each other and to nothing else; each set once."""
    seen = set[State]()
    for state in (state for state in State if state in states):
        caught = reachable(rows, state)
        if state in seen or not caught.isdisjoint(ends):
            continue
        if all(reachable(rows, other) == caught for other in caught):
            seen |= caught
            yield caught
