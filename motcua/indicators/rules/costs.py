"""What complying with a procedure costs an applicant, by the standard cost model; prices are data."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from motcua.catalogue.rules import vocabulary
from motcua.catalogue.rules.definition import Channel, Component, Level, Procedure

FILE = vocabulary.DATA / "costs.yaml"
MINUTES = 60  # of an hour


@dataclass(frozen=True, slots=True)
class Terms:
    """How a channel is used: trips of the applicant, minutes at the counter (each trip, or once), postage."""

    trips: int
    minutes_at_counter: int
    dong_postage: int


@dataclass(frozen=True, slots=True)
class Trip:
    """There and back."""

    minutes: int
    dong: int


@dataclass(frozen=True, slots=True)
class Prices:
    """The parameters; `unverified` names those that no official text confirms."""

    wage_dong_per_hour: int
    minutes_per_question: int
    minutes_of_form: int
    minutes_to_find: int
    minutes_per_copy: int
    dong_per_copy: int
    minutes_to_scan: int
    channels: Mapping[Channel, Terms]
    trips: Mapping[Level, Trip]
    source: str
    unverified: tuple[str, ...]


@cache
def prices() -> Prices:
    """Those that this site has in `motcua/data/costs.yaml`."""
    return read(vocabulary.load_file(FILE))


def read(given: Mapping[str, Any]) -> Prices:
    """The prices that this YAML says. Raises KeyError for one that is missing."""
    form, document = given["form"], given["document"]
    return Prices(
        wage_dong_per_hour=given["wage_dong_per_hour"]["value"],
        minutes_per_question=form["minutes_per_question"]["value"],
        minutes_of_form=form["minutes_at_least"]["value"],
        minutes_to_find=document["minutes_to_find"]["value"],
        minutes_per_copy=document["minutes_per_copy"]["value"],
        dong_per_copy=document["dong_per_copy"]["value"],
        minutes_to_scan=document["minutes_to_scan"]["value"],
        channels={
            channel: Terms(
                given["channels"][channel]["trips"]["value"],
                given["channels"][channel]["minutes_at_counter"]["value"],
                given["channels"][channel]["dong_postage"]["value"],
            )
            for channel in Channel
        },
        trips={level: Trip(given["trip"][level]["minutes"], given["trip"][level]["dong"]) for level in Level},
        source=given["source"],
        unverified=tuple(_unverified("", given)),
    )


def _unverified(place: str, given: Any) -> list[str]:
    if not isinstance(given, Mapping):
        return []
    found = [place] if place and given.get("unverified") else []
    for name, one in given.items():
        found += _unverified(f"{place}.{name}".lstrip("."), one)
    return found


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one dossier through one channel: minutes of the applicant; exact đồng, rounded where written."""

    minutes_documents: int
    minutes_form: int
    minutes_trips: int
    minutes_counter: int
    dong_per_hour: int
    dong_copies: int
    dong_trips: int
    dong_postage: int
    dong_fees: int

    @property
    def minutes(self) -> int:
        return self.minutes_documents + self.minutes_form + self.minutes_trips + self.minutes_counter

    @property
    def hours(self) -> Fraction:
        return Fraction(self.minutes, MINUTES)

    @property
    def dong_time(self) -> Fraction:
        """What the applicant's time is worth."""
        return self.hours * self.dong_per_hour

    @property
    def dong_paid(self) -> int:
        """What is paid out: copies, travel, postage, fees."""
        return self.dong_copies + self.dong_trips + self.dong_postage + self.dong_fees

    @property
    def dong(self) -> Fraction:
        return self.dong_time + self.dong_paid


def cost(procedure: Procedure, channel: Channel, prices: Prices, *, reused: bool = False) -> Cost | None:
    """What one dossier costs through this channel; None where the procedure does not offer it.

    Counts what everybody must give and answer: documents and questions that depend on an answer are left out,
    so a real dossier may cost more. With `reused`, documents that may be electronic are taken from a vault
    or a register and cost nothing.
    """
    published = procedure.terms(channel)
    if published is None:
        return None
    use, trip = prices.channels[channel], _trip(procedure, prices)
    papers = [one for one in required(procedure) if not (reused and one.electronic)]
    online = channel is Channel.ONLINE
    # Online, a file replaces the copies that a counter asks for.
    copies = 0 if online else sum(one.copies for one in papers)
    minutes_each = prices.minutes_to_find + (prices.minutes_to_scan if online else 0)
    return Cost(
        minutes_documents=len(papers) * minutes_each + copies * prices.minutes_per_copy,
        minutes_form=prices.minutes_of_form + questions(procedure) * prices.minutes_per_question,
        minutes_trips=use.trips * trip.minutes,
        minutes_counter=max(use.trips, 1) * use.minutes_at_counter,
        dong_per_hour=prices.wage_dong_per_hour,
        dong_copies=copies * prices.dong_per_copy,
        dong_trips=use.trips * trip.dong,
        dong_postage=use.dong_postage,
        dong_fees=sum(fee.amount for fee in published.fees),
    )


def required(procedure: Procedure) -> tuple[Component, ...]:
    """The documents that every dossier must contain."""
    return tuple(one for one in procedure.components if one.required and not one.needed_when)


def questions(procedure: Procedure) -> int:
    """How many questions everybody must answer."""
    return sum(
        one.required and not one.show_when
        for section in procedure.form.sections
        if not section.show_when
        for one in section.fields
    )


def _trip(procedure: Procedure, prices: Prices) -> Trip:
    """To the nearest agency that handles it."""
    return next(
        prices.trips[level]
        for level in (Level.COMMUNE, Level.PROVINCE, Level.MINISTRY)
        if level in procedure.levels
    )


@dataclass(frozen=True, slots=True)
class Burden:
    """What a procedure costs all who used it in a year, and what they would save."""

    dossiers: int
    minutes: int
    dong: Fraction
    saved_online: Fraction  # đồng, had everybody gone online
    saved_reuse: Fraction  # more, had no electronic document been asked for again


def burden(procedure: Procedure, volumes: Mapping[str, int], prices: Prices) -> Burden:
    """The sum over channels; `volumes` are a year's dossiers by channel. Channels that the procedure does not
    offer (any more) cost what the counter costs."""
    online = cost(procedure, Channel.ONLINE, prices)
    least = cost(procedure, Channel.ONLINE, prices, reused=True)
    dossiers = minutes = 0
    dong = saved_online = saved_reuse = Fraction(0)
    for name, count in volumes.items():
        channel = Channel(name)
        one = cost(procedure, channel, prices) or cost(procedure, Channel.DIRECT, prices) or online
        if one is None:
            continue
        dossiers += count
        minutes += count * one.minutes
        dong += count * one.dong
        if online and least:
            saved_online += count * max(one.dong - online.dong, Fraction(0))
            saved_reuse += count * (online.dong - least.dong)
    return Burden(dossiers, minutes, dong, saved_online, saved_reuse)
