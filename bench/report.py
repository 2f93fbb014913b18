"""One table: figure, reached, goal, verdict. And the same as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One line. `reached` is judged against `goal`, at most or at least; without a goal it only informs."""

    name: str
    world: str
    reached: float
    unit: str
    goal: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.reached <= self.goal if self.at_most else self.reached >= self.goal

    @property
    def ratio(self) -> float | None:
        """Above one is better than the goal."""
        if not self.goal:
            return None
        if self.at_most:
            return self.goal / self.reached if self.reached else float("inf")
        return self.reached / self.goal


def machine() -> dict[str, str]:
    """What this ran on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "processor": models[0] if models else platform.processor(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "Python": platform.python_version(),
        "load before": " ".join(f"{value:.1f}" for value in os.getloadavg()),
    }


def show(console: Console, figures: Iterable[Figure], facts: Mapping[str, str]) -> None:
    """The table, and below it what the numbers were measured on."""
    table = Table(title="Motcua: speed next to its goals", title_justify="left")
    for name in ("figure", "dossiers", "reached", "goal", "ratio", "verdict", "note"):
        right = name in ("dossiers", "reached", "goal", "ratio")
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for figure in figures:
        goal = "" if figure.goal is None else f"{'≤' if figure.at_most else '≥'} {_number(figure.goal)}"
        verdict = {None: "", True: "[green]met[/]", False: "[red]not met[/]"}[figure.met]
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(
            figure.name, figure.world, f"{_number(figure.reached)} {figure.unit}".rstrip(), goal, ratio,
            verdict, figure.note,
        )  # fmt: skip
    console.print(table)
    console.print(", ".join(f"{name}: {value}" for name, value in facts.items()), style="dim")


def save(path: Path, figures: Iterable[Figure], facts: Mapping[str, Any]) -> None:
    """The same for programs."""
    rows = [{**asdict(figure), "met": figure.met} for figure in figures]
    path.write_text(json.dumps({"facts": dict(facts), "figures": rows}, ensure_ascii=False, indent=1))


def _number(value: float) -> str:
    if value and abs(value) < 10:
        return f"{value:.2f}"
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
