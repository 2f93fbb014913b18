"""What messages say, where they go, when they are tried again."""

from datetime import timedelta
from typing import Any

import pytest

from motcua.kernel.errors import Invalid, NotFound
from motcua.notifications.rules import Channel, Wishes, addresses, kinds, templates
from motcua.notifications.rules.templates import Words

EXPECTED = {
    "dossier.submit",
    "dossier.receive",
    "dossier.refuse",
    "dossier.ask_supplement",
    "dossier.supplement",
    "dossier.charge",
    "dossier.settle",
    "dossier.settled",
    "dossier.decline",
    "dossier.not_withdrawn",
    "dossier.silent_draft",
    "dossier.silent_opinion",
    "dossier.suspend",
    "dossier.resume",
    "dossier.stop",
    "dossier.withdraw",
    "dossier.withdrawn",
    "dossier.extend",
    "dossier.confirm_draft",
    "dossier.confirm",
    "dossier.object",
    "dossier.seal",
    "dossier.return",
    "dossier.dispatch",
    "dossier.correct",
    "dossier.send_back",
    "dossier.consult",
    "dossier.answer",
    "dossier.assign",
    "dossier.propose",
    "dossier.due_soon",
    "dossier.late",
    "draft.expiring",
    "draft.expired",
    "officer.digest",
    "directive.sent",
    "directive.due_soon",
    "directive.reported",
    "directive.returned",
    "directive.closed",
    "directive.withdrawn",
    "target.drafted",
    "target.published",
    "target.remarked",
    "target.revised",
}


def test_every_event_has_its_words_in_both_languages() -> None:
    assert set(templates.templates()) == EXPECTED
    for event, template in templates.templates().items():
        assert set(template.words) == {"vi", "en"}, event
        vietnamese, english = template.words["vi"], template.words["en"]
        assert (vietnamese.subject, vietnamese.text) != (english.subject, english.text)


@pytest.mark.parametrize("language", kinds.LANGUAGES)
@pytest.mark.parametrize("event", sorted(EXPECTED))
def test_with_example_data_nothing_is_left_open_and_a_telephone_can_show_it(
    event: str, language: str
) -> None:
    template = templates.template(event)
    made = templates.fill(
        template.words[language], {name: templates.names()[name][language] for name in template.data}
    )
    for text in (made.subject, made.text, made.short):
        assert "{" not in text
        assert "  " not in text
    assert len(made.subject) <= 130
    assert len(addresses.without_marks(made.short)) <= 160


WRITTEN: dict[str, Any] = {
    "data": ["code"],
    "channels": ["email"],
    "vi": {"subject": "Hồ sơ {code}", "text": "Hồ sơ {code} đã nhận.", "short": "Đã nhận {code}."},
    "en": {"subject": "Dossier {code}", "text": "Dossier {code} received.", "short": "Got {code}."},
}
KNOWN = frozenset({"code", "due"})


def test_a_right_template_has_no_faults() -> None:
    assert templates.faults(WRITTEN, KNOWN) == []
    assert templates.read("x", WRITTEN, KNOWN).channels == (Channel.EMAIL,)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"data": ["code", "due"]}, "'due' is never printed"),
        ({"data": ["code", "secret"]}, "'secret' is not a name of data"),
        ({"data": "code"}, "not a list"),
        ({"channels": ["pigeon"]}, "channels:"),
        ({"channels": ["inbox"]}, "channels:"),
        ({"channels": ["email", "email"]}, "channels:"),
        ({"colour": "red"}, "'colour' is unknown"),
        ({"optional": "yes"}, "optional:"),
        ({"en": {"subject": "x", "text": "x"}}, "en: does not have"),
        ({"en": None}, "en: does not have"),
        ({"en": {**WRITTEN["en"], "short": "  "}}, "en.short: is empty"),
        ({"en": {**WRITTEN["en"], "text": "{due}"}}, "{due} is not in data"),
        ({"en": {**WRITTEN["en"], "text": "{code.__class__}"}}, "a brace"),
        ({"en": {**WRITTEN["en"], "text": "{code!r}"}}, "a brace"),
        ({"en": {**WRITTEN["en"], "subject": "a\nb {code}"}}, "more than one line"),
        ({"en": {"subject": "a", "text": "a", "short": "a"}}, "code: only one of the languages"),
    ],
)
def test_a_wrong_template_says_what_is_wrong(change: dict[str, Any], fault: str) -> None:
    found = templates.faults({**WRITTEN, **change}, KNOWN)
    assert any(fault in line for line in found), found
    with pytest.raises(Invalid):
        templates.read("x", {**WRITTEN, **change}, KNOWN)


def test_data_is_put_in_once_and_as_it_is() -> None:
    made = templates.fill(Words("{code}", "{code} {due}", "{due}"), {"code": "{due}", "due": "{0} <b>"})
    assert made == Words("{due}", "{due} {0} <b>", "{0} <b>")


def test_a_line_end_in_data_begins_no_header() -> None:
    made = templates.fill(Words("Hồ sơ {code}", "{code}", "{code}"), {"code": "1\r\nBcc: all@example.test"})
    assert made.subject == "Hồ sơ 1 Bcc: all@example.test"
    assert "\n" not in made.short


def test_missing_data_is_named() -> None:
    with pytest.raises(Invalid) as refusal:
        templates.fill(Words("{code}", "{due}", "x"), {"code": "1"})
    assert list(refusal.value.fields) == ["due"]
    with pytest.raises(NotFound):
        templates.template("dossier.fly")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0912 345 678", "84912345678"),
        ("+84.912.345.678", "84912345678"),
        ("84 912-345-678", "84912345678"),
        ("(091) 2345678", "84912345678"),
        ("0203 3825 101", ""),  # a landline takes no SMS
        ("0412345678", ""),
        ("091234567", ""),
        ("0912345678x", ""),
        ("", ""),
    ],
)
def test_mobile_numbers(written: str, read: str) -> None:
    assert addresses.mobile(written) == read


@pytest.mark.parametrize("written", ["", "hoa", "a@b@c", "hoa@example.test\nBcc: x@y.test", "a@b.c, d@e.f"])
def test_what_is_no_address_gets_no_mail(written: str) -> None:
    assert addresses.email(written) == ""
    assert addresses.email("hoa@example.test") == "hoa@example.test"


def test_an_sms_has_no_marks() -> None:
    assert addresses.without_marks("Ủy ban Đông Triều đã nhận: “1”") == "Uy ban Dong Trieu da nhan: 1"


def test_tries_come_later_each_time_and_end_after_a_day() -> None:
    waits = [kinds.wait(attempts) for attempts in range(1, kinds.MOST_ATTEMPTS + 1)]
    assert waits[-1] is None
    given = [one for one in waits if one is not None]
    assert given == sorted(set(given))
    assert timedelta(hours=20) < sum(given, timedelta()) < timedelta(hours=30)


def test_the_inbox_is_never_refused() -> None:
    nothing = Wishes(email=False, sms=False, zalo=False, digest=False)
    assert nothing.allows(Channel.INBOX)
    assert not any(nothing.allows(channel) for channel in Channel if channel is not Channel.INBOX)


@pytest.mark.parametrize(
    ("address", "shown"), [("hoa@example.test", "h•••@example.test"), ("84912345678", "84•••678")]
)
def test_addresses_are_hidden_from_whom_they_do_not_concern(address: str, shown: str) -> None:
    assert addresses.hidden(address) == shown
