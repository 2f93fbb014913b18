"""Finding procedures: the version of a day, by its id, by words and filters, and what one can choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Count, F, Func, IntegerField, Min, Q, Value, When
from django.db.models.functions import Cast, Least, Length

from motcua.catalogue.models import Version, Versions
from motcua.catalogue.rules import reading, searching, vocabulary
from motcua.catalogue.rules.definition import Channel, Level, Procedure, ServiceLevel, Text
from motcua.kernel.errors import NotFound

PAGE, LARGEST_PAGE = 20, 100
_COLUMNS = (
    "pk", "code", "name_vi", "name_en", "summary_vi", "summary_en", "field_code", "field_vi", "field_en",
    "levels", "channels", "service_level", "essential",
)  # fmt: skip


class Published(NamedTuple):
    """A version's id, to be kept with what is begun under it, and the procedure as it says."""

    version_id: int
    procedure: Procedure


def current(code: str, *, on: date) -> Published:
    """The version of this procedure that applies on this day. Raises NotFound.

    One small query for the id; the procedure itself is kept in the process.
    """
    found = None
    if searching.possible_code(code):
        found = next(iter(Version.objects.valid(on).filter(code=code).values_list("pk", flat=True)[:1]), None)
    if found is None:
        raise NotFound(code="no-such-procedure")
    return Published(found, version(found))


@lru_cache(maxsize=512)
def version(version_id: int) -> Procedure:
    """The procedure as this version says; kept in the process, for it never changes. Raises NotFound."""
    definition = Version.objects.filter(pk=version_id).values_list("definition", flat=True).first()
    if definition is None:
        raise NotFound(code="no-such-procedure")
    return reading.read(definition)


def definition(version_id: int) -> dict[str, Any]:
    """The procedure as it was written, for programs to read. Raises NotFound."""
    found: dict[str, Any] | None = (
        Version.objects.filter(pk=version_id).values_list("definition", flat=True).first()
    )
    if found is None:
        raise NotFound(code="no-such-procedure")
    return found


def forget_versions() -> None:
    """Empties what is kept in the process."""
    version.cache_clear()


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure in a list."""

    version_id: int
    code: str
    name: Text
    summary: Text
    field_code: str
    field_name: Text
    levels: tuple[Level, ...]
    channels: tuple[Channel, ...]
    service_level: ServiceLevel
    essential: bool

    @property
    def online(self) -> bool:
        """Whether one can apply online."""
        return Channel.ONLINE in self.channels


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, best first, and the cursor of the next page where there is one."""

    hits: tuple[Hit, ...]
    next: str | None = None


def search(
    *,
    on: date,
    text: str = "",
    field: str = "",
    level: str = "",
    life_event: str = "",
    online: bool | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """Procedures that apply on this day and have all words of `text`, by their beginnings, diacritics aside.

    An exact code comes first, then names that hold the words together, then by how telling the place is
    where they are: name, keywords, field and life events, summary. Without words: essential ones first,
    then by code. A filter that names nothing finds nothing. `after` is the `next` of a page; raises
    Invalid for another text.
    """
    question = searching.question(text)
    if (text.strip() and question is None) or not _known(field, level, life_event):
        return Page(())
    found = _filtered(Version.objects.valid(on), field, level, life_event, online)
    found = (
        _ranked(found, question, text) if question else found.annotate(rank=Cast("essential", IntegerField()))
    )
    if after:
        last = searching.cursor(after)
        if question is None:
            below = Q(essential=False) if last.rank else Q(pk=None)
            found = found.filter(below | Q(essential=bool(last.rank), code__gt=last.code))
        else:
            found = found.filter(Q(rank__lt=last.rank) | Q(rank=last.rank, code__gt=last.code))
    order = ("-rank", "code") if question else ("-essential", "code")
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = list(found.order_by(*order).values(*_COLUMNS, "rank")[: limit + 1])
    more = (
        str(searching.Cursor(rows[limit - 1]["rank"], rows[limit - 1]["code"])) if len(rows) > limit else None
    )
    return Page(tuple(_hit(row) for row in rows[:limit]), more)


def _known(field: str, level: str, life_event: str) -> bool:
    """Whether these filters can match: they come from addresses that anybody can write."""
    return (
        (not field or searching.possible_code(field))
        and (not level or level in set(Level))
        and (not life_event or life_event in vocabulary.life_events())
    )


def _filtered(found: Versions, field: str, level: str, life_event: str, online: bool | None) -> Versions:
    if field:
        found = found.filter(field_code=field)
    if level:
        found = found.filter(levels__contains=[level])
    if life_event:
        found = found.filter(life_events__contains=[life_event])
    if online is not None:
        channel = Q(channels__contains=[Channel.ONLINE.value])
        found = found.filter(channel if online else ~channel)
    return found


def _ranked(found: Versions, question: searching.Question, text: str) -> Versions:
    """Those with all the words, with a whole number that orders them.

    Tiers by where the words are, then essential ones, then short names. ts_rank is not used: with words
    by their beginnings it costs half a millisecond a row.
    """
    whole, begun = f" {question.phrase} ", f" {question.phrase}"
    return found.filter(search=_query(question.tsquery())).annotate(
        rank=Case(
            When(code=searching.as_code(text), then=Value(8_000_000)),
            When(words_names__contains=whole, then=Value(7_000_000)),
            When(words_names__contains=begun, then=Value(6_000_000)),
            When(words_keywords__contains=whole, then=Value(5_000_000)),
            When(search=_query(question.tsquery("A")), then=Value(4_000_000)),
            When(search=_query(question.tsquery("AB")), then=Value(3_000_000)),
            When(search=_query(question.tsquery("ABC")), then=Value(2_000_000)),
            default=Value(1_000_000),
        )
        + Case(When(essential=True, then=Value(10_000)), default=Value(0))
        - Least(Length("words_names"), Value(9_999))
    )


def _query(tsquery: str) -> SearchQuery:
    return SearchQuery(tsquery, config="simple", search_type="raw")


def _hit(row: Mapping[str, Any]) -> Hit:
    return Hit(
        version_id=row["pk"],
        code=row["code"],
        name=Text(row["name_vi"], row["name_en"]),
        summary=Text(row["summary_vi"], row["summary_en"]),
        field_code=row["field_code"],
        field_name=Text(row["field_vi"], row["field_en"]),
        levels=tuple(Level(level) for level in row["levels"]),
        channels=tuple(Channel(channel) for channel in row["channels"]),
        service_level=ServiceLevel(row["service_level"]),
        essential=row["essential"],
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with its words and how many procedures it leaves."""

    value: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What one can narrow a search by."""

    fields: tuple[Choice, ...]
    life_events: tuple[Choice, ...]


def facets(*, on: date) -> Facets:
    """Fields by their names and life events in their order, those that have procedures on this day."""
    valid = Version.objects.valid(on)
    fields = (
        valid.values("field_code")
        .annotate(vi=Min("field_vi"), en=Min("field_en"), count=Count("pk"))
        .order_by("vi")
    )
    events = dict(
        valid.annotate(event=Func(F("life_events"), function="unnest"))
        .values("event")
        .annotate(count=Count("pk"))
        .order_by("event")
        .values_list("event", "count")
    )
    return Facets(
        tuple(Choice(row["field_code"], Text(row["vi"], row["en"]), row["count"]) for row in fields),
        tuple(
            Choice(event, name, events[event])
            for event, name in vocabulary.life_events().items()
            if event in events
        ),
    )
