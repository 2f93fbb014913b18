"""Pages of `docs/generated/`, made from what runs; `make check` fails when they differ."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey
from django.utils.translation import override

from motcua.agencies.rules.kinds import ROLE_NAMES
from motcua.dossiers.rules.process import ENDS, STATE_NAMES, VERB_NAMES, Transition
from motcua.dossiers.rules.processes import processes
from motcua.web.api.urls import api

SLICES = ("journal", "people", "agencies", "catalogue", "signing", "notifications", "vault", "dossiers")

COLUMNS = (
    "from", "act", "to", "who", "who agrees", "what must hold", "signature", "clock", "form", "who is told",
)  # fmt: skip


def process() -> str:
    """The process as a diagram and as its table, in both languages."""
    lines = ["# Process", "", "Made from `motcua/dossiers/rules/process.py`."]
    for name, kept in processes().items():
        lines += ["", f"## {name}", "", "```mermaid", "stateDiagram-v2"]
        lines += [
            f"    {row.source} --> {row.target}: {row.verb}" for row in kept.rows if row.source != row.target
        ]
        lines += [f"    {end} --> [*]" for end in sorted(ENDS)]
        lines += ["```", ""]
        lines += [
            f"| {' | '.join(COLUMNS)} |",
            "|---" * len(COLUMNS) + "|",
        ]
        lines += [_row(row) for row in kept.rows]
    lines += ["", "## Words", "", "| | Tiếng Việt | English |", "|---|---|---|"]
    for words in (STATE_NAMES, VERB_NAMES, ROLE_NAMES):
        for key, word in words.items():
            lines.append(f"| `{key}` | {_in('vi', word)} | {_in('en', word)} |")
    return "\n".join(lines) + "\n"


def _row(row: Transition) -> str:
    who = row.role.value if row.role else "applicant"
    needs = ", ".join(need.value for need in row.needs) or "-"
    tells = ", ".join(tell.value for tell in row.tells) or "-"
    cells = (row.source, row.verb, row.target, who, row.agrees or "-", needs, row.signature, row.clock)
    return f"| {' | '.join(cells)} | {row.form or '-'} | {tells} |"


def _in(language: str, word: Any) -> str:
    with override(language):
        return str(word)


def data_model() -> str:
    """The tables of each slice and what points where."""
    lines = ["# Data model", "", "Made from the models.", "", "```mermaid", "erDiagram"]
    lines += sorted(_relations())
    lines += ["```"]
    for label in SLICES:
        lines += ["", f"## {label}", ""]
        for model in apps.get_app_config(label).get_models():
            summary = (model.__doc__ or "").strip().splitlines()[0]
            columns = ", ".join(f"`{field.column}`" for field in model._meta.concrete_fields)
            lines += [f"**{model.__name__}**: {summary}", "", columns, ""]
    return "\n".join(lines).rstrip() + "\n"


def _relations() -> Iterator[str]:
    for label in SLICES:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, ForeignKey) and not isinstance(field.related_model, str):
                    yield f"    {model.__name__} }}o--|| {field.related_model.__name__}: {field.name}"


def openapi() -> str:
    """The contract of the API."""
    return (
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=1, default=str)
        + "\n"
    )


PAGES: dict[str, Callable[[], str]] = {
    "process.md": process,
    "data-model.md": data_model,
    "openapi.json": openapi,
}


def write(folder: Path, *, check: bool) -> list[str]:
    """The pages that differ from what is in `folder`; written there unless only checked."""
    stale: list[str] = []
    for name, make in PAGES.items():
        path, text = folder / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    return stale
