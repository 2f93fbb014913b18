"""The shape of one published procedure version: frozen values, read from its JSON definition.

The same shape is written down as a JSON Schema in `motcua/data/schemas/procedure.schema.json`,
against which every YAML file is checked before it is read here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the two languages. `str()` is the one of the reader."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


class Level(StrEnum):
    """Which agencies handle a procedure."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    COMMUNE = "commune"


class Channel(StrEnum):
    """How an application comes in (KenhThucHien 1, 2, 3)."""

    DIRECT = "direct"
    ONLINE = "online"
    POSTAL = "postal"


class ServiceLevel(StrEnum):
    """How much of it can be done online (Decree 42/2022)."""

    WHOLE = "whole"
    PARTIAL = "partial"
    INFORMATION = "information"


class ApplicantKind(StrEnum):
    """LoaiDoiTuong 1, 2, 3, 4 of the national portal."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    STATE_AGENCY = "state_agency"
    ORGANISATION = "organisation"


class Consultation(StrEnum):
    """What a dossier does while other agencies are asked for their opinion."""

    WAIT = "wait"  # for every answer, or until the time for answering is over
    GO_ON = "go_on"


class TimeUnit(StrEnum):
    WORKING_DAY = "wd"
    DAY = "d"
    HOUR = "h"
    MONTH = "mo"


class FieldKind(StrEnum):
    """What a field of an e-form holds. A new kind is a row in `fields.KINDS` and a component in web/ui."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"  # one of `options`
    CHOICES = "choices"  # several of `options`
    YES_NO = "yes_no"
    UNIT = "unit"  # administrative unit: province, commune and, if `detail`, street and number
    PERSON = "person"  # {full_name, personal_id, birth_date, sex}
    PERSONAL_ID = "personal_id"  # 12 digits
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    MONEY = "money"  # whole đồng
    TABLE = "table"  # rows of `columns`
    FILE = "file"  # ids of uploaded documents


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Its path in the answers is `section.id + "." + field.id`."""

    id: str
    kind: FieldKind
    label: Text
    help: Text | None = None
    required: bool = True
    show_when: str | None = None  # CEL over `answers`; hidden fields are neither asked nor kept
    options: tuple[Option, ...] = ()
    minimum: int | None = None  # of a number, of money, of a table's rows
    maximum: int | None = None
    decimals: int = 0  # of a number: digits after the comma
    max_length: int | None = None
    pattern: str | None = None
    past: bool = False  # a date not after today
    future: bool = False  # a date not before today
    detail: bool = True  # a unit: also street and number
    columns: tuple["Field", ...] = ()  # of a table
    autofill: str | None = None  # from the applicant: "person", "name", "personal_id", "phone", ...
    reviewed: bool = False  # asked for the officer's examination alone: no rule reads it, no paper prints it


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form."""

    id: str
    title: Text
    fields: tuple[Field, ...]
    help: Text | None = None
    show_when: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A rule across fields: `rule` is CEL over `answers` and `today`, true when all is well."""

    rule: str
    message: Text
    field: str  # path that is marked


@dataclass(frozen=True, slots=True)
class Form:
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """A document that the dossier must or may contain (thành phần hồ sơ)."""

    code: str
    name: Text
    originals: int = 1
    copies: int = 0
    electronic: bool = True  # may be given as a file
    required: bool = True
    needed_when: str | None = None  # CEL over `answers`
    unneeded_note: Text | None = None  # what makes it unnecessary, for the reader


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit, "3wd": `amount` of `unit`."""

    amount: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class Fee:
    code: str
    name: Text
    amount: int  # đồng
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class CaseLimit:
    """Another limit where `when` holds, CEL over `answers` and `today`; `legal` is where the law says so."""

    when: str
    limit: Limit
    legal: str
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class ChannelTerms:
    """What one channel takes: its time limit, other limits by case (the first that holds), and its fees."""

    channel: Channel
    limit: Limit
    fees: tuple[Fee, ...] = ()
    note: Text | None = None
    cases: tuple[CaseLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What the applicant gets: the catalogue code (KQ...), its name, and the template that prints it."""

    code: str
    name: Text
    template: str  # file under motcua/data/documents/, without .typ
    abbreviation: str  # in the number: "123/GXN-UBND"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """`effective_on` is told of what this version was published for."""

    number: str
    name: str
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as it was published: everything a citizen, an officer and the clock need to know."""

    code: str
    number: int  # of the version: 1, 2, ...
    valid_from: date
    name: Text
    field_code: str
    field_name: Text
    levels: tuple[Level, ...]
    channels: tuple[ChannelTerms, ...]
    service_level: ServiceLevel
    applicants: tuple[ApplicantKind, ...]
    process: str
    form: Form
    components: tuple[Component, ...]
    result: Result
    legal_basis: tuple[LegalBasis, ...]
    decision: str  # that published it, "163/QĐ-BTP"
    summary: Text
    life_events: tuple[str, ...] = ()
    essential: bool = False
    cut_off: time | None = None  # received later counts as the next working day (the 15:00 rule)
    requirements: Text | None = None
    keywords: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()  # names of facts that no source confirmed
    calendar: str = "office"  # pattern of working hours: "office", or "saturday" with its morning
    # The most that a step may take, by its verb: working hours or working days.
    budgets: Mapping[str, Limit] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    consultation: Consultation = Consultation.WAIT
    confirm_draft: Limit | None = None  # for the applicant to look at the draft result; silence agrees
    not_counted: tuple[Text, ...] = ()  # what the law leaves out of the time limit, for the reader
    place_independent: bool = False  # may be filed at any commune, whoever decides ("phi địa giới")
    decided_on: date | None = None  # the day of `decision`
    updated_on: date | None = None  # the day on which the national database of procedures had this version

    def terms(self, channel: Channel) -> ChannelTerms | None:
        """What this channel takes, or None where the procedure does not offer it."""
        return next((terms for terms in self.channels if terms.channel == channel), None)
