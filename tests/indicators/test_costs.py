"""Compliance cost: time by its price, fees, travel; exact."""

from fractions import Fraction

import pytest

from motcua.catalogue.rules import reading, vocabulary
from motcua.catalogue.rules.definition import Channel, Procedure
from motcua.indicators.rules import costs
from motcua.indicators.rules.costs import Burden, Prices


def _terms(trips: int, minutes: int, dong: int) -> dict[str, dict[str, int]]:
    return {
        "trips": {"value": trips},
        "minutes_at_counter": {"value": minutes},
        "dong_postage": {"value": dong},
    }


PRICES = costs.read(
    {
        "source": "a test",
        "wage_dong_per_hour": {"value": 50_000, "unverified": True},
        "form": {"minutes_per_question": {"value": 2}, "minutes_at_least": {"value": 7}},
        "document": {
            "minutes_to_find": {"value": 11},
            "minutes_per_copy": {"value": 13},
            "dong_per_copy": {"value": 4_000},
            "minutes_to_scan": {"value": 3},
        },
        "channels": {
            "online": _terms(0, 0, 0),
            "direct": _terms(2, 20, 0),
            "postal": _terms(0, 15, 60_000),
        },
        "trip": {level: {"minutes": 40, "dong": 9_000, "unverified": level == "ministry"} for level in
                 ("commune", "province", "ministry")},
    }
)  # fmt: skip


def procedure(**changes: object) -> Procedure:
    """Three required documents, one of them never electronic; two questions that everybody answers."""
    text = {"vi": "a", "en": "a"}
    return reading.read(
        {
            **vocabulary.load_file(vocabulary.DATA / "procedures" / "1.004873.yaml"),
            "levels": ["commune"],
            "channels": {
                "direct": {"limit": "3wd", "fees": [{"code": "a", "name": text, "amount": 8_000}]},
                "online": {"limit": "3wd", "fees": [{"code": "a", "name": text, "amount": 4_000}]},
            },
            "components": [
                {"code": "one", "name": text, "copies": 1},
                {"code": "two", "name": text},
                {"code": "three", "name": text, "electronic": False, "copies": 1},
                {"code": "four", "name": text, "required": False},
                {"code": "five", "name": text, "needed_when": "true"},
            ],
            "form": {
                "sections": [
                    {
                        "id": "s", "title": text,
                        "fields": [
                            {"id": "a", "kind": "text", "label": text},
                            {"id": "b", "kind": "text", "label": text},
                            {"id": "c", "kind": "text", "label": text, "required": False},
                            {"id": "d", "kind": "text", "label": text, "show_when": "true"},
                        ],
                    },
                    {"id": "t", "title": text, "show_when": "true",
                     "fields": [{"id": "e", "kind": "text", "label": text}]},
                ]
            },
            **changes,
        }
    )  # fmt: skip


def test_at_the_counter() -> None:
    cost = costs.cost(procedure(), Channel.DIRECT, PRICES)
    assert cost
    assert cost.minutes_documents == 3 * 11 + 2 * 13
    assert cost.minutes_form == 7 + 2 * 2
    assert (cost.minutes_trips, cost.minutes_counter) == (80, 40)
    assert cost.minutes == 190
    assert cost.hours == Fraction(19, 6)
    assert cost.dong_time == Fraction(475_000, 3)  # no rounding before it is written
    assert cost.dong_paid == 2 * 4_000 + 2 * 9_000 + 8_000
    assert cost.dong == Fraction(475_000, 3) + 34_000


def test_online_there_is_no_trip_and_no_copy() -> None:
    cost = costs.cost(procedure(), Channel.ONLINE, PRICES)
    assert cost
    assert cost.minutes == 3 * 14 + 11
    assert cost.dong_paid == 4_000


def test_reused_documents_cost_nothing_but_paper_still_does() -> None:
    cost = costs.cost(procedure(), Channel.ONLINE, PRICES, reused=True)
    assert cost
    assert cost.minutes_documents == 14


def test_a_channel_that_is_not_offered_has_no_cost() -> None:
    assert costs.cost(procedure(), Channel.POSTAL, PRICES) is None


def test_a_year_and_what_would_be_saved() -> None:
    one = procedure()
    direct, online = (costs.cost(one, channel, PRICES) for channel in (Channel.DIRECT, Channel.ONLINE))
    assert direct
    assert online
    year = costs.burden(one, {"direct": 10, "online": 5, "postal": 1}, PRICES)
    reuse = Fraction(2 * 14 * 50_000, 60)
    assert year == Burden(
        dossiers=16,
        minutes=11 * direct.minutes + 5 * online.minutes,
        dong=11 * direct.dong + 5 * online.dong,
        saved_online=11 * (direct.dong - online.dong),
        saved_reuse=16 * reuse,
    )


def test_a_procedure_without_online_saves_nothing() -> None:
    text = {"vi": "a", "en": "a"}
    one = procedure(channels={"direct": {"limit": "3wd", "fees": [{"code": "a", "name": text, "amount": 1}]}})
    year = costs.burden(one, {"direct": 2}, PRICES)
    assert year.dossiers == 2
    assert not year.saved_online
    assert not year.saved_reuse


@pytest.mark.parametrize("prices", [costs.prices(), PRICES])
def test_what_no_text_confirms_is_named(prices: Prices) -> None:
    assert "wage_dong_per_hour" in prices.unverified
    assert "trip.ministry" in prices.unverified
    assert "channels.online.trips" not in prices.unverified
