"""What the papers of a dossier say: the data that their templates print. Pure: plain values in, JSON out."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import qrcode
import qrcode.image.svg

from motcua.catalogue.rules.definition import Channel, Procedure, TimeUnit
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
    """Who signs, with their title: "CHỦ TỊCH"."""

    name: str
    title: str


def moment(at: datetime | None) -> str:
    """As a paper writes it: "09:30 ngày 21/11/2026"."""
    return f"{clock.local(at):%H:%M ngày %d/%m/%Y}" if at else ""


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


def qr_svg(text: str) -> str:
    """A QR code as an SVG document, one unit for a module."""
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=10, border=2)
    out = io.BytesIO()
    image.save(out)
    return out.getvalue().decode()


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
    words, for those that print any procedure. `url` is behind the QR code.
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
            "legal_basis": [{"number": basis.number, "name": basis.name} for basis in procedure.legal_basis],
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
        "day": {"day": f"{day.day:02d}", "month": f"{day.month:02d}", "year": str(day.year)},
        "proposal": proposal,
        "signatory": {"name": signatory.name, "title": signatory.title} if signatory else None,
        "url": url,
        "qr": qr_svg(url),
    }
