"""Every template, as PDF: its words, its signature places, and what no input may break."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from motcua.dossiers.adapters.typst import TEMPLATES, Typst
from motcua.dossiers.ports import Printed
from motcua.dossiers.rules import notices
from motcua.kernel.errors import Unavailable
from tests.dossiers.paper_samples import (
    EMOJI,
    RESULTS,
    SEALED_ONLY,
    bare,
    sample,
    torture,
)
from tests.dossiers.paper_samples import TEMPLATES as NAMES

TYPESETTER = Typst()
HAS_POPPLER = shutil.which("pdftotext") is not None or "CI" in os.environ
reads_text = pytest.mark.skipif(not HAS_POPPLER, reason="pdftotext (poppler-utils) is not installed")


@cache
def printed_once(template: str, make: Callable[[str], dict[str, Any]]) -> Printed:
    """Papers that several tests look at, set in type once."""
    return TYPESETTER.print(template, make(template))


def words(pdf: bytes) -> str:
    """The text of a PDF with runs of white space as one space, and without marks of possible breaks."""
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", made.stdout.decode().replace("\u200b", "").replace("\u2060", ""))


def pages(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in points."""
    reader = PdfFileReader(BytesIO(pdf))
    find: Any = reader.find_page_for_modification
    sizes = []
    for index in range(int(reader.root["/Pages"]["/Count"])):
        page = find(index)[0].get_object()
        _, _, width, height = (float(side) for side in page["/MediaBox"])
        sizes.append((width, height))
    return sizes


def test_every_template_is_tested() -> None:
    elsewhere = {"scoreboard_report"}  # with the board that it prints
    ours = set(NAMES) | set(notices.TEMPLATES.values())
    assert {path.stem for path in TEMPLATES.glob("*.typ")} == ours | elsewhere


@pytest.mark.parametrize("make", [sample, torture, bare])
@pytest.mark.parametrize("template", NAMES)
def test_signature_places_are_on_their_pages(template: str, make: Callable[[str], dict[str, Any]]) -> None:
    printed = printed_once(template, make)
    sizes = pages(printed.pdf)
    assert set(printed.boxes) == ({"seal"} if template in SEALED_ONLY else {"seal", "approver"})
    for name, box in printed.boxes.items():
        width, height = sizes[box.page]
        assert 0 < box.left < box.right < width, name
        assert 0 < box.bottom < box.top < height, name
        assert box.width >= 140, name
        assert box.height >= 45, name
    if template not in SEALED_ONLY:
        assert printed.boxes["seal"].page == 0
        assert printed.boxes["approver"].page == len(sizes) - 1


@reads_text
@pytest.mark.parametrize("template", NAMES)
def test_an_ordinary_paper_says_what_it_must(template: str) -> None:
    said = words(printed_once(template, sample).pdf)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "Độc lập - Tự do - Hạnh phúc" in said
    assert "H49.061.01-261121-0042" in said
    assert "Nguyễn Thị Hường" in said or "NGUYỄN THỊ HƯỜNG" in said
    assert "https://dichvucong.example.vn/verify/Zk3vQ8xW1mN5pR7tY2uB4cD6fG9hJ0aL" in said
    assert "BẢN THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ / TEST ONLY" in said
    if template not in SEALED_ONLY:
        assert "CHỦ TỊCH" in said
        assert "Trần Đức Thắng" in said


@reads_text
@pytest.mark.parametrize("template", NAMES)
def test_a_real_paper_does_not_call_itself_a_test(template: str) -> None:
    said = words(TYPESETTER.print(template, sample(template, test=False)).pdf)
    assert "THỬ NGHIỆM" not in said
    assert "TEST" not in said


@reads_text
@pytest.mark.parametrize("template", NAMES)
def test_markup_is_printed_and_never_run(template: str) -> None:
    said = words(printed_once(template, torture).pdf)
    # Lines break where they must; what counts is that no character was taken for an instruction.
    for piece in ('#panic("x")', "$x$", "*đậm*", "_nghiêng_", "<nhãn>", "@ai"):
        assert piece in said or piece.upper() in said, piece


