"""What is written along the way: the forms of Circular 03/2025/TT-VPCP, and what it has no form for.

Each form has a frozen dataclass of its contents: stored as plain JSON with the act that sends it, read back,
and printed by the template of the same form. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Self, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from motcua.dossiers.rules import amounts, papers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Form(StrEnum):
    """The forms by their number in appendix I of the circular; the others by what they say."""

    RECEIPT = "01"
    SUPPLEMENT = "02"
    REFUSAL = "03"
    APOLOGY = "04"
    STOP = "05"
    CONTROL_SHEET = "06"
    TRACKING_BOOK = "07"
    OBLIGATION = "obligation"
    NEGATIVE = "negative"  # a result, with number, date and seal at its head as results have them
    RESUME = "resume"
    WITHDRAWAL = "withdrawal"


TITLES: "dict[Form, StrOrPromise]" = {
    Form.RECEIPT: _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    Form.SUPPLEMENT: _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    Form.REFUSAL: _("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    Form.APOLOGY: _("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    Form.STOP: _("Thông báo dừng giải quyết hồ sơ"),
    Form.CONTROL_SHEET: _("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    Form.TRACKING_BOOK: _("Sổ theo dõi hồ sơ"),
    Form.OBLIGATION: _("Thông báo thực hiện nghĩa vụ tài chính"),
    Form.NEGATIVE: _("Thông báo về việc không giải quyết hồ sơ"),
    Form.RESUME: _("Thông báo tiếp tục giải quyết hồ sơ"),
    Form.WITHDRAWAL: _("Thông báo đồng ý rút hồ sơ"),
}

TEMPLATES: dict[Form, str] = {
    Form.RECEIPT: "receipt",
    Form.SUPPLEMENT: "supplement",
    Form.REFUSAL: "refusal",
    Form.APOLOGY: "apology",
    Form.STOP: "stop",
    Form.CONTROL_SHEET: "control_sheet",
    Form.TRACKING_BOOK: "tracking_book",
    Form.OBLIGATION: "obligation",
    Form.NEGATIVE: "negative",
    Form.RESUME: "resume",
    Form.WITHDRAWAL: "withdrawal",
}


class Body:
    """The contents of a form: dataclasses of text, numbers, days, moments and rows of the same."""

    __slots__ = ()

    def as_data(self) -> dict[str, Any]:
        """Plain JSON; days and moments in ISO 8601."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """What `as_data` gave, read back; a part that is not there takes its default."""
        kinds = get_type_hints(cls)
        return cls(**{name: _typed(kinds[name], value) for name, value in data.items() if name in kinds})


@dataclass(frozen=True, slots=True)
class Receipt(Body):
    """Form 01 says nothing that the dossier does not."""


@dataclass(frozen=True, slots=True)
class Item(Body):
    """One document or field, by its path and as the citizen knows it, and what is wrong with it."""

    path: str
    name: str
    fault: str


@dataclass(frozen=True, slots=True)
class Supplement(Body):
    items: tuple[Item, ...]
    deadline: date  # its last day
    stage: Literal["before", "during"]  # before reception nothing runs; after it the clock stops
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refusal(Body):
    reason: str


@dataclass(frozen=True, slots=True)
class Apology(Body):
    reason: str
    old_due: datetime
    new_due: datetime


@dataclass(frozen=True, slots=True)
class Stop(Body):
    kind: Literal["suspend", "stop"]
    reason: str
    ground: str = ""  # in law: "Điều 24 Nghị định số ..."


@dataclass(frozen=True, slots=True)
class Resume(Body):
    new_due: datetime


@dataclass(frozen=True, slots=True)
class Charge(Body):
    name: str
    amount: int  # đồng


@dataclass(frozen=True, slots=True)
class Obligation(Body):
    items: tuple[Charge, ...]
    deadline: date  # its last day
    note: str = ""

    @property
    def total(self) -> int:
        """In đồng."""
        return sum(charge.amount for charge in self.items)


@dataclass(frozen=True, slots=True)
class Negative(Body):
    reason: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal(Body):
    reason: str = ""  # the applicant's, who need not give one


@dataclass(frozen=True, slots=True)
class ControlRow(Body):
    """One handing over. `result` is how the step kept its time, empty while it runs."""

    step: str
    from_name: str
    to_name: str
    at: datetime
    due_at: datetime | None = None
    result: Literal["before", "on time", "late", ""] = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSheet(Body):
    rows: tuple[ControlRow, ...]


@dataclass(frozen=True, slots=True)
class BookRow(Body):
    """One dossier: handed to the agency that decides, its result back from there, given to the applicant."""

    code: str
    procedure: str
    applicant: str
    copies: int  # sets of papers
    received_at: datetime
    due_at: datetime
    handed_at: datetime | None = None
    result_at: datetime | None = None
    state: str = ""
    signed: Literal["online", "counter", "post", ""] = ""  # how the applicant got it; empty until then
    note: str = ""


@dataclass(frozen=True, slots=True)
class TrackingBook(Body):
    unit: str
    start: date
    end: date  # the last day of the period
    rows: tuple[BookRow, ...]


BODIES: dict[Form, type[Body]] = {
    Form.RECEIPT: Receipt,
    Form.SUPPLEMENT: Supplement,
    Form.REFUSAL: Refusal,
    Form.APOLOGY: Apology,
    Form.STOP: Stop,
    Form.CONTROL_SHEET: ControlSheet,
    Form.TRACKING_BOOK: TrackingBook,
    Form.OBLIGATION: Obligation,
    Form.NEGATIVE: Negative,
    Form.RESUME: Resume,
    Form.WITHDRAWAL: Withdrawal,
}

KEPT_WORDS = {"before": "Trước hạn", "on time": "Đúng hạn", "late": "Quá hạn"}
SIGNED_WORDS = {"online": "Trực tuyến", "counter": "Trực tiếp", "post": "Bưu chính công ích"}


def printed(form: Form, body: Body | Mapping[str, Any], *, number: str = "") -> dict[str, Any]:
    """The `notice` that the form's template prints: moments, days and amounts as people write them.

    `body` is the form's dataclass or what its `as_data` gave. `number` is the paper's own ("12/TB-UBND"),
    left out when empty: a result gets its number with the seal.
    """
    value = BODIES[form].from_data(body) if isinstance(body, Mapping) else body
    notice = {"number": number, **_written(value)}
    match value:
        case Obligation():
            for row, charge in zip(notice["items"], value.items, strict=True):
                row["amount"] = amounts.dong(charge.amount)
            notice["total"] = amounts.dong(value.total)
            notice["total_in_words"] = amounts.dong_in_words(value.total)
        case ControlSheet():
            for row in notice["rows"]:
                row["result"] = KEPT_WORDS.get(row["result"], "")
        case TrackingBook():
            for row in notice["rows"]:
                row["signed"] = SIGNED_WORDS.get(row["signed"], "")
    return notice


def _written(value: Any) -> Any:
    """As a paper writes it, dataclasses as dictionaries."""
    if is_dataclass(value):
        return {field.name: _written(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, datetime):
        return papers.moment(value)
    if isinstance(value, date):
        return papers.written_day(value)
    return "" if value is None else value


def _plain(value: Any) -> Any:
    if isinstance(value, Body):
        return value.as_data()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: Any, value: Any) -> Any:
    """The JSON value as this annotation has it: a row, rows, a day, a moment, or one of these or None."""
    if get_origin(kind) is UnionType:
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    if value is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], one) for one in value)
    if not isinstance(kind, type):
        return value
    if issubclass(kind, Body):
        return kind.from_data(value)
    return kind.fromisoformat(value) if issubclass(kind, date) else value
