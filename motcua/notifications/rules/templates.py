"""What each event says, from data/messages: one file for an event, both languages in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from motcua.kernel.errors import Invalid, NotFound
from motcua.notifications.rules.kinds import LANGUAGES, Channel

DATA = Path(__file__).resolve().parents[2] / "data" / "messages"
_PLACE = re.compile(r"\{([a-z_]+)\}")
_OUTWARD = {channel.value for channel in Channel if channel is not Channel.INBOX}
_KEYS = {"data", "channels", "optional", *LANGUAGES}


@dataclass(frozen=True, slots=True)
class Words:
    """A message in one language; `short` is for telephones. In a template {code} stands for data."""

    subject: str
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class Template:
    """What an event says, the data it prints, and the ways it takes beside the inbox.

    `optional` is a message that a reader may refuse altogether.
    """

    event: str
    data: tuple[str, ...]
    channels: tuple[Channel, ...]
    words: Mapping[str, Words]
    optional: bool = False


def faults(written: Any, known: frozenset[str]) -> list[str]:
    """What is wrong with a template as it was read from its file, in plain sentences; `known` data names."""
    if not isinstance(written, Mapping):
        return ["is not a mapping"]
    found = [f"{key!r} is unknown" for key in sorted(set(written) - _KEYS)]
    declared = written.get("data")
    if not isinstance(declared, list) or not all(isinstance(name, str) for name in declared):
        return [*found, "data: is not a list of names"]
    found += [f"data: {name!r} is not a name of data" for name in declared if name not in known]
    channels = written.get("channels")
    if not isinstance(channels, list) or set(channels) - _OUTWARD or len(set(channels)) < len(channels):
        found.append(f"channels: is not a list of {', '.join(sorted(_OUTWARD))}")
    if not isinstance(written.get("optional", False), bool):
        found.append("optional: is neither true nor false")
    used: dict[str, set[str]] = {}
    for language in LANGUAGES:
        words = written.get(language)
        if not isinstance(words, Mapping) or set(words) != {field.name for field in fields(Words)}:
            found.append(f"{language}: does not have subject, text and short")
            continue
        used[language] = set()
        for part, text in words.items():
            where = f"{language}.{part}"
            if not isinstance(text, str) or not text.strip():
                found.append(f"{where}: is empty")
                continue
            if part != "text" and "\n" in text.strip():
                found.append(f"{where}: is more than one line")
            names = _PLACE.findall(text)
            if re.search(r"[{}]", _PLACE.sub("", text)):
                found.append(f"{where}: has a brace that is not {{name}}")
            found += [f"{where}: {{{name}}} is not in data" for name in names if name not in declared]
            used[language].update(names)
    if len(used) == len(LANGUAGES):
        first, second = (used[language] for language in LANGUAGES)
        found += [f"{name}: only one of the languages says it" for name in sorted(first ^ second)]
        found += [f"data: {name!r} is never printed" for name in sorted(set(declared) - (first | second))]
    return found


def read(event: str, written: Any, known: frozenset[str]) -> Template:
    """The template that the file of this event says. Raises Invalid with its faults."""
    if found := faults(written, known):
        raise Invalid(code="faulty-message", fields={event: found})
    return Template(
        event=event,
        data=tuple(written["data"]),
        channels=tuple(Channel(name) for name in written["channels"]),
        words={
            language: Words(**{part: text.strip() for part, text in written[language].items()})
            for language in LANGUAGES
        },
        optional=written.get("optional", False),
    )


@cache
def names() -> Mapping[str, Mapping[str, str]]:
    """The data that templates may print, with an example of each in both languages."""
    return MappingProxyType(_load(DATA / "names.yaml"))


@cache
def templates() -> Mapping[str, Template]:
    """Event to template. Read once in a process. Raises Invalid where a file has faults."""
    known = frozenset(names())
    files = sorted(path for path in DATA.glob("*.yaml") if path.stem != "names")
    return MappingProxyType({path.stem: read(path.stem, _load(path), known) for path in files})


def template(event: str) -> Template:
    """The template of this event. Raises NotFound."""
    found = templates().get(event)
    if found is None:
        raise NotFound(code="no-such-message")
    return found


def spoken(data: Mapping[str, str], language: str) -> dict[str, str]:
    """The data as a reader of this language is to see it: "agency_en" in the place of "agency"."""
    ending = f"_{language}"
    return {**data, **{name[: -len(ending)]: text for name, text in data.items() if name.endswith(ending)}}


def fill(words: Words, data: Mapping[str, str]) -> Words:
    """The words with data in their places. Raises Invalid, by name, where data is missing.

    Subject and short text stay one line, whatever the data holds: a line end in a subject would begin a
    header of the sender's choice. Data is put in once; braces in it are just braces.
    """
    missing: set[str] = set()

    def put(text: str) -> str:
        missing.update(name for name in _PLACE.findall(text) if name not in data)
        return _PLACE.sub(lambda place: str(data.get(place[1], "")), text)

    made = Words(put(words.subject), put(words.text), put(words.short))
    if missing:
        raise Invalid(code="message-data", fields={name: ["is missing"] for name in sorted(missing)})
    return Words(_one_line(made.subject), made.text.strip(), _one_line(made.short))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
