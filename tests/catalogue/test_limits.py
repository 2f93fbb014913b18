"""Which limit a case has: real procedures, channel by channel and case by case."""

import logging
from datetime import date
from typing import Any

import pytest

from motcua.catalogue.rules import reading
from motcua.catalogue.rules.definition import Channel
from motcua.catalogue.rules.limits import case_of, limit_for
from motcua.kernel.errors import Invalid
from tests.catalogue.specimens import TODAY, procedure, small, text

LAND, HOUSE, RECORD, BIRTH = "1.013978", "1.013225", "3.000333", "1.001193"
ONLINE, DIRECT, POSTAL = Channel.ONLINE, Channel.DIRECT, Channel.POSTAL


@pytest.mark.parametrize(
    ("code", "channel", "answers", "expected"),
    [
        (BIRTH, ONLINE, {}, "1wd"),
        (LAND, ONLINE, {"land": {"remote": False}, "request": {"wanted": "certificate"}}, "20wd"),
        (LAND, ONLINE, {"land": {"remote": False}, "request": {"wanted": "registration"}}, "17wd"),
        (LAND, ONLINE, {"land": {"remote": True}, "request": {"wanted": "certificate"}}, "27wd"),
        # The first case that holds wins.
        (LAND, POSTAL, {"land": {"remote": True}, "request": {"wanted": "registration"}}, "27wd"),
        (LAND, DIRECT, {}, "20wd"),
        (HOUSE, ONLINE, {"work": {"kind": "house"}}, "15d"),
        (HOUSE, ONLINE, {"work": {"kind": "building"}}, "20d"),
        (HOUSE, DIRECT, {"work": {"kind": "house"}}, "15d"),
        (HOUSE, DIRECT, {"work": {"kind": "monument"}}, "20d"),
        (HOUSE, POSTAL, {"work": {"kind": "house"}}, "15d"),
        (RECORD, ONLINE, {"subject": {"category": "citizen"}, "history": {"convicted": "no"}}, "10d"),
        (RECORD, ONLINE, {"subject": {"category": "foreigner"}, "history": {"convicted": "no"}}, "15d"),
        (RECORD, DIRECT, {"subject": {"category": "citizen"}, "history": {"convicted": "yes"}}, "15d"),
        # What is no answer of the form counts as unanswered.
        (HOUSE, ONLINE, {"work": {"kind": ["house"]}, "nothing": 1}, "20d"),
    ],
)
def test_the_limit(code: str, channel: Channel, answers: dict[str, Any], expected: str) -> None:
    assert limit_for(procedure(code), channel, answers, TODAY) == reading.limit(expected)


def test_a_case_says_why() -> None:
    case = case_of(procedure(LAND), ONLINE, {"land": {"remote": True}}, TODAY)
    assert case is not None
    assert "151/2025/NĐ-CP" in case.legal
    assert case.note is not None
    assert case_of(procedure(LAND), ONLINE, {}, TODAY) is None


def test_a_case_may_depend_on_the_day() -> None:
    when = "answers.all.date != null && years(answers.all.date, today) >= 1"
    terms = {"online": {"limit": "3wd", "cases": [{"when": when, "limit": "5wd", "legal": "Điều 1"}]}}
    _, made = reading.accept(small(channels=terms))
    answers = {"all": {"date": "2025-11-21"}}
    assert limit_for(made, ONLINE, answers, date(2026, 11, 20)) == reading.limit("3wd")
    assert limit_for(made, ONLINE, answers, date(2026, 11, 21)) == reading.limit("5wd")


def test_a_condition_that_cannot_be_told_does_not_hold(caplog: pytest.LogCaptureFixture) -> None:
    """It cannot be published; an older version might still hold one."""
    written = small()
    written["channels"]["online"]["cases"] = [
        {"when": "answers.all.number > 3", "limit": "5wd", "legal": "Điều 1", "note": text("Nhiều")}
    ]
    with caplog.at_level(logging.CRITICAL):
        assert limit_for(reading.read(written), ONLINE, {}, TODAY) == reading.limit("3wd")


def test_a_channel_that_is_not_offered() -> None:
    with pytest.raises(Invalid) as refused:
        limit_for(procedure("2.000815"), ONLINE, {}, TODAY)
    assert refused.value.code == "channel-not-offered"
