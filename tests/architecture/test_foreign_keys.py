"""What import-linter cannot see: a foreign key named by a string also makes one package know another."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(__file__).parents[2]


def ranks() -> dict[str, int]:
    """The row of each package, from the same contract that import-linter reads; higher knows lower."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rows = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip(" ()"): -place for place, row in enumerate(rows) for name in row.split("|")}


def package(module: str) -> str:
    return module.split(".")[1]


def test_foreign_keys_point_down_and_leave_no_trace_below() -> None:
    rank, wrong, seen = ranks(), [], 0
    for model in apps.get_models():
        if not model.__module__.startswith("motcua."):
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey | ManyToManyField) or field.model is not model:
                continue
            there = field.related_model
            assert not isinstance(there, str)
            if not there.__module__.startswith("motcua."):
                continue
            mine, theirs = package(model.__module__), package(there.__module__)
            seen += 1
            if mine == theirs:
                continue
            if rank[mine] <= rank[theirs]:
                wrong.append(f"{model.__name__}.{field.name} points up or sideways to {theirs}")
            if field.remote_field.related_name != "+":
                wrong.append(f'{model.__name__}.{field.name} crosses packages without related_name="+"')
    assert seen > 20
    assert wrong == []
