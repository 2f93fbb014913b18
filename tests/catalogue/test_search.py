"""Finding procedures by words and filters."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from motcua.catalogue import actions, queries
from motcua.catalogue.models import Version
from motcua.catalogue.rules import searching
from motcua.catalogue.rules.definition import Level
from motcua.journal.rules import Actor
from motcua.kernel.errors import Invalid
from tests.catalogue.specimens import CODES, definition, small, text

DAY = date(2026, 11, 21)
AT = datetime(2026, 1, 1, 8, tzinfo=UTC)
BY = Actor("system:setup", "Setup")


@pytest.fixture
def _loaded(db: None) -> None:
    if Version.objects.filter(code__in=CODES).count() < len(CODES):
        actions.load(definitions={code: definition(code) for code in CODES}, by=BY, at=AT)


def found(text: str = "", **filters: object) -> list[str]:
    return [hit.code for hit in queries.search(on=DAY, text=text, limit=100, **filters).hits]  # type: ignore[arg-type]


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("khai sinh", "1.001193"),
        ("KHAI  SINH", "1.001193"),
        ("đăng ký khai sinh", "1.001193"),
        ("birth registration", "1.001193"),
        ("dang ky ket hon", "1.000894"),
        ("tinh trang hon nhan", "1.004873"),
        ("độc thân", "1.004873"),
        ("trich luc", "2.000635"),
        ("1.004873", "1.004873"),
        ("2.000635 ", "2.000635"),
        ("hôn nhân tình trạng", "1.004873"),
        ("ket h", "1.000894"),
    ],
)
def test_the_best_hit_comes_first(words: str, first: str) -> None:
    assert found(words)[0] == first


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize(
    "words",
    [
        "khongcogi",
        "!?.,",
        "'",
        '"',
        ":*&|!()",
        "<->",
        "\\",
        "%",
        "%%%{}",
        "😀",
        "khai & khongcogi",
        "khai khongcogi",
    ],
)
def test_words_that_find_nothing(words: str) -> None:
    assert found(words) == []


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script> khai sinh",
        "khai sinh" * 2_000,
        "x" * 10_000,
        "khai\x00sinh",
        "khai \ud800 sinh",
        "khai' sinh''; --",
        "khai:* & sinh",
        " ".join("abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_odd_words_do_no_harm(words: str) -> None:
    found(words)


@pytest.mark.usefixtures("_loaded")
def test_without_words_essential_ones_come_first() -> None:
    hits = queries.search(on=DAY, limit=100).hits
    assert set(CODES) <= {hit.code for hit in hits}
    essential = [hit.essential for hit in hits]
    assert essential == sorted(essential, reverse=True)
    assert True in essential
    assert False in essential


@pytest.mark.usefixtures("_loaded")
def test_filters() -> None:
    assert "1.001193" in found(life_event="birth")
    assert "1.000894" not in found(life_event="birth")
    assert "1.004873" in found(field="G15-HT")
    assert "1.001193" not in found(level=Level.PROVINCE)
    assert "2.000635" in found(level="province")
    assert set(CODES) <= set(found(online=True)) | set(found(online=False))
    assert "1.001193" in found(online=True)
    assert "2.000815" in found(online=False)  # certified copies: counter only
    assert (
        found("khai sinh", life_event="birth", field="G15-HT", level="commune", online=True)[0] == "1.001193"
    )


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize("name", ["field", "level", "life_event"])
@pytest.mark.parametrize("value", ["nothing", "\x00", "\ud800", "'", "x" * 9_999])
def test_filters_that_name_nothing(name: str, value: str) -> None:
    assert found(**{name: value}) == []


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize("words", ["", "dang ky"])
def test_pages_follow_each_other(words: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    whole = found(words)
    walked: list[str] = []
    after = ""
    while True:
        with django_assert_num_queries(1):
            page = queries.search(on=DAY, text=words, limit=3, after=after)
        walked += [hit.code for hit in page.hits]
        if page.next is None:
            break
        after = page.next
    assert len(whole) > 3
    assert walked == whole


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "1_", "_1.004873", "1_\x00", "99999999999_1", "1_1.004873' OR 1=1"])
def test_a_cursor_that_is_none(cursor: str) -> None:
    with pytest.raises(Invalid):
        queries.search(on=DAY, after=cursor)


@pytest.mark.usefixtures("_loaded")
def test_facets_count_what_filters_leave(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        facets = queries.facets(on=DAY)
    for choice in facets.fields:
        assert choice.count == len(found(field=choice.value))
    for choice in facets.life_events:
        assert choice.count == len(found(life_event=choice.value))
    assert "birth" in [choice.value for choice in facets.life_events]


@pytest.mark.django_db
def test_only_what_applies_on_the_day_is_found() -> None:
    load = {"old": small(name=text("Cấp zebra cũ"))}
    actions.load(definitions=load, by=BY, at=AT)
    actions.load(
        definitions={"new": small(number=2, valid_from="2026-12-01", name=text("Cấp zebra mới"))},
        by=BY,
        at=AT,
    )
    assert found("zebra cu") == ["9.000001"]
    assert found("zebra moi") == []
    later = queries.search(on=date(2026, 12, 1), text="zebra moi")
    assert [hit.name.vi for hit in later.hits] == ["Cấp zebra mới"]
    assert queries.search(on=date(2026, 12, 1), text="zebra cu").hits == ()


def test_words_are_folded() -> None:
    assert searching.words("Đăng ký kết hôn, ĐẤT-đai!") == "dang ky ket hon dat dai"
    assert searching.question("  ?! ") is None
    question = searching.question("Hộ khẩu & (x)")
    assert question is not None
    assert question.tsquery() == "ho:* & khau:* & x:*"
    assert question.tsquery("AB") == "ho:*AB & khau:*AB & x:*AB"


def test_a_cursor_is_read_back() -> None:
    assert searching.cursor(str(searching.Cursor(-5, "1.004873"))) == searching.Cursor(-5, "1.004873")
