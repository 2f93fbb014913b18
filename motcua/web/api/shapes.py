"""What comes in and goes out. Names are those of the domain; times are ISO 8601 with offset."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from motcua.catalogue.rules.definition import ApplicantKind, Channel
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.choices import Delivery
from motcua.people.rules import Sex

ProcedureCode = Annotated[
    str, Field(pattern=r"^[0-9A-Za-z.\-]{1,50}$", description="a procedure's code", examples=["1.004873"])
]
AgencyCode = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z.\-]{1,35}$",
        description="identifier of the agency that decides (QCVN 102:2016/BTTTT)",
        examples=["H49.06685"],
    ),
]
PaperCode = Annotated[
    str, Field(pattern=r"^[0-9A-Za-z_.]{1,120}$", description="code of a document of the procedure")
]
Phone = Annotated[str, Field(pattern=r"^[0-9+ ().\-]{0,20}$", examples=["0912345678"])]
Email = Annotated[str, Field(max_length=254, pattern=r"^([!-?A-~]+@[!-?A-~]+)?$")]
Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
Files = Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(max_length=20)]


class Problem(Schema):
    """RFC 9457, with a stable code and the faults by field."""

    type: str = Field(examples=["urn:motcua:problem:invalid"])
    title: str
    status: int
    detail: str = Field(description="what to do, for people")
    code: str = Field(description="stable, for programs", examples=["invalid", "stale", "key-reused"])
    fields: dict[str, list[str]] = Field({}, description="path of what is wrong to its sentences")


def problems(*statuses: int) -> dict[int, type[Problem]]:
    """For an operation's `response`: these statuses are problems."""
    return dict.fromkeys(statuses, Problem)


class Strict(Schema):
    """A body in which a misspelt name is refused instead of ignored."""

    model_config = ConfigDict(extra="forbid")


class ProcedureRow(Schema):
    code: str
    name_vi: str
    name_en: str
    field: str
    levels: list[str]
    channels: list[str]
    service_level: str


class ProcedurePage(Schema):
    items: list[ProcedureRow]
    next: str | None = None


class ProcedureOut(Schema):
    """A procedure as published, with the JSON Schema 2020-12 of its form's answers."""

    code: str
    version: int
    definition: dict[str, Any]
    form_schema: dict[str, Any]


class UploadOut(Schema):
    id: int
    name: str
    media_type: str
    size: int
    sha256: str


class ApplicantIn(Strict):
    """Who stands at the counter; for reception officers only."""

    kind: ApplicantKind = ApplicantKind.CITIZEN
    name: str = Field(min_length=1, max_length=200)
    personal_id: str = Field("", max_length=12, description="12 digits; of citizens")
    tax_code: str = Field("", max_length=14, description="of everyone else")
    birth_date: date | None = None
    sex: Sex | None = None
    phone: Phone = ""
    email: Email = ""


class DossierIn(Strict):
    """An application for what `GET /procedures/{code}` describes."""

    procedure: ProcedureCode
    agency: AgencyCode
    channel: Channel = Channel.ONLINE
    answers: dict[str, Any] = Field(description="by section and field, as the procedure's form_schema says")
    files: dict[PaperCode, Files] = Field(
        default={}, max_length=100, description="ids from `POST /uploads`, by code of the document"
    )
    handed: list[PaperCode] = Field(
        default=[], max_length=100, description="codes of documents that are handed over on paper"
    )
    applicant: ApplicantIn | None = Field(
        default=None, description="who stands at the counter; without it, the account itself applies"
    )
    delivery: Delivery | None = Field(
        default=None, description="how the result is wanted; without it, as the application came"
    )
    delivery_address: str = Field("", max_length=300, description="needed where `delivery` is `post`")
    desk: AgencyCode | None = Field(
        default=None,
        description="the one-stop section that receives, where it is not the deciding agency's own: only for "
        "procedures that may be filed anywhere, and only by an officer of that section",
    )


class DossierRow(Schema):
    """A dossier in a list."""

    code: str
    revision: int
    procedure: str
    agency: str
    applicant: str
    channel: str
    state: str
    waiting_role: str | None
    assignee: str | None
    submitted_at: Moment
    received_at: Moment | None
    due_at: Moment
    settled_at: Moment | None
    returned_at: Moment | None
    paused_at: Moment | None


class ActOffer(Schema):
    """An act of this officer in this state: allowed, or with the sentence and the code that refuse it."""

    act: str
    allowed: bool
    code: str | None = None
    why: str | None = None


