"""The forms along the way, as PDF: what they say, their pages and signature places, and the worst input."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from motcua.catalogue.rules.definition import Channel
from motcua.dossiers.ports import Printed
from motcua.dossiers.rules import notices, papers
from motcua.dossiers.rules.notices import Form
from tests.dossiers.paper_samples import CENTRE, EMOJI, MARKUP, WARD, procedure
from tests.dossiers.test_papers_typst import HAS_POPPLER, TYPESETTER, pages, reads_text, words

A4 = (595, 842)
A4_WIDE = (842, 595)
A5 = (420, 595)
SIZES = {
    Form.SUPPLEMENT: A5,
    Form.REFUSAL: A5,
    Form.APOLOGY: A5,
    Form.STOP: A5,
    Form.CONTROL_SHEET: A4,
    Form.TRACKING_BOOK: A4_WIDE,
    Form.OBLIGATION: A4,
    Form.NEGATIVE: A4,
    Form.RESUME: A4,
    Form.WITHDRAWAL: A4,
}
FORMS = tuple(SIZES)
RECEIVED = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
URL = "https://dichvucong.example.vn/verify/Zk3vQ8xW1mN5pR7tY2uB4cD6fG9hJ0aL"
HUONG = papers.Subject(
    name="Nguyễn Thị Hường",
    number="022190001234",
    birth_date=date(1990, 5, 18),
    sex="Nữ",
    phone="0912345678",
    email="huong@example.vn",
    address="Số 12, tổ 5, phường Hạ Long, tỉnh Quảng Ninh",
)
SIGNATORY = papers.Signatory("Trần Đức Thắng", "Phó Chánh Văn phòng", "Chủ tịch")

HANDINGS = (
    ("Tiếp nhận", "Nguyễn Thị Hường", "Phạm Thu Trang (Bộ phận Một cửa)", "on time", ""),
    ("Thẩm định", "Phạm Thu Trang", "Vũ Hoàng Long (công chức tư pháp - hộ tịch)", "before", ""),
    ("Phê duyệt", "Vũ Hoàng Long", "Trần Đức Thắng (Chủ tịch)", "late", "Xác minh cư trú trước đây"),
    ("Đóng dấu", "Trần Đức Thắng", "Lê Minh Anh (văn thư)", "on time", ""),
    ("Trả kết quả", "Lê Minh Anh", "Phạm Thu Trang (Bộ phận Một cửa)", "", ""),
)

ORDINARY: dict[Form, notices.Body] = {
    Form.SUPPLEMENT: notices.Supplement(
        (
            notices.Item(
                "documents.residence",
                "Giấy tờ chứng minh thông tin về cư trú",
                "Bản chụp mờ, không đọc được số và ngày cấp. Đề nghị chụp lại từ bản chính.",
            ),
            notices.Item(
                "status.marital_status",
                "Tình trạng hôn nhân",
                "Đã kết hôn năm 2012 theo Cơ sở dữ liệu hộ tịch; đề nghị kê khai lại.",
            ),
        ),
        deadline=date(2026, 12, 4),
        stage="during",
        note="Có thể bổ sung trực tuyến, không phải đến trụ sở.",
    ),
    Form.REFUSAL: notices.Refusal(
        "Người yêu cầu thường trú tại phường Bãi Cháy, nên việc xác nhận tình trạng hôn nhân thuộc thẩm "
        "quyền của Ủy ban nhân dân phường Bãi Cháy.\n"
        "Đề nghị nộp hồ sơ đến Ủy ban nhân dân phường Bãi Cháy."
    ),
    Form.APOLOGY: notices.Apology(
        "Phải xác minh tình trạng hôn nhân tại nơi thường trú trước đây và chưa nhận được trả lời.",
        old_due=DUE,
        new_due=LATER,
    ),
    Form.STOP: notices.Stop(
        "suspend",
        "Thửa đất đang có tranh chấp được Tòa án nhân dân khu vực 1 thụ lý ngày 20/11/2026.",
        ground="quy định của pháp luật về giải quyết tranh chấp đất đai",
    ),
    Form.CONTROL_SHEET: notices.ControlSheet(
        tuple(
            notices.ControlRow(
                step,
                giver,
                taker,
                RECEIVED + timedelta(hours=at),
                RECEIVED + timedelta(hours=at + 3) if result else None,
                result,  # type: ignore[arg-type]
                note,
            )
            for at, (step, giver, taker, result, note) in enumerate(HANDINGS)
        )
    ),
    Form.TRACKING_BOOK: notices.TrackingBook(
        "Bộ phận Một cửa phường Hạ Long",
        start=date(2026, 11, 1),
        end=date(2026, 11, 30),
        rows=(
            notices.BookRow(
                "H49.061.01-261121-0042",
                "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
                "Nguyễn Thị Hường",
                1,
                RECEIVED,
                DUE,
                RECEIVED + timedelta(hours=1),
                DUE - timedelta(hours=20),
                "Đã trả kết quả",
                "online",
            ),
            notices.BookRow(
                "H49.061.01-261123-0007",
                "Thủ tục đăng ký khai sinh",
                "Đỗ Quang Khải",
                1,
                RECEIVED,
                DUE,
                state="Đang xử lý",
                note="Chờ công dân bổ sung",
            ),
        ),
    ),
    Form.OBLIGATION: notices.Obligation(
        (
            notices.Charge("Lệ phí trước bạ nhà, đất", 12_500_000),
            notices.Charge("Thuế thu nhập cá nhân từ chuyển nhượng bất động sản", 50_000_000),
            notices.Charge("Phí thẩm định hồ sơ cấp Giấy chứng nhận", 805_000),
        ),
        deadline=date(2026, 12, 21),
        note="Nộp trực tuyến tại trang hồ sơ hoặc tại ngân hàng theo thông báo của cơ quan thuế.",
    ),
    Form.NEGATIVE: notices.Negative(
        "Theo Cơ sở dữ liệu hộ tịch, người yêu cầu đã đăng ký kết hôn ngày 12/05/2012 và chưa ly hôn, nên "
        "không thể xác nhận là chưa đăng ký kết hôn với ai.",
        ground="Điều 22 Nghị định số 123/2015/NĐ-CP",
    ),
    Form.RESUME: notices.Resume(LATER),
    Form.WITHDRAWAL: notices.Withdrawal("Không còn nhu cầu sử dụng giấy xác nhận."),
}

LONG = "Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Trần Lê Phạm Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Quỳnh Như Ý " * 2
WORST = f"{LONG}{MARKUP}\nDòng thứ hai {'x' * 300}"
TIMES = 60

HOSTILE: dict[Form, notices.Body] = {
    Form.SUPPLEMENT: notices.Supplement(
        tuple(notices.Item("a.b", WORST if at < 2 else MARKUP, WORST) for at in range(TIMES)),
        date(2026, 12, 4),
        "before",
        WORST,
    ),
    Form.REFUSAL: notices.Refusal(WORST * 12),
    Form.APOLOGY: notices.Apology(WORST, DUE, LATER),
    Form.STOP: notices.Stop("stop", WORST, WORST),
    Form.CONTROL_SHEET: notices.ControlSheet(
        tuple(
            notices.ControlRow(MARKUP, LONG, "x" * 90, RECEIVED, DUE, "late", WORST if at < 2 else "")
            for at in range(TIMES)
        )
    ),
    Form.TRACKING_BOOK: notices.TrackingBook(
        WORST,
        date(2026, 1, 1),
        date(2026, 12, 31),
        tuple(
            notices.BookRow(
                "H49.061.01-261121-0042",
                MARKUP,
                LONG if at < 5 else "Đỗ Quang Khải",
                at,
                RECEIVED,
                DUE,
                DUE,
                DUE,
                MARKUP if at < 5 else "Đã trả kết quả",
                "post",
                WORST if at < 2 else "",
            )
            for at in range(TIMES)
        ),
    ),
    Form.OBLIGATION: notices.Obligation(
        tuple(notices.Charge(WORST if at < 2 else MARKUP, 10**15 + at) for at in range(TIMES)),
        date(2026, 12, 4),
        WORST,
    ),
    Form.NEGATIVE: notices.Negative(WORST * 12, WORST),
    Form.RESUME: notices.Resume(LATER),
    Form.WITHDRAWAL: notices.Withdrawal(WORST),
}

EMPTY: dict[Form, notices.Body] = {
    Form.SUPPLEMENT: notices.Supplement((), date(2026, 12, 4), "before"),
    Form.REFUSAL: notices.Refusal(""),
    Form.APOLOGY: notices.Apology("", DUE, LATER),
    Form.STOP: notices.Stop("stop", ""),
    Form.CONTROL_SHEET: notices.ControlSheet(()),
    Form.TRACKING_BOOK: notices.TrackingBook("", date(2026, 11, 1), date(2026, 11, 30), ()),
    Form.OBLIGATION: notices.Obligation((), date(2026, 12, 4)),
    Form.NEGATIVE: notices.Negative(""),
    Form.RESUME: notices.Resume(LATER),
    Form.WITHDRAWAL: notices.Withdrawal(),
}


def data(form: Form, body: notices.Body, **changed: Any) -> dict[str, Any]:
    """As the job gives it to the typesetter; not a test, whose light words would mix with the text."""
    notice = notices.printed(form, body)
    office: dict[str, Any] = {"office": WARD, "day": date(2026, 12, 1), "test": False, "signatory": SIGNATORY}
    if form == Form.TRACKING_BOOK:
        known = {key: value for key, value in changed.items() if key in office}
        return {**papers.of_office(**(office | known)), "notice": notice}
    dossier: dict[str, Any] = {
        "procedure": procedure("Giấy xác nhận tình trạng hôn nhân"),
        "channel": Channel.ONLINE,
        "code": "H49.061.01-261121-0042",
        "desk": CENTRE,
        "subject": HUONG,
        "answers": {},
        "shown": [],
        "components": [],
        "submitted_at": RECEIVED - timedelta(days=2),
        "received_at": RECEIVED,
        "due_at": DUE,
        "url": URL,
    }
    return {**papers.data(**(office | dossier | changed)), "notice": notice}


def put(form: Form, body: notices.Body, **changed: Any) -> Printed:
    return TYPESETTER.print(notices.TEMPLATES[form], data(form, body, **changed))


@cache
def ordinary(form: Form) -> Printed:
    return put(form, ORDINARY[form])


@cache
def hostile(form: Form) -> Printed:
    return put(
        form,
        HOSTILE[form],
        office=papers.Office("H49", f"Sở {MARKUP} {LONG}", MARKUP, MARKUP),
        subject=papers.Subject(WORST, "0221 " + MARKUP, None, "", "", "x" * 120 + "@example.vn", WORST),
        signatory=papers.Signatory(LONG + MARKUP, "Chủ tịch " + MARKUP, LONG),
    )


@cache
def empty(form: Form) -> Printed:
    return put(
        form,
        EMPTY[form],
        office=papers.Office("", "", "", ""),
        subject=papers.Subject("", "", None, "", "", "", ""),
        received_at=None,
        signatory=None,
    )


MADE = (ordinary, hostile, empty)

SAID: dict[Form, tuple[str, ...]] = {
    Form.SUPPLEMENT: (
        "1 Giấy tờ chứng minh thông tin về",
        "Đã kết hôn năm 2012",
        "đến hết ngày 04/12/2026",
        "Thời hạn giải quyết tạm dừng",
        "Có thể bổ sung trực tuyến",
    ),
    Form.REFUSAL: (
        "không tiếp nhận, giải quyết",
        "quyền của Ủy ban nhân dân phường Bãi Cháy.",
        "quyền phản ánh, kiến nghị, khiếu nại",
    ),
    Form.APOLOGY: (
        "Kính gửi: Nguyễn Thị Hường",
        "Ngày 23/11/2026",
        "xin lỗi Nguyễn Thị Hường",
        "Thời gian trả kết quả đã hẹn 17:00 ngày 26/11/2026",
        "Thời gian trả kết quả mới 17:00 ngày 01/12/2026",
        "Phải xác minh tình trạng hôn nhân",
    ),
    Form.STOP: (
        "(Tạm dừng giải quyết)",
        "Căn cứ quy định của pháp luật về giải quyết tranh chấp đất đai;",
        "kể từ ngày 01/12/2026",
        "Tòa án nhân dân khu vực 1",
        "Thời gian tạm dừng không tính vào thời hạn giải quyết",
    ),
    Form.CONTROL_SHEET: (
        "Mã hồ sơ H49.061.01-261121-0042",
        "Giao: Nguyễn Thị Hường",
        "Nhận: Lê Minh Anh (văn thư)",
        "Đúng hạn",
        "Trước hạn",
        "Quá hạn",
    ),
    Form.TRACKING_BOOK: (
        "Bộ phận Một cửa phường Hạ Long",
        "Từ ngày 01/11/2026 đến ngày 30/11/2026",
        "Đỗ Quang Khải",
        "Trực tuyến",
        "Tổng số: 2 hồ sơ",
    ),
    Form.OBLIGATION: (
        "Thuế thu nhập cá nhân từ chuyển nhượng bất động sản 50.000.000 đồng",
        "Tổng cộng 63.305.000 đồng",
        "(Bằng chữ: Sáu mươi ba triệu ba trăm linh năm nghìn đồng)",
        "đến hết ngày 21/12/2026",
    ),
    Form.NEGATIVE: (
        "Căn cứ Điều 22 Nghị định số 123/2015/NĐ-CP;",
        "không đủ điều kiện giải quyết",
        "đã đăng ký kết hôn ngày 12/05/2012",
    ),
    Form.RESUME: ("tiếp tục giải quyết", "Thời gian trả kết quả mới 17:00 ngày 01/12/2026"),
    Form.WITHDRAWAL: ("với lý do: Không còn nhu cầu", "đồng ý để Nguyễn Thị Hường rút hồ sơ"),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_ordinary_form_fits_one_page_of_its_size(form: Form) -> None:
    (size,) = pages(ordinary(form).pdf)
    assert size == pytest.approx(SIZES[form], abs=1)


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_one_has_as_many_pages_as_it_needs(form: Form) -> None:
    sizes = pages(hostile(form).pdf)
    assert 1 < len(sizes) < 25
    assert all(size == pytest.approx(SIZES[form], abs=1) for size in sizes)
    if HAS_POPPLER:
        assert re.search(rf"\b1 ?/ ?{len(sizes)}\b", words(hostile(form).pdf))


@pytest.mark.parametrize("make", MADE)
@pytest.mark.parametrize("form", FORMS)
def test_signatures_have_room_inside_the_last_page(form: Form, make: Callable[[Form], Printed]) -> None:
    made = make(form)
    sizes = pages(made.pdf)
    # What nobody signs the agency seals; a result is always signed, and sealed at its head.
    signed = make is not empty or form == Form.NEGATIVE
    assert set(made.boxes) == ({"seal", "approver"} if signed else {"seal"})
    for name, box in made.boxes.items():
        assert box.page == (0 if form == Form.NEGATIVE and name == "seal" else len(sizes) - 1)
        width, height = sizes[box.page]
        assert 0 < box.left < box.right < width, name
        assert 0 < box.bottom < box.top < height, name
        assert box.width >= 140, name
        assert box.height >= 45, name
    if signed and form != Form.NEGATIVE:
        assert made.boxes["seal"].right < made.boxes["approver"].left
        assert made.boxes["seal"].bottom == pytest.approx(made.boxes["approver"].bottom)


@reads_text
@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_its_exact_title_and_says_what_it_is_given(form: Form) -> None:
    said = words(ordinary(form).pdf)
    assert str(notices.TITLES[form]).casefold() in said.casefold()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "ỦY BAN NHÂN DÂN" in said
    assert "THỬ NGHIỆM" not in said
    for piece in SAID[form]:
        assert piece in said
    if form != Form.TRACKING_BOOK:
        assert "H49.061.01-261121-0042" in said
        assert URL in said


@reads_text
@pytest.mark.parametrize("form", FORMS)
def test_what_test_keys_sign_says_so(form: Form) -> None:
    said = words(put(form, ORDINARY[form], test=True).pdf)
    assert said.count("BẢN THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ / TEST ONLY") == 2


@reads_text
@pytest.mark.parametrize("form", FORMS)
def test_a_delegate_signs_under_the_title_of_who_delegated(form: Form) -> None:
    said = words(ordinary(form).pdf)
    assert said.index("TUQ. CHỦ TỊCH") < said.index("PHÓ CHÁNH VĂN PHÒNG") < said.rindex("Trần Đức Thắng")
    alone = words(put(form, ORDINARY[form], signatory=papers.Signatory("Lê Minh Anh", "Chủ tịch")).pdf)
    assert "TUQ" not in alone
    assert "CHỦ TỊCH" in alone


@reads_text
@pytest.mark.parametrize("form", FORMS)
def test_an_empty_form_still_stands(form: Form) -> None:
    said = words(empty(form).pdf)
    assert str(notices.TITLES[form]).casefold() in said.casefold()
    assert "none" not in said


@reads_text
@pytest.mark.parametrize("form", FORMS)
def test_markup_is_printed_and_never_run(form: Form) -> None:
    said = words(hostile(form).pdf)
    for piece in ('#panic("x")', "$x$", "*đậm*", "_nghiêng_", "<nhãn>", "@ai"):
        assert piece in said or piece.upper() in said, piece


@pytest.mark.parametrize("form", FORMS)
def test_characters_without_a_glyph_do_not_stop_a_form(form: Form) -> None:
    odd = f"{EMOJI} \ud800 \x00 \u202e"
    made = data(form, ORDINARY[form], signatory=papers.Signatory(odd, odd, odd))
    assert TYPESETTER.print(notices.TEMPLATES[form], made).pdf.startswith(b"%PDF-")


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_archival(form: Form) -> None:
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in ordinary(form).pdf


@reads_text
def test_every_row_of_a_long_table_is_printed() -> None:
    said = words(hostile(Form.TRACKING_BOOK).pdf)
    assert "Tổng số: 60 hồ sơ" in said
    # The column's head is repeated on each page: nobody turns back to see what a column means.
    assert said.count("Tên thủ tục hành chính") == len(pages(hostile(Form.TRACKING_BOOK).pdf)) - 1
    rows = words(hostile(Form.OBLIGATION).pdf)
    assert all(f"1.000.000.000.000.0{at:02d} đồng" in rows for at in range(TIMES))


@reads_text
def test_before_reception_nothing_is_said_to_pause() -> None:
    body = notices.Supplement((notices.Item("a", "Tờ khai", "Chưa ký"),), date(2026, 12, 4), "before")
    said = words(put(Form.SUPPLEMENT, body, received_at=None).pdf)
    assert "chỉ bắt đầu được tính khi hồ sơ được tiếp nhận" in said
    assert "tạm dừng" not in said
    assert "Thời gian nhận hồ sơ" not in said


@reads_text
def test_a_stop_for_good_ends_the_dossier() -> None:
    said = words(put(Form.STOP, notices.Stop("stop", "Người nộp đã chết.")).pdf)
    assert "thông báo dừng giải quyết hồ sơ" in said
    assert "Việc giải quyết hồ sơ chấm dứt" in said
    assert "ạm dừng" not in said


@reads_text
def test_a_number_is_printed_where_the_paper_has_one() -> None:
    made = data(Form.OBLIGATION, ORDINARY[Form.OBLIGATION])
    made["notice"] = notices.printed(Form.OBLIGATION, ORDINARY[Form.OBLIGATION], number="12/TB-UBND")
    assert "Số: 12/TB-UBND" in words(TYPESETTER.print("obligation", made).pdf)
    assert "Số: " not in words(ordinary(Form.OBLIGATION).pdf)


@reads_text
def test_a_book_with_an_address_carries_its_code() -> None:
    body = ORDINARY[Form.TRACKING_BOOK]
    made = {
        **papers.of_office(office=WARD, day=date(2026, 12, 1), test=False, url=URL),
        "notice": notices.printed(Form.TRACKING_BOOK, body),
    }
    printed = TYPESETTER.print("tracking_book", made)
    assert URL in words(printed.pdf)
    assert set(printed.boxes) == {"seal"}
