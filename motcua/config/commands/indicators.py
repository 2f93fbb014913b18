"""motcua indicators: a set of indicators over a folder of facts, or the dossiers behind one of them."""

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from motcua.config.commands.due import said
from motcua.indicators import actions
from motcua.indicators.adapters import folders
from motcua.indicators.adapters.duck import DuckFolder
from motcua.indicators.adapters.folders import Folders
from motcua.indicators.adapters.parquet import Folder
from motcua.indicators.queries import counting
from motcua.indicators.queries.counting import Figures, Listed, Question
from motcua.indicators.rules import periods, sets
from motcua.indicators.rules.expressions import Of
from motcua.indicators.rules.scoring import Status, Value
from motcua.indicators.rules.sets import Form, IndicatorSet
from motcua.kernel import clock
from motcua.kernel.errors import Invalid

WIDE = 180  # columns where nobody watches: a table that is piped must not be cut


def run(options: Namespace) -> int:
    """Exit code 0, or 2 after one line on stderr when the arguments make no sense."""
    return said(options, lambda: _run(options))


@dataclass(frozen=True, slots=True)
class _Asked:
    indicators: IndicatorSet
    unit: str
    question: Question


def _run(options: Namespace) -> None:
    if options.rebuild:
        made = _rebuild(options.facts)
        print(_("Đã lập dữ kiện của %(count)d hồ sơ.") % {"count": made}, file=sys.stderr)
        _say_aside(options.facts)
        if not options.unit and not options.period:
            return
    if not options.unit or not options.period:
        raise Invalid(_("Hãy cho biết đơn vị (--unit) và kỳ (--period)."))
    as_of = periods.end_of(_date(options.as_of)) if options.as_of else None
    question = Question(periods.read(options.period), clock.now(), as_of)
    asked = _Asked(_set(options.set), options.unit, question)
    table = DuckFolder(Path(options.facts)).table() if options.facts else Folders().table()
    if options.list:
        figures = counting.behind(table, asked.indicators, options.list, asked.unit, question)
        _show_list(figures, asked, options)
    else:
        _show(counting.figures_of(table, asked.indicators, asked.unit, question), asked, options)


def _rebuild(folder: str | None) -> int:
    """Of this site's own facts the follower has to know: it goes on from there."""
    own = folders.own()
    if folder is None or Path(folder).resolve() == own.folder.resolve():
        return actions.start(into=own, at=clock.now())
    return actions.rebuild(into=Folder(Path(folder)), at=clock.now())


def _say_aside(folder: str | None) -> None:
    aside = (Folder(Path(folder)) if folder else folders.own()).aside()
    if aside:
        code, why = next(iter(aside.items()))
        line = _(
            "Để lại %(count)d hồ sơ vì cơ sở dữ liệu không có phiên bản thủ tục hoặc cơ quan của chúng, "
            "ví dụ %(code)s (%(why)s)."
        )
        print(line % {"count": len(aside), "code": code, "why": why}, file=sys.stderr)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("--as-of: ghi ngày như 2026-06-30.")) from error


def _set(name: str) -> IndicatorSet:
    if not name.endswith((".yaml", ".yml")):
        return sets.shipped(name)
    path = Path(name)
    if not path.is_file():
        raise Invalid(_("Không có tệp %(name)s.") % {"name": name})
    try:
        return sets.load(path)
    except Invalid as refusal:
        lines = [f"{place}: {one}" for place, all_ in refusal.fields.items() for one in all_]
        raise Invalid("\n".join([str(refusal.message), *lines]), code=refusal.code) from refusal


def _head(asked: _Asked) -> dict[str, Any]:
    question = asked.question
    return {
        "set": asked.indicators.name,
        "version": asked.indicators.version,
        "unit": asked.unit,
        "from": question.period.first.isoformat(),
        "to": question.period.last.isoformat(),
        "as_of": clock.local(question.as_of or question.now).isoformat(timespec="seconds"),
    }


