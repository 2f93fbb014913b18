from datetime import date

import pytest

from motcua.people import rules as identity

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("number", "sex", "year"),
    [
        ("001190000001", "female", 1990),
        ("022090123456", "male", 1990),
        ("079205654321", "male", 2005),
        ("096326000009", "female", 2026),
        ("101099000001", "male", 1999),  # registered abroad
    ],
)
def test_a_personal_id_says_sex_and_year(number: str, sex: str, year: int) -> None:
    read = identity.read_personal_id(number)
    assert read is not None
    assert (read.sex, read.birth_year) == (sex, year)
    assert identity.possible_personal_id(number, TODAY)


@pytest.mark.parametrize(
    "number",
    [
        "000190000001",  # no such place
        "003190000001",  # a number that no province had
        "097190000001",
        "022227000001",  # born next year
        "022490000001",  # born in 2190
        "02219000001",
        "0221900000011",
        "02219000000a",
        "٠٢٢١٩٠٠٠٠٠٠١",  # digits, but not ours
        "",
    ],
)
def test_numbers_that_nobody_can_have(number: str) -> None:
    assert not identity.possible_personal_id(number, TODAY)


def test_there_are_63_old_provinces() -> None:
    places = [place for place in range(100) if identity.read_personal_id(f"{place:03}190000001")]
    assert len(places) == 63


@pytest.mark.parametrize("code", ["0100109106", "0101245486", "0100109106-001", "0100233488", "022190000001"])
def test_tax_codes(code: str) -> None:
    assert identity.valid_tax_code(code, TODAY)


@pytest.mark.parametrize(
    "code",
    ["0100109107", "0100109106-000", "0100109106001", "010010910", "0000000000", "000190000001", "", "x"],
)
def test_wrong_tax_codes(code: str) -> None:
    assert not identity.valid_tax_code(code, TODAY)


def test_the_check_digit_is_ten_minus_the_rest_by_eleven() -> None:
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    for number in range(100_000_001, 100_002_000, 7):
        digits = f"{number:09}"
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        right = {f"{10 - rest}"} if rest else set()  # ten is no digit
        accepted = {last for last in "0123456789" if identity.valid_tax_code(digits + last, TODAY)}
        assert accepted == right


def test_whole_years() -> None:
    assert identity.whole_years(date(2006, 11, 22), TODAY) == 19
    assert identity.whole_years(date(2006, 11, 21), TODAY) == 20
    assert identity.whole_years(date(2004, 2, 29), date(2005, 2, 28)) == 0
