"""What the invented nation decides on: every unit on every procedure, as its invented dossiers have it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency
from motcua.catalogue.models import Version
from motcua.catalogue.rules import reading
from motcua.indicators.queries import following
from motcua.indicators.rules.facts import offers
from motcua.indicators.rules.facts.offers import Issue
from motcua.indicators.rules.schema import Offer


def of(units: list[str], *, at: datetime, since: timedelta) -> Iterator[Offer]:
    """Of the units with these identifiers, as if all had been published so long before `at`."""
    places = following.world(at).places
    rows = Version.objects.order_by("pk").values_list("definition", flat=True)
    return offers.offers(
        [Issue(reading.read(definition), at - since) for definition in rows],
        [(unit, places[unit]) for unit in units],
        lambda _unit, _procedure: True,
        agencies.working_calendar(Agency(path=""), at=at),
    )