def _show(figures: Figures, asked: _Asked, options: Namespace) -> None:
    if options.json:
        facts = {**_head(asked), "score": _score(figures), "indicators": [_facts(v) for v in figures.values]}
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    table = Table(
        _("Mã"), _("Chỉ tiêu"), _("Đạt"), _("Trên"), _("Kết quả"), _("Mục tiêu"), _("Điểm"), _("Ghi chú")
    )
    for one in figures.values:
        table.add_row(*_row(one))
    out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
    out.print(f"{asked.indicators.title}. {asked.unit}, {options.period}", table)
    if figures.score:
        values = {"points": _number(figures.score.points), "possible": figures.score.possible}
        line = _("%(points)s điểm; các chỉ tiêu chấm được cho tối đa %(possible)d.") % values
        out.print(f"{line} {figures.score.grade or ''}".rstrip())


def _score(figures: Figures) -> Mapping[str, Any] | None:
    score = figures.score
    if score is None:
        return None
    grade = score.grade
    return {
        "points": float(score.points),
        "possible": score.possible,
        "class": {"vi": grade.vi, "en": grade.en} if grade else None,
    }


def _facts(one: Value) -> Mapping[str, Any]:
    indicator = one.indicator
    measured = indicator.form is not Form.MISSING
    unit = indicator.unit or None
    return {
        "code": indicator.code,
        "name": {"vi": indicator.name.vi, "en": indicator.name.en},
        "kind": indicator.form.value,
        "status": one.status.value,
        "counted": one.tally.counted if measured else None,
        "total": one.tally.total if measured else None,
        "left_out": one.tally.left_out if measured else None,
        "value": float(one.value) if one.value is not None else None,
        "unit": {"vi": unit.vi, "en": unit.en} if unit else "%" if indicator.form is Form.SHARE else None,
        "target": one.target,
        "points": float(one.points) if one.points is not None else None,
        "most_points": indicator.points,
        "missing": {"vi": indicator.missing.vi, "en": indicator.missing.en} if indicator.missing else None,
    }


def _row(one: Value) -> tuple[str, ...]:
    indicator, tally = one.indicator, one.tally
    of_procedures = indicator.of is Of.PROCEDURES
    notes = [str(indicator.missing)] if indicator.missing else []
    if one.status is Status.EMPTY:
        notes.append(_("không có thủ tục nào để tính") if of_procedures else _("không có hồ sơ nào để tính"))
    if tally.left_out:
        left_out = _("%(count)d thủ tục không tính") if of_procedures else _("%(count)d hồ sơ không tính")
        notes.append(left_out % {"count": tally.left_out})
    share = indicator.form is Form.SHARE
    unit = str(indicator.unit) if indicator.unit else "%" if share else ""
    return (
        indicator.code,
        str(indicator.name),
        str(tally.counted) if share else "",
        str(tally.total) if share or indicator.form is Form.MEAN else "",
        f"{_number(one.value)} {unit}".strip() if one.value is not None else "-",
        f"{one.target} %" if one.target else "",
        f"{_number(one.points)}/{indicator.points}" if one.points is not None else "",
        "; ".join(notes),
    )


def _number(value: Decimal) -> str:
    return f"{value:f}".replace(".", "," if translation.get_language() == "vi" else ".")


def _show_list(listed: Listed, asked: _Asked, options: Namespace) -> None:
    if options.json:
        facts = {
            **_head(asked),
            "indicator": options.list,
            "counted": listed.counted,
            "others": listed.others,
            "left_out": [{"code": code, "why": why} for code, why in listed.left_out],
        }
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for words, codes in ((_("đạt"), listed.counted), (_("không đạt"), listed.others)):
        for code in codes:
            print(f"{code}\t{words}")
    for code, why in listed.left_out:
        print(f"{code}\t{_('không tính')}\t{why}")
