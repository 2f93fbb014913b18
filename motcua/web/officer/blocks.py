"""The parts of an act's form: each reads what was typed into what the act needs, and shows it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from motcua.agencies.models import Officer
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.definition import Procedure
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Transition

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django_stubs_ext import StrOrPromise

Errors = Mapping[str, Sequence["StrOrPromise"]]
Options = Sequence[tuple[str, "StrOrPromise"]]

NOTE = "note"  # travels beside what else the act needs
SMALL_BUTTONS = ("refresh", "add", "upload", "remove")  # show the form again, as it was typed
ROWS = 3  # empty lines that a table of charges begins with


@dataclass(frozen=True, slots=True)
class Scene:
    """The act, the dossier, and what was typed so far; `posted` is false when the form is first shown."""

    dossier: Dossier
    officer: Officer
    row: Transition
    at: datetime
    typed: QueryDict = field(default_factory=QueryDict)
    files: MultiValueDict[str, UploadedFile[Any]] = field(default_factory=MultiValueDict)
    errors: Errors = field(default_factory=dict)
    posted: bool = False

    @property
    def procedure(self) -> Procedure:
        """The version that was valid when the dossier was submitted."""
        return catalogue.version(self.dossier.version_id)

    def text(self, name: str) -> str:
        """What was typed under this name."""
        return str(self.typed.get(name, ""))

    def wrong(self, name: str) -> list[StrOrPromise]:
        """What is wrong with it."""
        return list(self.errors.get(name, ()))


class Block(Protocol):
    """A part of a form. `template` shows what `show` gives, as `block`."""

    @property
    def template(self) -> str: ...

    def read(self, scene: Scene) -> dict[str, Any]:
        """What was typed, by the names that the act knows."""

    def show(self, scene: Scene) -> Any:
        """What the template needs."""


@dataclass(frozen=True, slots=True)
class LineShown:
    """A question of the form with what was typed."""

    name: str
    label: StrOrPromise
    kind: str
    value: str
    errors: Sequence[StrOrPromise]
    help: StrOrPromise
    required: bool
    options: Options
    max_length: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One question. `kind` is a FieldKind; `first` is what stands there before anything was typed."""

    name: str
    label: StrOrPromise
    kind: str = "text"
    help: StrOrPromise = ""
    required: bool = True
    max_length: int | None = 2000
    options: Options = ()
    first: Callable[[Scene], str] | None = None
    when: Callable[[Scene], bool] | None = None  # asked only then

    template = "officer/blocks/line.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """The text, or nothing where it was not asked for."""
        return {} if self._hidden(scene) else {self.name: scene.text(self.name)}

    def show(self, scene: Scene) -> LineShown | None:
        """The question, filled."""
        if self._hidden(scene):
            return None
        before = self.first(scene) if self.first and not scene.posted else ""
        return LineShown(
            self.name,
            self.label,
            self.kind,
            scene.text(self.name) or before,
            scene.wrong(self.name),
            self.help,
            self.required,
            self.options,
            self.max_length if self.kind in ("text", "long_text") else None,
        )

    def _hidden(self, scene: Scene) -> bool:
        return self.when is not None and not self.when(scene)


def note(label: StrOrPromise, *, help: StrOrPromise = "", required: bool = True) -> Line:
    """What is written beside the act."""
    return Line(NOTE, label, "long_text", help, required)


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A line of the table of charges."""

    number: int
    name: str
    amount: str


@dataclass(frozen=True, slots=True)
class ChargesShown:
    rows: list[ChargeRow]
    errors: Sequence[StrOrPromise]


@dataclass(frozen=True, slots=True)
class Charges:
    """What has to be paid, a line each; amounts may be typed with dots between the thousands."""

    template = "officer/blocks/charges.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """The lines in which something was typed."""
        rows = [row for row in self._typed(scene) if row.name or row.amount]
        return {"items": [{"name": row.name, "amount": _digits(row.amount)} for row in rows]}

    def show(self, scene: Scene) -> ChargesShown:
        """Those lines and some empty ones."""
        rows = self._typed(scene)
        more = 1 if "add" in scene.typed else 0
        empty = [ChargeRow(at, "", "") for at in range(len(rows), max(ROWS, len(rows) + more))]
        return ChargesShown([*rows, *empty], scene.wrong("items"))

    def _typed(self, scene: Scene) -> list[ChargeRow]:
        names, amounts = scene.typed.getlist("charge"), scene.typed.getlist("amount")
        return [
            ChargeRow(at, name.strip(), amount.strip())
            for at, (name, amount) in enumerate(zip(names, amounts, strict=False))
        ]


def _digits(amount: str) -> str:
    return amount.replace(".", "").replace(",", "").replace(" ", "")


@dataclass(frozen=True, slots=True)
class ReasonsShown:
    usual: LineShown
    own: LineShown


OWN = "own"
USUAL: Mapping[str, StrOrPromise] = {
    "verifying": _("Phải xác minh thông tin ở cơ quan, địa phương khác, chưa có kết quả trả lời."),
    "opinions": _("Cơ quan được lấy ý kiến chưa trả lời."),
    "complex": _("Hồ sơ có nội dung phức tạp, cần thêm thời gian thẩm định."),
    "workload": _("Số lượng hồ sơ tăng cao, cán bộ chưa giải quyết kịp."),
    "system": _("Hệ thống thông tin, đường truyền bị gián đoạn."),
    OWN: _("Lý do khác, ghi ở dưới"),
}


@dataclass(frozen=True, slots=True)
class Reasons:
    """One of the usual reasons, own words, or both, which the letter prints one after the other."""

    template = "officer/blocks/reasons.html"

    def read(self, scene: Scene) -> dict[str, Any]:
        """The sentences, in Vietnamese as the letter is."""
        chosen = scene.text("usual")
        with override("vi"):
            usual = str(USUAL[chosen]) if chosen in USUAL and chosen != OWN else ""
        return {"reason": " ".join(part for part in (usual, scene.text("own").strip()) if part)}

    def show(self, scene: Scene) -> ReasonsShown:
        """Both questions."""
        asked, own = _("Lý do chưa giải quyết đúng hạn"), _("Nói rõ thêm")
        return ReasonsShown(
            LineShown(
                "usual", asked, "choice", scene.text("usual"), scene.wrong("reason"), "", True,
                list(USUAL.items()), None,
            ),
            LineShown("own", own, "long_text", scene.text("own"), (), "", False, (), 1000),
        )  # fmt: skip
