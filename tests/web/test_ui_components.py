"""What the tags write, and that nothing of it can carry markup or inline code."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError

from motcua.agencies import queries as agencies
from motcua.web.ui import gallery
from motcua.web.ui.shapes import Clock, Event, File, Link, Progress, Row, Step, Task

EVIL = "<script>alert(1)</script>\"'"


@pytest.fixture(autouse=True)
def _country(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "tests.web.ui_urls"
    units = (SimpleNamespace(code="22", name="Tỉnh Quảng Ninh"),)
    communes = (SimpleNamespace(code="06721", name="Phường Hạ Long"),)
    monkeypatch.setattr(agencies, "provinces", lambda: units)
    monkeypatch.setattr(agencies, "communes", lambda province: communes if province == "22" else ())


def show(source: str, **values: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_a_button_is_a_link_a_submit_or_blocked_with_its_reason() -> None:
    assert show('{% button "Xem" url="/x" %}').startswith('<a class="ds-button" href="/x"')
    assert 'type="submit"' in show('{% button "Gửi" name="act" value="send" %}')
    blocked = show('{% button "Duyệt" name="act" value="approve" why_not="Chưa thẩm định." %}')
    assert " disabled" in blocked
    assert 'aria-describedby="why-act-approve"' in blocked
    assert "Chưa thẩm định." in blocked


@pytest.mark.parametrize(
    "source",
    [
        "{% button evil url=evil name=evil value=evil %}",
        "{% button evil why_not=evil %}",
        "{% card evil %}{{ evil }}{% endcard %}",
        '{% alert "info" evil %}{{ evil }}{% endalert %}',
        "{% empty evil %}{{ evil }}{% endempty %}",
        "{% status_tag evil %}",
        "{% steps steps %}",
        "{% task_list tasks %}",
        "{% timeline events %}",
        "{% facts rows %}",
        '{% file_list files remove_name="remove" %}',
        "{% breadcrumbs evil evil evil '' %}",
        "{% tabs links label=evil %}",
        "{% pagination previous=evil next=evil %}",
        "{% search_box action=evil value=evil %}",
        "{% code evil label=evil %}",
        "{% qr evil alt=evil caption=evil %}",
        "{% error_summary errors %}",
        "{% field 'reason' evil kind='long_text' value=evil errors=wrong help=evil %}",
        "{% field 'home' evil kind='unit' value=unit %}",
    ],
)
def test_markup_in_data_stays_text(source: str) -> None:
    moment = datetime(2026, 11, 16, 1, 5, tzinfo=UTC)
    written = show(
        source,
        evil=EVIL,
        steps=[Step(EVIL, Progress.DONE, moment, EVIL)],
        tasks=[Task(EVIL, EVIL, Progress.ERROR, EVIL)],
        events=[Event(moment, EVIL, EVIL, EVIL, signed=True)],
        rows=[Row(EVIL, EVIL, EVIL), Row(EVIL, EVIL)],
        files=[File(EVIL, 10, EVIL, EVIL, EVIL)],
        links=[Link(EVIL, EVIL, current=True, count=3)],
        errors={EVIL: [EVIL]},
        wrong=[EVIL],
        unit={"province": "22", "commune": EVIL, "detail": EVIL},
    )
    assert "&lt;script&gt;" in written
    assert "<script" not in written
    assert "style=" not in written


def test_a_moment_is_written_by_vietnams_clocks() -> None:
    written = show("{% timeline events %}", events=[Event(datetime(2026, 11, 16, 1, 5, tzinfo=UTC), "Nhận")])
    assert "08:05 16/11/2026" in written


@pytest.mark.parametrize("clock", list(Clock))
def test_a_deadline_says_in_words_what_its_colour_says(clock: Clock) -> None:
    written = show("{% deadline_tag clock %}", clock=clock)
    assert "data-color=" in written
    assert written.rsplit("</svg>", 1)[1].strip("\n </span>")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1500, "1,5 kB"), (24_300, "24 kB"), (25_000_000, "25 MB")],
)
def test_file_sizes(size: int, words: str) -> None:
    assert show("{{ size|file_size }}", size=size) == words


def test_the_current_step_is_marked_for_everyone() -> None:
    written = show("{% steps steps %}", steps=[Step("Một", Progress.DONE), Step("Hai", Progress.CURRENT)])
    assert written.count('aria-current="step"') == 1
    assert "(Đang thực hiện)" in written


def test_pagination_and_summary_are_silent_when_there_is_nothing() -> None:
    assert show("{% pagination %}").strip() == ""
    assert show("{% error_summary errors %}", errors={}).strip() == ""


def test_an_unknown_icon_is_a_mistake_of_the_page() -> None:
    with pytest.raises(KeyError):
        show('{% icon "unicorn" %}')
    with pytest.raises(TemplateSyntaxError):
        show("{% card %}")


def test_a_whole_section_keeps_what_was_typed_and_links_each_error() -> None:
    written = show(
        "{% form_section form answers errors %}",
        form=gallery.FORM,
        answers=gallery.WRONG,
        errors=gallery.ERRORS,
    )
    assert 'value="31/02/1999"' in written
    assert 'value="hai"' in written
    for target in ("f-sample-purpose-0", "f-sample-partner-personal_id", "f-sample-home-commune"):
        assert f'href="#{target}"' in written
        assert f'id="{target}"' in written
    assert 'id="f-sample-personal_id-error"' in written


def test_an_error_of_the_whole_form_is_said_without_a_link() -> None:
    written = show("{% error_summary errors %}", errors={"": ["Ký tự lạ."], "reason": ["Thiếu lý do."]})
    assert "<li>Ký tự lạ.</li>" in written
    assert 'href="#f-reason"' in written


def test_a_section_with_conditions_asks_the_server_again() -> None:
    written = show("{% form_section form answers %}", form=gallery.FORM, answers=gallery.ANSWERS)
    assert 'name="refresh"' in written
    assert 'hx-select=".m-form"' in written
    plain = show(
        "{% form_section form answers watched=none %}",
        form=gallery.FORM,
        answers={},
        none=(),
    )
    assert 'hx-select=".m-form"' not in plain
