"""What every test's database holds: the country, the catalogue, seals, the people of the demonstration."""

from pathlib import Path

from motcua.agencies import actions as agencies
from motcua.agencies import queries as agency_queries
from motcua.catalogue import actions as catalogue
from motcua.config import paths
from motcua.config.demo import people as demo
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.signing import actions as signing
from motcua.signing.rules.values import Kind

DATA = paths.PACKAGE / "data"
SOURCES = (
    DATA / "agencies.yaml",
    DATA / "calendars.yaml",
    DATA / "demo.yaml",
    *sorted((DATA / "procedures").glob("*.yaml")),
    Path(__file__),
)
SETUP = Actor("system:setup", "Motcua")
WARD = "H49.06685"


def populate() -> None:
    """Fills the template database."""
    at = clock.now()
    agencies.load_country(data=DATA / "agencies.yaml", by=SETUP, at=at)
    catalogue.load_files(by=SETUP, at=at)
    demo.load(data=DATA / "demo.yaml", at=at)
    for holder in (WARD, "H49", "H49.90", "H49.01"):
        agency = agency_queries.agency(holder)
        signing.issue_key(
            holder=agency.holder, common_name=agency.name_vi, organisation=agency.name_vi,
            kind=Kind.SEAL, at=at - demo.SINCE, by=SETUP,
        )  # fmt: skip
