"""Text is cleaned before it is kept and folded before it is searched; canonical JSON has one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import canonical
from motcua.kernel.errors import Invalid
from motcua.kernel.money import format_dong
from motcua.kernel.text import clean, fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đăng ký kết hôn", "dang ky ket hon"),
        ("ĐẶNG QUỐC LÃNH", "dang quoc lanh"),
        ("Nguyễn Thị Mẫu", "nguyen thi mau"),
        ("dang ky", "dang ky"),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x1bb", "\x07"])
def test_what_no_keyboard_types_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        clean(text)
    assert refusal.value.code == "bad-character"


def test_cleaning_composes_trims_and_keeps_lines() -> None:
    assert clean("  Nguye\u0302\u0303n\r\nThị 😀 ") == "Nguyễn\nThị 😀"


def test_canonical_json_has_one_spelling() -> None:
    assert (
        canonical.encode({"b": 1, "a": "đ"})
        == canonical.encode({"a": "đ", "b": 1})
        == '{"a":"đ","b":1}'.encode()
    )


def test_money() -> None:
    assert format_dong(1500000) == "1.500.000 đ"