@pytest.mark.parametrize("template", NAMES)
def test_characters_without_a_glyph_do_not_stop_a_paper(template: str) -> None:
    data = sample(template)
    data["applicant"]["name"] = f"{EMOJI} \ud800 \x00 \u202e"
    assert TYPESETTER.print(template, data).pdf.startswith(b"%PDF-")


@reads_text
def test_form_01_says_when_to_come_back() -> None:
    said = words(printed_once("receipt", sample).pdf)
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in said
    assert "08:05 ngày 23/11/2026" in said
    assert "17:00 ngày 26/11/2026" in said
    assert "Lệ phí: 15.000 đ" in said
    assert "12 bản sao" in said
    assert "Chưa nộp" in said


@reads_text
def test_the_confirmation_says_that_it_is_not_form_01() -> None:
    said = words(printed_once("confirmation", sample).pdf)
    assert "Đây không phải là Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in said
    assert "09:30 ngày 21/11/2026" in said
    assert "là dự kiến" in said


@reads_text
@pytest.mark.parametrize("template", sorted(set(RESULTS) - {"decision"}))
def test_a_result_is_headed_by_its_name(template: str) -> None:
    assert RESULTS[template].upper() in words(printed_once(template, sample).pdf)


@reads_text
def test_a_decision_cites_the_law_and_has_articles() -> None:
    said = words(printed_once("decision", sample).pdf)
    assert "Về việc hưởng trợ cấp xã hội hàng tháng" in said
    assert "Căn cứ Luật Hộ tịch số 60/2014/QH13;" in said
    assert [piece in said for piece in ("Điều 1.", "Điều 2.", "Điều 3.")] == [True] * 3


@reads_text
def test_marital_status_is_of_the_person_named() -> None:
    said = words(printed_once("marital_status", sample).pdf)
    assert "Họ, chữ đệm, tên: NGUYỄN THỊ HƯỜNG" in said
    assert "từ ngày 02/03/2015 đến nay" in said
    assert "Chưa đăng ký kết hôn với ai" in said
    assert "Kết hôn với: Đỗ Quang Khải, sinh ngày 14/10/1988" in said
    data = sample("marital_status")
    data["answers"]["subject"]["person"] = {"full_name": "Lê Văn Ước", "birth_date": None}
    assert "Họ, chữ đệm, tên: LÊ VĂN ƯỚC" in words(TYPESETTER.print("marital_status", data).pdf)


@reads_text
@pytest.mark.parametrize(
    ("day", "written", "spoken"),
    [
        ("2026-11-05", "05/11/2026", "Ngày năm, tháng mười một, năm hai nghìn không trăm hai mươi sáu"),
        ("2005-01-21", "21/01/2005", "Ngày hai mươi mốt, tháng một, năm hai nghìn không trăm linh năm"),
        ("2010-12-15", "15/12/2010", "Ngày mười lăm, tháng mười hai, năm hai nghìn không trăm mười"),
        ("1994-10-24", "24/10/1994", "Ngày hai mươi tư, tháng mười, năm một nghìn chín trăm chín mươi tư"),
        ("2000-02-30", "30/02/2000", "Ngày ba mươi, tháng hai, năm hai nghìn"),
    ],
)
def test_a_birth_date_is_written_in_words_too(day: str, written: str, spoken: str) -> None:
    data = sample("birth_certificate")
    data["answers"]["child"]["birth_date"] = day
    said = words(TYPESETTER.print("birth_certificate", data).pdf)
    assert f"Ngày, tháng, năm sinh: {written}" in said
    assert spoken in said


@reads_text
def test_a_birth_certificate_without_a_father_leaves_his_lines_empty() -> None:
    data = sample("birth_certificate", test=False)
    assert "Hộ chiếu: N1234567" in words(TYPESETTER.print("birth_certificate", data).pdf)
    del data["answers"]["father"]
    said = words(TYPESETTER.print("birth_certificate", data).pdf)
    assert "Họ, chữ đệm, tên người cha: Năm sinh:" in said
    assert "Họ, chữ đệm, tên người mẹ: NGUYỄN THỊ HƯỜNG" in said


