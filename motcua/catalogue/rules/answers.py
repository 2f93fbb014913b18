"""What people answered, as it is kept and as conditions see it, whatever shape it arrived in.

Answers are a mapping of section id to a mapping of field id to value. What is not answered is absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import conditions, fields
from motcua.catalogue.rules.definition import Form
from motcua.kernel.errors import Invalid
from motcua.kernel.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGEST = 200_000  # bytes of all answers together
_DEEPEST = 8
_SAFE = 2**53
_PATH_PART = 60

Findings = dict[str, list["StrOrPromise"]]
"""Path ("section.field", "section.field.part", "section.field.0.column", "" for the whole) to sentences."""


@dataclass(slots=True)
class _Scan:
    findings: Findings = field(default_factory=dict)
    size: int = 0

    def find(self, path: str, sentence: "StrOrPromise") -> None:
        self.findings.setdefault(path, []).append(sentence)

    def text(self, path: str, text: str) -> str:
        self.size += 4 * len(text) if len(text) > LARGEST else len(text.encode(errors="replace"))
        if text.isascii() and text.isprintable():
            return (
                text.strip()
            )  # most answers by far: nothing to clean, and no need to look at each character
        try:
            return clean(text)
        except Invalid as refusal:
            self.find(path, refusal.message)
            kept = "".join(char for char in text if char.isprintable() or char in "\n\t")
            return clean(kept)

    def value(self, path: str, value: Any, depth: int) -> Any:
        self.size += 8
        if self.size > LARGEST:
            return None
        if isinstance(value, str):
            return self.text(path, value) or None
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return self.number(path, value)
        if depth > _DEEPEST or not isinstance(value, Mapping | list | tuple):
            self.find(path, _("Nội dung mục này không đọc được. Vui lòng nhập lại."))
            return None
        if isinstance(value, Mapping):
            return self.mapping(path, value, depth)
        return [self.value(f"{path}.{index}", one, depth + 1) for index, one in enumerate(value)] or None

    def number(self, path: str, value: float) -> int | float | None:
        if not -_SAFE < value < _SAFE:  # NaN and infinity too
            self.find(path, _("Số này quá lớn hoặc không phải là số. Vui lòng nhập lại."))
            return None
        return int(value) if value == int(value) else value

    def mapping(self, path: str, value: Mapping[Any, Any], depth: int) -> dict[str, Any] | None:
        made = {}
        for key, part in value.items():
            if not isinstance(key, str) or not key.isprintable() or len(key) > _PATH_PART:
                self.find(path, _("Có mục mà biểu mẫu không biết. Vui lòng bỏ mục đó rồi gửi lại."))
                continue
            kept = self.value(f"{path}.{key}" if path else key, part, depth + 1)
            if kept is not None:
                made[key] = kept
        return made or None


def scan(given: Any) -> tuple[dict[str, Any], Findings]:
    """The answers with text cleaned and nothing in them that JSON or the database cannot keep, and why.

    Where they are too large as a whole, none are returned.
    """
    if not isinstance(given, Mapping):
        return {}, {"": [_("Nội dung gửi lên không đúng cấu trúc của biểu mẫu.")]}
    state = _Scan()
    tree = state.mapping("", given, 0) or {}
    if state.size > LARGEST:
        limit = LARGEST // 1000
        message = format_lazy(
            _("Nội dung đơn quá lớn (nhiều nhất {limit} kB). Vui lòng rút gọn."), limit=limit
        )
        return {}, {"": [message]}
    return tree, state.findings


@dataclass(frozen=True, slots=True)
class View:
    """Answers as conditions see them, complete: everything hidden or ill-typed counts as unanswered.

    `shown` holds "section" and "section.field" of all that is asked.
    """

    answers: dict[str, dict[str, Any]]
    shown: frozenset[str]


def view(form: Form, tree: Mapping[str, Any]) -> View:
    """What is asked, decided from top to bottom: a condition sees only what stands above it.

    A condition that cannot be evaluated shows its field: asking too much is repaired by hand, asking too
    little is not.
    """
    complete = {
        section.id: {one.id: fields.typed(one, None) for one in section.fields} for section in form.sections
    }
    shown = set()
    for section in form.sections:
        if section.show_when and not conditions.holds(section.show_when, complete, None, otherwise=True):
            continue
        shown.add(section.id)
        given = tree.get(section.id)
        given = given if isinstance(given, Mapping) else {}
        for one in section.fields:
            if one.show_when and not conditions.holds(one.show_when, complete, None, otherwise=True):
                continue
            shown.add(f"{section.id}.{one.id}")
            if one.id in given:
                complete[section.id][one.id] = fields.typed(one, given[one.id])
    return View(complete, frozenset(shown))
