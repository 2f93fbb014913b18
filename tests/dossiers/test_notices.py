"""Contents of forms: kept as JSON and read back, printed as people write; amounts in words."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules import amounts, notices
from motcua.dossiers.rules.notices import BODIES, TEMPLATES, TITLES, Form, printed

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


MOMENTS = st.datetimes(
    min_value=AT.replace(year=2000, tzinfo=None),
    max_value=AT.replace(year=2100, tzinfo=None),
    timezones=st.just(UTC),
)


def bodies(kind: type[notices.Body]) -> st.SearchStrategy[notices.Body]:
    """Any contents, with moments that have an hour in Vietnam."""
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for name, hint in get_type_hints(kind).items():
        if datetime in (hint, *get_args(hint)):
            parts[name] = MOMENTS if hint is datetime else st.none() | MOMENTS
        elif get_origin(hint) is tuple:
            parts[name] = st.lists(bodies(get_args(hint)[0]), max_size=3).map(tuple)
    return st.builds(kind, **parts)


FORMED = st.sampled_from(Form).flatmap(lambda form: st.tuples(st.just(form), bodies(BODIES[form])))


@pytest.mark.parametrize("form", Form)
def test_every_form_has_a_title_a_template_and_contents(form: Form) -> None:
    assert TITLES[form]
    assert re.fullmatch("[a-z_]+", TEMPLATES[form])
    assert issubclass(BODIES[form], notices.Body)


@given(FORMED)
def test_contents_are_json_and_read_back_as_they_were(formed: tuple[Form, notices.Body]) -> None:
    form, body = formed
    kept = json.loads(json.dumps(body.as_data()))
    assert BODIES[form].from_data(kept) == body
    assert printed(form, kept) == printed(form, body)


@given(FORMED)
def test_what_is_printed_is_json(formed: tuple[Form, notices.Body]) -> None:
    notice = printed(*formed, number="1/TB")
    assert json.loads(json.dumps(notice)) == notice
    assert notice["number"] == "1/TB"


def test_what_was_kept_before_a_part_existed_is_read() -> None:
    body = notices.Stop.from_data({"kind": "stop", "reason": "Hồ sơ trùng", "gone": 1})
    assert body == notices.Stop("stop", "Hồ sơ trùng", ground="")


def test_moments_and_days_are_those_of_vietnam() -> None:
    late = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    apology = printed(Form.APOLOGY, notices.Apology("Mưa bão", AT, late))
    assert (apology["old_due"], apology["new_due"]) == ("17:00 ngày 24/11/2026", "00:30 ngày 25/11/2026")
    supplement = printed(Form.SUPPLEMENT, notices.Supplement((), date(2026, 12, 4), "before"))
    assert supplement["deadline"] == "04/12/2026"


def test_amounts_are_added_and_written_twice() -> None:
    body = notices.Obligation(
        (notices.Charge("Lệ phí", 1_000_000), notices.Charge("Phí", 500_000)), date(2026, 12, 4)
    )
    notice = printed(Form.OBLIGATION, body)
    assert body.total == 1_500_000
    assert [row["amount"] for row in notice["items"]] == ["1.000.000 đồng", "500.000 đồng"]
    assert notice["total"] == "1.500.000 đồng"
    assert notice["total_in_words"] == "Một triệu năm trăm nghìn đồng"
    assert printed(Form.OBLIGATION, notices.Obligation((), date(2026, 12, 4)))["total"] == "0 đồng"


@pytest.mark.parametrize(
    ("result", "said"), [("before", "Trước hạn"), ("on time", "Đúng hạn"), ("late", "Quá hạn"), ("", "")]
)
def test_how_a_step_kept_its_time_is_in_words(result: str, said: str) -> None:
    row = {"step": "Thẩm định", "from_name": "A", "to_name": "B", "at": AT.isoformat(), "result": result}
    (shown,) = printed(Form.CONTROL_SHEET, {"rows": [row]})["rows"]
    assert shown["result"] == said
    assert shown["due_at"] == ""


@pytest.mark.parametrize(
    ("signed", "said"),
    [("online", "Trực tuyến"), ("counter", "Trực tiếp"), ("post", "Bưu chính công ích"), ("", "")],
)
def test_how_a_result_was_given_is_in_words(signed: str, said: str) -> None:
    row = {"code": "H49", "procedure": "Khai sinh", "applicant": "Hường", "copies": 1, "signed": signed}
    row |= {"received_at": AT.isoformat(), "due_at": AT.isoformat(), "handed_at": None}
    book = {"unit": "Một cửa", "start": "2026-11-01", "end": "2026-11-30", "rows": [row]}
    (shown,) = printed(Form.TRACKING_BOOK, book)["rows"]
    assert shown["signed"] == said
    assert (shown["handed_at"], shown["result_at"]) == ("", "")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (21_015, "hai mươi mốt nghìn không trăm mười lăm"),
        (1_500_000, "một triệu năm trăm nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_021, "một tỷ không trăm hai mươi mốt"),
        (2_500_000_000_000, "hai nghìn năm trăm tỷ"),
    ],
)
def test_numbers_are_read_as_people_read_them(number: int, said: str) -> None:
    assert amounts.in_words(number) == said


WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
DIGITS = {
    **{word: at for at, word in enumerate(WORDS)},
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}


def heard(said: str) -> int:
    """The number somebody who listens writes down, from left to right."""
    total = billions = group = digit = 0
    for word in said.split():
        if word in DIGITS:
            digit = DIGITS[word]
            group += digit
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group += digit * 9
        elif word == "trăm":
            group += digit * 99
        elif word in ("nghìn", "triệu"):
            total += group * (1_000 if word == "nghìn" else 1_000_000)
            group = 0
        elif word == "tỷ":
            billions = (billions + total + group) * 10**9
            total = group = 0
        else:
            assert word == "linh", word
    return billions + total + group


@given(
    st.one_of(st.integers(0, 10**15), st.integers(0, 10**4), st.integers(0, 10**6).map(lambda n: n * 10**5))
)
def test_whoever_listens_writes_down_the_same_number(number: int) -> None:
    said = amounts.in_words(number)
    assert heard(said) == number
    assert "mười năm" not in said
    assert "mươi năm" not in said
    assert not re.search(r"mươi (một|bốn)\b", said)
    assert not re.search(r"trăm (một|hai|ba|bốn|năm|sáu|bảy|tám|chín)( (nghìn|triệu|tỷ)|$)", said)


@given(st.integers(0, 10**15))
def test_an_amount_is_grouped_by_thousands(amount: int) -> None:
    written = amounts.dong(amount)
    assert re.fullmatch(r"\d{1,3}(\.\d{3})* đồng", written)
    assert int(written.removesuffix(" đồng").replace(".", "")) == amount
