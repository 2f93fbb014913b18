"""Stamps: one page of the box's size, whatever the text, without a database."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from motcua.signing.rules import appearance
from motcua.signing.rules.values import Box, Identity, Kind

AT = datetime(2026, 11, 20, 3, 30, 15, tzinfo=UTC)


def signer(name: str = "Đặng Thị Quỳnh", organisation: str = "Sở Tư pháp") -> Identity:
    return Identity("officer:1", Kind.PERSONAL, name, organisation, "00" * 32, AT, AT, True)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Đặng Thị Quỳnh", []),
        ("Đặng Thị Quỳnh", ["Số: 1/GXN-UBND", "Hạ Long, ngày 1 tháng 1 năm 2026"]),
        ('#panic("no") $x$ *b* <a> @b \\', ['#import "x"', "]]}"]),
        ("Ngô " * 60, ["Số: " + "9" * 80]),
        ("🙂 Ngọc", [""]),
    ],
)
@pytest.mark.parametrize(("width", "height"), [(200, 45), (480, 60), (40, 12)])
def test_one_page_of_the_boxs_size(name: str, lines: list[str], width: int, height: int) -> None:
    pdf = appearance.draw(Box(0, 10, 10, 10 + width, 10 + height), signer(name), lines, AT)
    pages = PdfFileReader(BytesIO(pdf)).root["/Pages"]
    assert pages["/Count"] == 1
    left, bottom, right, top = pages["/Kids"][0].get_object()["/MediaBox"]
    assert (round(right - left), round(top - bottom)) == (width, height)


def test_the_same_is_drawn_for_the_same() -> None:
    box = Box(0, 0, 0, 200, 50)
    assert appearance.draw(box, signer(), [], AT) == appearance.draw(box, signer(), [], AT)
    assert appearance.draw(box, signer(), [], AT) != appearance.draw(box, signer("Khác"), [], AT)
