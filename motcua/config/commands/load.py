"""Steps of setting up that fill tables: the country, the catalogue, the demonstration's people."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from motcua.agencies import actions as agencies
from motcua.agencies import queries as agency_queries
from motcua.agencies.models import Agency
from motcua.catalogue import actions as catalogue
from motcua.catalogue.models import Version
from motcua.config import paths
from motcua.config.demo import directives as demo_directives
from motcua.config.demo import nation as demo_nation
from motcua.config.demo import past as demo_past
from motcua.config.demo import people as demo_people
from motcua.config.demo import stories as demo_stories
from motcua.config.demo import targets as demo_targets
from motcua.dossiers.rules import processes
from motcua.indicators import actions as indicators
from motcua.indicators import ports
from motcua.indicators.adapters.parquet import Folder
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.people.models import Account
from motcua.signing import actions as signing
from motcua.signing.models import Certificate
from motcua.signing.rules.values import Kind

SETUP = Actor("system:setup", "Motcua")
DATA = paths.PACKAGE / "data"


def country(say: Callable[[str], None]) -> bool:
    """Provinces, communes, agencies and public holidays as the data have them now."""
    source = DATA / "agencies.yaml"
    versions = f"{version('vietnam-provinces')} {version('holidays')}"
    stamp = _Stamp("country", [source, DATA / "calendars.yaml"], versions)
    if stamp.holds() and Agency.objects.exists():
        return False
    agencies.load_country(data=source, by=SETUP, at=clock.now())
    stamp.set()
    return True


def procedures(say: Callable[[str], None]) -> bool:
    """Every procedure file published."""
    stamp = _Stamp("catalogue", catalogue.PROCEDURES.glob("*.yaml"), "")
    if stamp.holds() and Version.objects.exists():
        return False
    catalogue.load_files(by=SETUP, at=clock.now(), check=processes.procedure_faults)
    stamp.set()
    return True


def seals(say: Callable[[str], None]) -> bool:
    """A key for the seal of every agency that this deployment serves."""
    served = Agency.objects.filter(path__startswith=agency_queries.site().path)
    sealed = set(Certificate.objects.active().values_list("holder", flat=True))
    missing = [agency for agency in served if agency.holder not in sealed]
    for agency in missing:
        signing.issue_key(
            holder=agency.holder,
            common_name=agency.name_vi,
            organisation=agency.name_vi,
            kind=Kind.SEAL,
            at=clock.now() - (demo_people.SINCE if settings.DEMO else timedelta()),
            by=SETUP,
        )
    return bool(missing)


def people(say: Callable[[str], None]) -> bool:
    """The people to be in the demonstration; nobody where this is none."""
    source = DATA / "demo.yaml"
    stamp = _Stamp("demo-people", [source], "")
    if not settings.DEMO or (
        stamp.holds() and Account.objects.filter(username__in=demo_people.MAIN).exists()
    ):
        return False
    demo_people.load(data=source, at=clock.now())
    stamp.set()
    return True


def past(say: Callable[[str], None]) -> bool:
    """Half a year of dossiers, so that no page of the demonstration is empty."""
    return settings.DEMO and demo_past.load(at=clock.now(), say=say) > 0


def stories(say: Callable[[str], None]) -> bool:
    """The dossiers of the people to be in the demonstration; they go on from the numbers of its past."""
    return settings.DEMO and demo_stories.load(at=clock.now(), say=say) > 0


def nation(say: Callable[[str], None]) -> bool:
    """What other provinces would send, so that the demonstration's has somebody to be compared with."""
    others = Folder(demo_nation.folder())
    if not settings.DEMO or others.manifest() is not None:
        return False
    return demo_nation.invent(into=others, at=clock.now()) > 0


def facts(say: Callable[[str], None]) -> bool:
    """The demonstration's, so that its first scoreboard is not empty; elsewhere the worker makes them."""
    store = ports.store()
    if not settings.DEMO or store.world() is not None:
        return False
    return indicators.start(into=store, at=clock.now()) > 0


def targets(say: Callable[[str], None]) -> bool:
    """What the province of the demonstration was given for this year, and how it shared that."""
    return settings.DEMO and demo_targets.load(at=clock.now(), say=say) > 0


def directives(say: Callable[[str], None]) -> bool:
    """What the leader of the demonstration gave its units to do, and what scenarios say of them."""
    return settings.DEMO and demo_directives.load(at=clock.now(), say=say) > 0


class _Stamp:
    """Remembers, beside the database, which files were loaded into it; another database has another stamp."""

    def __init__(self, name: str, sources: Iterable[Path], more: str) -> None:
        digest = hashlib.sha256(more.encode())
        for path in sorted(sources):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        self.wanted = digest.hexdigest()
        where = settings.DATABASES["default"]
        database = hashlib.sha256("\0".join(str(where[key]) for key in ("HOST", "PORT", "NAME")).encode())
        self.path = Path(settings.VAR) / "loaded" / f"{name}-{database.hexdigest()[:12]}"

    def holds(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.wanted

    def set(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.wanted)
