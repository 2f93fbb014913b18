"""What the papers of a dossier say: the data that their templates print. Pure: plain values in, JSON out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from qrcode.main import QRCode

from motcua.catalogue.rules.definition import Channel, LegalBasis, Procedure, TimeUnit
from motcua.kernel import clock

UNIT_WORDS = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.HOUR: "giờ làm việc",
    TimeUnit.MONTH: "tháng",
}
CHANNEL_WORDS = {
    Channel.DIRECT: "Trực tiếp",
    Channel.ONLINE: "Trực tuyến",
    Channel.POSTAL: "Dịch vụ bưu chính công ích",
}


@dataclass(frozen=True, slots=True)
class Office:
    """An agency as a letterhead names it."""

    code: str
    name: str
    above: str  # the agency above it
    place: str  # before the date: "Hạ Long"


@dataclass(frozen=True, slots=True)
class Subject:
    """The applicant as a paper names them."""

    name: str
    number: str
    birth_date: date | None
    sex: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, with their title: "CHỦ TỊCH"; a delegate also with that of who delegated."""

    name: str
    title: str
    on_behalf: str = ""


def place_and_date(place: str, day: date) -> str:
    """As the head of a paper writes it: "Hồng Gai, ngày 02 tháng 03 năm 2026" (Decree 30/2020, annex I)."""
    return f"{place}, ngày {day:%d} tháng {day:%m} năm {day:%Y}"


def moment(at: datetime | None) -> str:
    """As a paper writes it: "09:30 ngày 21/11/2026"."""
    return f"{clock.local(at):%H:%M ngày %d/%m/%Y}" if at else ""


def written_day(day: date) -> str:
    """As a paper writes it: "21/11/2026"."""
    return f"{day:%d/%m/%Y}"


_COMMITTEE = "Ủy ban nhân dân "


def letterhead(office: Office) -> dict[str, Any]:
    """The lines above a paper: {"above": "Ủy ban nhân dân tỉnh Quảng Ninh", "name": ["Sở Tư pháp"]}.

    A People's Committee names none above it, and its own name takes two lines (annex I of Decree
    30/2020/NĐ-CP and its samples).
    """
    if office.name.startswith(_COMMITTEE):
        return {"above": "", "name": [_COMMITTEE.strip(), office.name.removeprefix(_COMMITTEE)]}
    return {"above": office.above, "name": [office.name]}


def _office(office: Office) -> dict[str, Any]:
    return {
        "code": office.code,
        "name": office.name,
        "above": office.above,
        "place": office.place,
        "letterhead": letterhead(office),
    }


def _day(day: date) -> dict[str, str]:
    return {"day": f"{day.day:02d}", "month": f"{day.month:02d}", "year": str(day.year)}


def _signatory(signatory: Signatory | None) -> dict[str, str] | None:
    if signatory is None:
        return None
    return {"name": signatory.name, "title": signatory.title, "for_title": signatory.on_behalf}


def of_office(
    *, office: Office, day: date, test: bool, signatory: Signatory | None = None, url: str = ""
) -> dict[str, Any]:
    """What a template may print of a paper about an office and no single dossier, as the tracking book.

    `url` is behind the QR code; without one there is none.
    """
    return {
        "test": test,
        "office": _office(office),
        "day": _day(day),
        "signatory": _signatory(signatory),
        "url": url,
        "qr": qr_svg(url) if url else "",
    }


_NUMBERED = ("Nghị định", "Nghị quyết", "Thông tư liên tịch", "Thông tư", "Quyết định", "Văn bản hợp nhất")


def citation(basis: LegalBasis) -> str:
    """As a decision cites it: "Nghị định số 123/2015/NĐ-CP quy định ...", "Luật Hộ tịch số 60/2014/QH13"."""
    kind = next((kind for kind in _NUMBERED if basis.name.startswith(kind + " ")), "")
    if not kind:
        return f"{basis.name} số {basis.number}"
    return f"{kind} số {basis.number} {basis.name.removeprefix(kind).strip()}"


# Trying all eight masks of ISO/IEC 18004 takes ten times as long; readers read any.
_MASK = 3


def qr_svg(text: str) -> str:
    """A QR code as an SVG document, one unit for a module, with a quiet border of two."""
    code: Any = QRCode(border=2, mask_pattern=_MASK)  # the library is not typed
    code.add_data(text)
    rows: list[list[bool]] = code.get_matrix()
    path: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{len(rows)}mm" height="{len(rows)}mm"'
        f' viewBox="0 0 {len(rows)} {len(rows)}">'
        f'<path d="{"".join(path)}"/></svg>'
    )


def data(
    *,
    procedure: Procedure,
    channel: Channel,
    code: str,
    office: Office,
    desk: Office,
    subject: Subject,
    answers: Mapping[str, Any],
    shown: Sequence[Mapping[str, Any]],
    components: Sequence[Mapping[str, Any]],
    submitted_at: datetime,
    received_at: datetime | None,
    due_at: datetime,
    day: date,
    url: str,
    test: bool,
    proposal: str = "",
    signatory: Signatory | None = None,
) -> dict[str, Any]:
    """Everything a template may print. Dates are written out in Vietnamese, amounts in đồng.

    `answers` is raw, for templates made for one procedure; `shown` is the same as titles, labels and
    words, for those that print any procedure: what `catalogue.rules.forms.shown` makes, each row with its
    path, by which templates of one procedure find the words of an answer. `url` is behind the QR code.
    """
    terms = procedure.terms(channel)
    return {
        "code": code,
        "test": test,
        "office": _office(office),
        "desk": _office(desk),
        "procedure": {
            "code": procedure.code,
            "name": procedure.name.vi,
            "name_en": procedure.name.en,
            "field": procedure.field_name.vi,
            "legal_basis": [
                {"number": basis.number, "name": basis.name, "citation": citation(basis)}
                for basis in procedure.legal_basis
            ],
            "limit": f"{terms.limit.amount} {UNIT_WORDS[terms.limit.unit]}" if terms else "",
            "fees": [{"name": fee.name.vi, "amount": fee.amount} for fee in terms.fees] if terms else [],
        },
        "result": {"code": procedure.result.code, "name": procedure.result.name.vi},
        "applicant": {
            "name": subject.name,
            "number": subject.number,
            "birth_date": f"{subject.birth_date:%d/%m/%Y}" if subject.birth_date else "",
            "sex": subject.sex,
            "phone": subject.phone,
            "email": subject.email,
            "address": subject.address,
        },
        "answers": dict(answers),
        "shown": [dict(section) for section in shown],
        "components": [dict(component) for component in components],
        "channel": CHANNEL_WORDS[channel],
        "submitted_at": moment(submitted_at),
        "received_at": moment(received_at),
        "due_at": moment(due_at),
        "day": _day(day),
        "proposal": proposal,
        "signatory": _signatory(signatory),
        "url": url,
        "qr": qr_svg(url),
    }
