"""Samples for the gallery: every component in every state, long names and empty lists among them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules.definition import Field, FieldKind, Option, Section, Text
from motcua.kernel.clock import HANOI
from motcua.web.ui.shapes import Clock, Event, File, Link, Progress, Row, Step, Task, Tone

LONG_PERSON = "Công Tằng Tôn Nữ Nguyễn Phước Thị Hoàng Phương Khuê"
LONG_NAME = (
    "Đăng ký đất đai, tài sản gắn liền với đất, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản "
    "gắn liền với đất lần đầu đối với hộ gia đình, cá nhân, cộng đồng dân cư, người gốc Việt Nam "
    "định cư ở nước ngoài"
)
EARLY = datetime(2026, 11, 16, 8, 5, tzinfo=HANOI)
LATER = datetime(2026, 11, 18, 14, 30, tzinfo=HANOI)


def _text(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en)


def _options(*pairs: tuple[str, str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, _text(vi, en)) for value, vi, en in pairs)


PURPOSES = _options(
    ("marry", "Để kết hôn", "To marry"),
    ("land", "Để mua bán nhà, đất", "To buy or sell a house or land"),
    ("other", "Mục đích khác", "Another purpose"),
)
ETHNICITIES = _options(
    ("kinh", "Kinh", "Kinh"),
    ("tay", "Tày", "Tay"),
    ("thai", "Thái", "Thai"),
    ("muong", "Mường", "Muong"),
    ("khmer", "Khơ Me", "Khmer"),
    ("hoa", "Hoa", "Hoa"),
    ("dao", "Dao", "Dao"),
)

FORM = Section(
    id="sample",
    title=_text("Mọi loại câu hỏi", "Every kind of question"),
    help=_text("Phần này hỏi về người cần giấy xác nhận.", "This part asks about the person concerned."),
    fields=(
        Field("name", FieldKind.TEXT, _text("Họ, chữ đệm và tên khai sinh", "Full name at birth")),
        Field(
            "nickname",
            FieldKind.TEXT,
            _text("Tên gọi khác", "Other name"),
            help=_text("Ghi như trong giấy tờ, nếu có.", "As written in documents, if any."),
            required=False,
        ),
        Field("personal_id", FieldKind.PERSONAL_ID, _text("Số định danh cá nhân", "Personal ID")),
        Field("birth_date", FieldKind.DATE, _text("Ngày sinh", "Date of birth"), past=True),
        Field("purpose", FieldKind.CHOICE, _text("Mục đích sử dụng", "Purpose"), options=PURPOSES),
        Field(
            "partner",
            FieldKind.PERSON,
            _text("Người dự định kết hôn", "Person to marry"),
            show_when='answers.sample.purpose == "marry"',
        ),
        Field("ethnicity", FieldKind.CHOICE, _text("Dân tộc", "Ethnicity"), options=ETHNICITIES),
        Field(
            "languages",
            FieldKind.CHOICES,
            _text("Cần bản", "Copies wanted"),
            options=PURPOSES,
            required=False,
        ),
        Field("abroad", FieldKind.YES_NO, _text("Đã từng cư trú ở nước ngoài?", "Ever lived abroad?")),
        Field("home", FieldKind.UNIT, _text("Nơi thường trú", "Permanent residence")),
        Field("copies", FieldKind.NUMBER, _text("Số bản cần cấp", "Number of copies"), minimum=1),
        Field("value", FieldKind.MONEY, _text("Giá trị tài sản", "Value of the property")),
        Field("tax", FieldKind.TAX_CODE, _text("Mã số thuế", "Tax code"), required=False),
        Field("phone", FieldKind.PHONE, _text("Số điện thoại", "Phone number")),
        Field("email", FieldKind.EMAIL, _text("Thư điện tử", "E-mail"), required=False),
        Field("reason", FieldKind.LONG_TEXT, _text("Trình bày thêm", "Anything to add"), required=False),
        Field(
            "stays",
            FieldKind.TABLE,
            _text("Quá trình cư trú", "Places of residence"),
            help=_text("Từ khi đủ tuổi kết hôn đến nay.", "Since reaching the age of marriage."),
            columns=(
                Field("from", FieldKind.DATE, _text("Từ ngày", "From")),
                Field("place", FieldKind.TEXT, _text("Nơi cư trú", "Place")),
            ),
        ),
        Field("papers", FieldKind.FILE, _text("Quyết định ly hôn", "Divorce decision")),
    ),
)

ANSWERS: dict[str, Any] = {
    "sample": {
        "name": LONG_PERSON,
        "personal_id": "022199001234",
        "birth_date": "1999-02-28",
        "purpose": "marry",
        "partner": {"full_name": "Trần Văn Bình", "personal_id": "022098004321", "sex": "male"},
        "ethnicity": "kinh",
        "languages": ["land"],
        "abroad": False,
        "home": {"province": "22", "detail": "Số 8, tổ 5, khu 2"},
        "copies": 2,
        "value": 1500000000,
        "stays": [{"from": "2017-03-01", "place": "Phường Hồng Gai, tỉnh Quảng Ninh"}, {}],
        "papers": ["a"],
    }
}

WRONG: dict[str, Any] = {
    "sample": {
        "personal_id": "02219900123",
        "birth_date": "31/02/1999",
        "partner": {"full_name": "", "personal_id": "123"},
        "copies": "hai",
    }
}

ERRORS: dict[str, list[Any]] = {
    "sample.name": [_("Vui lòng nhập họ, chữ đệm và tên.")],
    "sample.personal_id": [_("Số định danh cá nhân có đúng 12 chữ số. Bạn đã nhập 11 chữ số.")],
    "sample.birth_date": [_("Ngày này không có trong lịch. Vui lòng kiểm tra ngày và tháng.")],
    "sample.purpose": [_("Vui lòng chọn một mục đích.")],
    "sample.partner.personal_id": [_("Số định danh cá nhân có đúng 12 chữ số.")],
    "sample.languages": [_("Vui lòng chọn ít nhất một loại.")],
    "sample.home.commune": [_("Vui lòng chọn xã, phường hoặc đặc khu.")],
    "sample.copies": [_("Vui lòng nhập một số, ví dụ 2.")],
    "sample.value": [_("Vui lòng nhập số tiền.")],
    "sample.ethnicity": [_("Vui lòng chọn dân tộc.")],
    "sample.stays.0.place": [_("Vui lòng nhập nơi cư trú.")],
    "sample.papers": [_("Tệp “quyet-dinh.docx” không phải PDF, JPG hoặc PNG. Vui lòng chọn tệp khác.")],
}

FILES = {
    "a": File(
        "quyet-dinh-ly-hon-so-123-2024-HNGD-ST-toa-an-nhan-dan-khu-vuc-1-quang-ninh.pdf", 1_843_200, "#main"
    )
}


def _steps(done: int) -> list[Step]:
    titles = (_("Tiếp nhận"), _("Thẩm định"), _("Phê duyệt"), _("Đóng dấu"), _("Trả kết quả"))
    states = [Progress.DONE] * done + [Progress.CURRENT] + [Progress.NEXT] * len(titles)
    made = []
    for title, state in zip(titles, states, strict=False):
        past = state is Progress.DONE
        made.append(
            Step(
                title,
                state,
                at=EARLY if past else None,
                note="Bộ phận Một cửa phường Hạ Long" if past else "",
                lang="vi",
            )
        )
    return made


def samples() -> dict[str, Any]:
    """What the gallery's template shows."""
    return {
        "long_name": LONG_NAME,
        "long_person": LONG_PERSON,
        "tones": [(tone.value, tone.value) for tone in Tone],
        "clocks": list(Clock),
        "steps_begun": _steps(0),
        "steps_half": _steps(2),
        "steps_done": [Step(step.title, Progress.DONE, at=LATER) for step in _steps(4)],
        "tasks": [
            Task(_("Người yêu cầu"), "#main", Progress.DONE),
            Task(_("Tình trạng hôn nhân hiện tại"), "#main", Progress.CURRENT),
            Task(_("Giấy tờ kèm theo"), "#main", Progress.ERROR, _("Còn thiếu 1 giấy tờ")),
            Task(LONG_NAME, "", Progress.NEXT),
        ],
        "events": [
            Event(
                LATER,
                _("Thẩm định"),
                LONG_PERSON,
                "Hồ sơ đủ điều kiện.\nĐề xuất cấp giấy xác nhận.",
                signed=True,
                lang="vi",
            ),
            Event(
                EARLY,
                _("Tiếp nhận"),
                "Nguyễn Thị Hạnh · Bộ phận Một cửa phường Hạ Long",
                signed=True,
                lang="vi",
            ),
        ],
        "rows": [
            Row(_("Người nộp"), LONG_PERSON, lang="vi"),
            Row(_("Thủ tục"), LONG_NAME, "#main", lang="vi"),
            Row(_("Lệ phí"), "15.000 đ", lang="vi"),
        ],
        "files": [*FILES.values(), File("ban-ve.png", 24_300, "#main", "Bản chính điện tử", remove="b")],
        "tabs": [
            Link(_("Chờ tôi xử lý"), "#main", current=True, count=12),
            Link(_("Của đơn vị"), "#main", count=148),
            Link(_("Sắp đến hạn"), "#main", count=0),
            Link(_("Quá hạn"), "#main"),
        ],
        "form": FORM,
        "answers": ANSWERS,
        "wrong": WRONG,
        "errors": ERRORS,
        "uploaded": FILES,
    }
