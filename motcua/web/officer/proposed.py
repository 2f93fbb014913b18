"""What waits for somebody's agreement, in words; and what came with an act, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules.kinds import ROLE_NAMES
from motcua.dossiers.models import Dossier, Proposal
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.acts import Hand
from motcua.dossiers.rules.amounts import dong
from motcua.dossiers.rules.process import VERB_NAMES, State, Verb
from motcua.dossiers.rules.processes import transition
from motcua.web.officer.described import follows
from motcua.web.officer.offers import instead_of
from motcua.web.ui import words
from motcua.web.ui.shapes import Row

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal. `decides` is whether this officer's position agrees to it, `why_not` who may not."""

    verb: Verb
    name: StrOrPromise
    who: StrOrPromise
    at: str
    rows: list[Row]
    preview: str
    decides: bool
    why_not: StrOrPromise
    waits_for: StrOrPromise
    instead: StrOrPromise
    follows: list[StrOrPromise]
    answer: str  # why it was about to be declined
    errors: Sequence[StrOrPromise]


@dataclass(frozen=True, slots=True)
class Drafted:
    """An apology that the system drafted; `url` is where the case officer completes it, if they may."""

    at: str
    new_due: str
    url: str


def of(
    dossier: Dossier,
    hand: Hand,
    found: Sequence[Proposal],
    *,
    refused: str = "",
    answer: str = "",
    errors: Sequence[StrOrPromise] = (),
) -> list[Proposed]:
    """What was proposed. `answer` and `errors` are of the one that was `refused`."""
    case = dossier.case() if found else None
    shown = []
    for one in found:
        row = transition(dossier.process, State(dossier.state), Verb(one.verb))
        if not one.proposed_at or row is None or row.agrees is None or case is None:
            continue
        offer = acts.agreement(row.verb, case, hand)
        own = one.proposed_by_id == hand.officer
        why_not: StrOrPromise = offer.refusal.message if offer and offer.refusal else ""
        shown.append(
            Proposed(
                verb=row.verb,
                name=VERB_NAMES[row.verb],
                who=words.as_typed(one.proposed_by.account.name) if one.proposed_by else _("Người nộp"),
                at=words.moment(one.proposed_at),
                rows=rows(one.body, one.note),
                preview=reverse("officer:proposal_preview", args=[dossier.code, row.verb]),
                decides=offer is not None,
                why_not=_("Đây là đề nghị của chính bạn. Vui lòng để người khác duyệt.") if own else why_not,
                waits_for=ROLE_NAMES[row.agrees],
                instead=instead_of(row, hand, agreeing=True),
                follows=follows(row)[1:],
                answer=answer if refused == row.verb else "",
                errors=errors if refused == row.verb else (),
            )
        )
    return shown


def drafted(dossier: Dossier, hand: Hand, found: Sequence[Proposal]) -> Drafted | None:
    """The apology that waits for its reason, for whoever writes it."""
    draft = next((one for one in found if one.proposed_at is None and one.verb == Verb.EXTEND), None)
    if draft is None:
        return None
    offered = {offer.row.verb for offer in acts.offers(dossier.case(), hand) if not offer.refusal}
    url = reverse("officer:act_page", args=[dossier.code, Verb.EXTEND]) if Verb.EXTEND in offered else ""
    new_due = words.moment(datetime.fromisoformat(draft.body["new_due"]))
    return Drafted(words.moment(draft.drafted_at), new_due, url)


NAMES: Mapping[str, StrOrPromise] = {
    "items": _("Nội dung"),
    "reason": _("Lý do"),
    "ground": _("Căn cứ pháp lý"),
    "deadline": _("Hạn cuối để người nộp thực hiện"),
    "old_due": _("Ngày hẹn cũ"),
    "new_due": _("Ngày hẹn mới"),
}


def rows(body: Mapping[str, Any], note: str = "") -> list[Row]:
    """What came with an act, by the names that officers know."""
    found = [Row(label, _value(name, body[name])) for name, label in NAMES.items() if body.get(name)]
    return [*found, Row(_("Ghi chú"), words.as_typed(note))] if note else found


def _value(name: str, value: Any) -> str | SafeString:
    if name == "items":
        return format_html_join(format_html("<br>"), "{}", ((_item(one),) for one in value))
    if name == "deadline":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if name in ("old_due", "new_due"):
        return words.moment(datetime.fromisoformat(value))
    return words.as_typed(str(value))


def _item(one: Mapping[str, Any]) -> SafeString:
    said = dong(int(one["amount"])) if "amount" in one else str(one["fault"])
    return format_html("{}: {}", words.as_typed(str(one["name"])), words.as_typed(said))