@reads_text
def test_a_copy_of_a_register_names_its_event() -> None:
    data = sample("civil_status_extract")
    assert "(BẢN CHÍNH)" in words(TYPESETTER.print("civil_status_extract", data).pdf)
    data["result"]["name"] = "Bản sao Trích lục hộ tịch, bản sao Giấy khai sinh"
    data["answers"]["event"] = {"kind": "Kết hôn"}
    assert "TRÍCH LỤC KẾT HÔN (BẢN SAO)" in words(TYPESETTER.print("civil_status_extract", data).pdf)
    data["answers"]["event"] = {"kind": "birth", "form": "certificate"}
    assert "GIẤY KHAI SINH (BẢN SAO)" in words(TYPESETTER.print("civil_status_extract", data).pdf)


@reads_text
def test_unanswered_rows_and_sections_are_left_out() -> None:
    said = words(printed_once("certificate", sample).pdf)
    assert "Người cùng hộ" in said
    assert "Thư điện tử" not in said
    assert "Phần không ai trả lời" not in said


@reads_text
@pytest.mark.parametrize("template", ["certificate", "decision", "permit", "civil_status_extract"])
def test_how_to_reach_who_applied_is_not_on_the_result(template: str) -> None:
    data = sample(template)
    asked = [{"path": "requester.phone", "label": "Số điện thoại", "value": "0912345678"}]
    data["shown"].append({"id": "requester", "title": "Người yêu cầu", "rows": asked, "tables": []})
    assert "0912345678" not in words(TYPESETTER.print(template, data).pdf)
    data["shown"][-1]["id"] = "holder"
    assert "0912345678" in words(TYPESETTER.print(template, data).pdf)


@reads_text
def test_a_birth_registered_anew_is_read_from_the_person() -> None:
    data = sample("birth_certificate", test=False)
    child = data["answers"]["requester"]["person"]
    data["answers"]["child"] = {"person": child}
    data["answers"]["mother"] = {"full_name": "Lê Thị Ước", "birth_year": 1962}
    said = words(TYPESETTER.print("birth_certificate", data).pdf)
    assert "Họ, chữ đệm, tên: NGUYỄN THỊ HƯỜNG" in said
    assert "Ngày mười tám, tháng năm, năm một nghìn chín trăm chín mươi" in said
    assert "Họ, chữ đệm, tên người mẹ: LÊ THỊ ƯỚC" in said
    assert "Năm sinh: 1962" in said


def test_the_same_data_makes_the_same_bytes() -> None:
    first, again = (Typst().print("certificate", sample("certificate")) for _ in range(2))
    assert first == again


def test_it_is_archival_tagged_and_in_vietnamese() -> None:
    pdf = TYPESETTER.print("certificate", sample("certificate")).pdf
    root = PdfFileReader(BytesIO(pdf)).root
    metadata = root["/Metadata"].data.decode()
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert RESULTS["certificate"] in metadata


def test_threads_do_not_disturb_each_other() -> None:
    expected = {name: TYPESETTER.print(name, sample(name)) for name in ("receipt", "permit")}
    made: list[tuple[str, Printed]] = []

    def work(name: str) -> None:
        made.extend((name, TYPESETTER.print(name, sample(name))) for _ in range(3))

    threads = [threading.Thread(target=work, args=(name,)) for name in (*expected, *expected)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert all(printed == expected[name] for name, printed in made)


@pytest.mark.parametrize("name", ["nothing", "", "../documents/receipt", "shared/paper", "Receipt"])
def test_a_template_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(Unavailable) as refusal:
        TYPESETTER.print(name, sample("receipt"))
    assert refusal.value.code == "no-template"


@pytest.mark.parametrize("source", ["#panic()", "#let", '#import "missing.typ": *', "#sys.inputs.other"])
def test_a_broken_template_is_unavailable(tmp_path: Path, source: str) -> None:
    (tmp_path / "broken.typ").write_text(source)
    with pytest.raises(Unavailable) as refusal:
        Typst(tmp_path).print("broken", {})
    assert refusal.value.code == "template-failed"
