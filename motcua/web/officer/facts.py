"""What a dossier says of itself: who applied, what they answered, where it is handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.agencies import queries as agencies
from motcua.catalogue.rules import forms
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.dossiers.models import Attachment, Dossier
from motcua.dossiers.rules.choices import DELIVERY_NAMES, Delivery
from motcua.people.rules import Sex
from motcua.web.ui import words
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEXES: dict[Sex, StrOrPromise] = {Sex.MALE: _("Nam"), Sex.FEMALE: _("Nữ")}


def applicant(dossier: Dossier) -> list[Row]:
    person = dossier.applicant
    place = ", ".join(agencies.unit_name(code) for code in (person.commune, person.province) if code)
    rows = [
        Row(_("Họ và tên") if person.kind == "citizen" else _("Tên tổ chức"), words.as_typed(person.name)),
        Row(_("Số định danh cá nhân"), person.personal_id),
        Row(_("Mã số thuế"), person.tax_code),
        Row(_("Ngày sinh"), f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""),
        Row(_("Giới tính"), SEXES[Sex(person.sex)] if person.sex else ""),
        Row(_("Số điện thoại"), person.phone),
        Row(_("Thư điện tử"), person.email),
        Row(_("Nơi ở"), words.as_typed(", ".join(part for part in (person.address, place) if part))),
        Row(
            _("Định danh"),
            _("Đã xác thực") if person.verified else _("Tự khai, cần đối chiếu giấy tờ"),
        ),
    ]
    return [row for row in rows if row.value]


def of(dossier: Dossier, procedure: Procedure) -> list[Row]:
    rows = [
        Row(_("Mã thủ tục"), procedure.code),
        Row(_("Cơ quan giải quyết"), words.as_typed(words.agency(dossier.agency))),
        Row(_("Cách nộp"), words.CHANNELS[Channel(dossier.channel)]),
        Row(_("Người nhập"), _("Cán bộ tại quầy") if dossier.typed_by_officer else _("Chính người nộp")),
        Row(_("Nộp lúc"), words.moment(dossier.submitted_at)),
    ]
    if dossier.desk_id != dossier.agency_id:
        rows.insert(2, Row(_("Nơi tiếp nhận và trả kết quả"), words.as_typed(words.agency(dossier.desk))))
    if dossier.helper_id not in (None, dossier.desk_id) and dossier.helper:
        rows.append(Row(_("Nơi giúp nộp hồ sơ"), words.as_typed(words.agency(dossier.helper))))
    rows.append(Row(_("Nhận kết quả"), DELIVERY_NAMES[Delivery(dossier.delivery)]))
    if dossier.delivery_address:
        rows.append(Row(_("Địa chỉ nhận"), words.as_typed(dossier.delivery_address)))
    if dossier.tracking_number:
        rows.append(Row(_("Mã bưu gửi"), words.as_typed(dossier.tracking_number)))
    if dossier.handed_to:
        rows.append(Row(_("Người nhận bản giấy"), words.as_typed(dossier.handed_to)))
    if dossier.received_at:
        rows.append(Row(_("Tiếp nhận lúc"), words.moment(dossier.received_at)))
    if dossier.assignee:
        rows.append(Row(_("Đang xử lý"), words.as_typed(dossier.assignee.account.name)))
    if dossier.number and dossier.issued_on:
        rows.append(
            Row(_("Số, ngày văn bản"), words.as_typed(f"{dossier.number}, {dossier.issued_on:%d/%m/%Y}"))
        )
    return rows


def answers(dossier: Dossier, procedure: Procedure, attachments: list[Attachment]) -> list[words.Answered]:
    names = {str(one.document_id): one.document.name for one in attachments}
    return words.answers(
        forms.shown(
            procedure,
            dossier.answers,
            unit_name=agencies.unit_name,
            file_name=lambda pk: names.get(pk, "…"),
        )
    )
