"""What comes in with an act, by officers and by applicants."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field

from motcua.dossiers.rules.choices import Stance
from motcua.dossiers.rules.process import Verb
from motcua.web.api.shapes import AgencyCode, Files, PaperCode, Strict


class ItemIn(Strict):
    """Something wrong with the application: `ask_supplement`, `ask_again`."""

    path: str = Field(max_length=200, examples=["requester.phone", "files.relation_proof"])
    fault: str = Field(max_length=500)


class ChargeIn(Strict):
    """Something to be paid: `charge`."""

    name: str = Field(max_length=200)
    amount: int = Field(ge=1, lt=10**12, description="đồng")


class Given(Strict):
    """What an act needs; each name says of which acts. What is missing or does not fit is told by name."""

    items: list[ItemIn] | list[ChargeIn] | None = Field(
        None,
        max_length=60,
        description="`ask_supplement`, `ask_again`: what is wrong; `charge`: what to pay",
    )
    deadline: date | None = Field(
        None, description="`ask_supplement`, `ask_again`, `charge`, `consult`: the last day"
    )
    reason: str | None = Field(
        None, max_length=2000, description="`refuse`, `deny`, `suspend`, `stop`, `extend`: why"
    )
    ground: str | None = Field(None, max_length=500, description="`deny`, `suspend`, `stop`: in law")
    receipt: str | None = Field(None, max_length=100, description="`settle`: number of the receipt")
    new_due: Annotated[datetime, Field(description="`extend`")] | None = None
    agencies: list[AgencyCode] | None = Field(None, max_length=60, description="`consult`: whom")
    question: str | None = Field(None, max_length=2000, description="`consult`: what")
    stance: Stance | None = Field(None, description="`answer`")
    answer: str | None = Field(None, max_length=2000, description="`answer`: in words")
    officer: int | None = Field(None, ge=1, lt=2**63, description="`hand_over`: to whom")
    handed_to: str | None = Field(None, max_length=200, description="`return`: who took it at the counter")
    tracking: str | None = Field(None, max_length=60, description="`dispatch`: number of the parcel")


Revision = Annotated[
    int | None,
    Field(
        ge=0,
        le=2**31 - 1,
        description="what you read last: if somebody acted since, the act is refused (409, code `stale`)",
    ),
]


class ActIn(Strict):
    """One act of the process."""

    act: Verb
    note: str = Field(
        "", max_length=2000, description="the proposal of an appraisal, the reason of a send-back"
    )
    revision: Revision = None
    given: Given | None = None

    def taken(self) -> dict[str, Any]:
        """What the action reads: plain values, without what was not given."""
        return self.given.model_dump(mode="json", exclude_none=True) if self.given else {}


class DecisionIn(Strict):
    """Agreeing to what was proposed under this act, or declining it."""

    act: Verb
    note: str = Field("", max_length=2000, description="why not, where you decline")
    revision: Revision = None


class ApplicantGiven(Strict):
    """What the applicant gives: a reason to withdraw, or only what a supplement asked for."""

    reason: str | None = Field(None, max_length=2000, description="`withdraw`")
    answers: dict[str, Any] | None = Field(None, description="`supplement`: by section and field")
    files: dict[PaperCode, Files] | None = Field(
        None, max_length=100, description="`supplement`: ids from `POST /uploads`, by code of the document"
    )
    handed: list[PaperCode] | None = Field(
        None, max_length=100, description="`supplement`, at the counter: documents handed over on paper"
    )


class ApplicantActIn(Strict):
    """What an applicant does: `object` says in `note` what is wrong with the draft."""

    act: Literal[Verb.SUPPLEMENT, Verb.WITHDRAW, Verb.CONFIRM, Verb.OBJECT]
    note: str = Field("", max_length=2000)
    revision: Revision = None
    given: ApplicantGiven | None = None

    def taken(self) -> dict[str, Any]:
        """What the action reads: plain values, without what was not given."""
        return self.given.model_dump(mode="json", exclude_none=True) if self.given else {}
