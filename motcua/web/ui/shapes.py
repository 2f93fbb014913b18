"""What components show: small frozen values that a page makes, so that templates only loop and choose.

`lang` is for data that exists in Vietnamese only (names of people, places, procedures): "vi" there.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Tone(StrEnum):
    """The colour of a tag or an alert; the words beside it always say the same."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"


class Progress(StrEnum):
    """How far a step or a task is."""

    DONE = "done"
    CURRENT = "current"
    NEXT = "next"
    ERROR = "error"  # a task with answers to correct


class Clock(StrEnum):
    """How a dossier stands against its due date."""

    ON_TRACK = "on-track"
    SOON = "soon"
    LATE = "late"
    STOPPED = "stopped"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go: navigation, a breadcrumb, a tab with its count."""

    label: "StrOrPromise"
    url: str
    current: bool = False
    count: int | str | None = None  # "99+" where counting further would cost too much
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of a dossier's five steps."""

    title: "StrOrPromise"
    progress: Progress = Progress.NEXT
    at: datetime | None = None
    note: "StrOrPromise" = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of "what is done": a section of a form, a document to give."""

    title: "StrOrPromise"
    url: str = ""
    progress: Progress = Progress.NEXT
    note: "StrOrPromise" = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for a history."""

    at: datetime
    title: "StrOrPromise"
    who: "StrOrPromise" = ""
    note: "StrOrPromise" = ""
    signed: bool = False
    fault: "StrOrPromise" = ""  # what is wrong with its record, in words
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value in a list of facts. `url` makes the value a link."""

    label: "StrOrPromise"
    value: "StrOrPromise"
    url: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded or issued file. `size` is bytes; `remove` is the value that its removal button sends."""

    name: str
    size: int = 0
    url: str = ""
    note: "StrOrPromise" = ""
    remove: str = ""