class DayOffOut(Schema):
    date: date
    name: str = Field(description="empty for a weekend")


class PauseOut(Schema):
    """Time that is not counted."""

    reason: str = Field(examples=["supplementing", "owing", "suspended"])
    ground: str
    notice: str = Field(description="number of the paper that says so")
    started_at: Moment
    ended_at: Moment | None
    working_minutes: int | None = Field(description="how much working time it was; empty while it lasts")


class ExtensionOut(Schema):
    reason: str
    notice: str
    old_due_at: Moment
    new_due_at: Moment


class DeadlineOut(Schema):
    """How a due date came about, step by step; `sentence` says it in words."""

    sentence: str
    limit: str = Field(examples=["3wd", "15d", "8h", "1mo"])
    legal: str | None = Field(description="where the law gives this case a limit of its own")
    starts_at: Moment
    counts_from: Moment | None = Field(description="the first working moment that counts")
    expected: bool = Field(description="not received yet: a promise, not the law's date")
    first_due_at: Moment
    due_at: Moment
    left_minutes: int | None = Field(description="working time that is left while paused")
    days_off: list[DayOffOut]
    pauses: list[PauseOut]
    extensions: list[ExtensionOut]


class NoticeOut(Schema):
    """A form that was sent; its PDF is at `/notices/{revision}` once it is `ready`."""

    revision: int = Field(description="of the act that sent it")
    form: str = Field(examples=["02", "04", "obligation"])
    title: str
    number: str
    made_at: Moment
    body: dict[str, Any]
    ready: bool


class OpinionOut(Schema):
    """What another agency was asked and says."""

    agency: str
    question: str
    asked_at: Moment
    due_at: Moment
    answered_at: Moment | None
    stance: str | None
    answer: str


class DossierOut(DossierRow):
    """A dossier for whoever may open it; `acts` only for officers."""

    typed_by_officer: bool
    answers: dict[str, Any]
    number: str | None
    issued_on: date | None
    result_ready: bool
    desk: str = Field(description="the agency that receives and returns")
    helper: str | None = Field(description="the agency whose officer helped to fill it in")
    delivery: str
    delivery_address: str | None
    tracking_number: str | None
    handed_to: str | None
    negative: bool = Field(description="the result says that the request was not granted")
    first_due_at: Moment
    draft_due_at: Moment | None = Field(description="until when the applicant may object to the draft")
    acts: list[ActOffer] = []


class DossierPage(Schema):
    items: list[DossierRow]
    next: str | None = None


class StepOut(Schema):
    step: str
    done_at: Moment | None
    current: bool


class TrackingOut(Schema):
    """What anyone may see who knows the code and the last four digits of the applicant's number."""

    code: str
    procedure: str
    agency: str
    applicant: str
    state: str
    submitted_at: Moment
    received_at: Moment | None
    due_at: Moment
    first_due_at: Moment
    paused_at: Moment | None = Field(description="the limit is not counted since then")
    steps: list[StepOut]


def row(dossier: Dossier) -> dict[str, Any]:
    """The columns of a list. Reads agency and assignee: select them."""
    return {
        "code": dossier.code,
        "revision": dossier.revision,
        "procedure": dossier.procedure_code,
        "agency": dossier.agency.code,
        "applicant": dossier.applicant_name,
        "channel": dossier.channel,
        "state": dossier.state,
        "waiting_role": dossier.waiting_role or None,
        "assignee": dossier.assignee.account.name if dossier.assignee else None,
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "settled_at": dossier.settled_at,
        "returned_at": dossier.returned_at,
        "paused_at": dossier.paused_at,
    }


def whole(dossier: Dossier) -> dict[str, Any]:
    """All that DossierOut says, without acts."""
    return {
        **row(dossier),
        "typed_by_officer": dossier.typed_by_officer,
        "answers": dossier.answers,
        "number": dossier.number or None,
        "issued_on": dossier.issued_on,
        "result_ready": dossier.result_id is not None,
        "desk": dossier.desk.code,
        "helper": dossier.helper.code if dossier.helper else None,
        "delivery": dossier.delivery,
        "delivery_address": dossier.delivery_address or None,
        "tracking_number": dossier.tracking_number or None,
        "handed_to": dossier.handed_to or None,
        "negative": dossier.negative and dossier.number != "",
        "first_due_at": dossier.first_due_at,
        "draft_due_at": dossier.draft_due_at,
    }
