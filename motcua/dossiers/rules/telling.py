"""What is told of an act: by which template, in which words, and which officers hear it. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from motcua.catalogue.rules.definition import Text
from motcua.dossiers.rules import papers
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.process import BEFORE_RECEPTION, Tell, Verb
from motcua.kernel.clock import local
from motcua.kernel.errors import Invalid
from motcua.kernel.money import format_dong
from motcua.notifications.rules.templates import template

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Where the template is not named after the act.
_EVENTS = {
    (Verb.ASK_AGAIN, Tell.APPLICANT): "dossier.ask_supplement",
    (Verb.SHOW_DRAFT, Tell.APPLICANT): "dossier.confirm_draft",
    (Verb.WITHDRAW, Tell.APPLICANT): "dossier.withdrawn",
    (Verb.SETTLE, Tell.TURN): "dossier.settled",
    (Verb.HAND_OVER, Tell.TURN): "dossier.assign",
    (Verb.ASSIGN, Tell.TURN): "dossier.assign",
}
SILENT_DRAFT = "dossier.silent_draft"  # the applicant let the time pass, which agrees
SILENT_OPINION = "dossier.silent_opinion"  # an agency that was asked let the time pass
WITHDRAWAL_ASKED, WITHDRAWAL_DECLINED = "dossier.withdraw", "dossier.not_withdrawn"
PROPOSED, DECLINED = "dossier.propose", "dossier.decline"
DUE_SOON, LATE = "dossier.due_soon", "dossier.late"


def event(verb: Verb, tell: Tell, body: Mapping[str, Any] | None = None) -> str:
    """The template for this act and this reader; `body` is what the journal says of it."""
    if verb == Verb.CONFIRM and body and body.get("silence"):
        return SILENT_DRAFT
    return _EVENTS.get((verb, tell), f"dossier.{verb.value}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What messages print of a dossier: `agency` decides, `desk` receives and returns."""

    code: str
    procedure: Text
    applicant: str
    agency: Text
    desk: Text
    due_at: datetime
    draft_due_at: datetime | None = None
    delivery: str = Delivery.ONLINE
    address: str = ""


Said = dict[str, str]

_WHERE: "Mapping[str, StrOrPromise]" = {
    Delivery.ONLINE: _("bản điện tử, tải ở trang hồ sơ"),
    Delivery.COUNTER: _("tại quầy, {desk}"),
    Delivery.POST: _("qua bưu chính công ích, gửi đến {address}"),
}


def general(facts: Facts) -> Said:
    """The words for this dossier, whatever happened to it. English ones under "name_en"."""
    return {
        "code": facts.code,
        "applicant": facts.applicant,
        **both("procedure", facts.procedure),
        **both("agency", facts.agency),
        **at("due", facts.due_at),
    }


def words(facts: Facts, verb: Verb, body: Mapping[str, Any]) -> Said:
    """The words for an act, from the dossier and from what the journal says of it."""
    given: Mapping[str, Any] = body.get("given") or body.get("proposed") or {}
    said = general(facts)
    if body.get("from") in BEFORE_RECEPTION:
        said |= both("agency", facts.desk)  # until reception the one-stop section speaks
    said["reason"] = str(given.get("reason") or body.get("note") or "")
    for name in ("question", "tracking"):
        said[name] = str(given.get(name, ""))
    said["number"] = str(body.get("number", ""))
    said |= _places(facts)
    if body.get("due_at"):
        said |= at("due", datetime.fromisoformat(body["due_at"]))
    new_due = body.get("due_at") or given.get("new_due")
    said |= at("new_due", datetime.fromisoformat(new_due) if new_due else facts.due_at)
    old_due = body.get("old_due_at") or given.get("old_due")
    said |= at("old_due", datetime.fromisoformat(old_due) if old_due else facts.due_at)
    said |= _deadline(facts, given)
    said |= _items(verb, given)
    return said


def both(name: str, text: Text) -> Said:
    """A text as both readers get it."""
    return {name: text.vi, f"{name}_en": text.en}


def at(name: str, moment: datetime) -> Said:
    """A moment as both readers get it: "17:00 ngày 25/11/2026", "17:00 on 25/11/2026"."""
    return {name: papers.moment(moment), f"{name}_en": f"{local(moment):%H:%M on %d/%m/%Y}"}


def translated(sentence: "StrOrPromise", **places: object) -> Text:
    """A sentence of ours in both languages, its {places} filled, a Text's in its own."""
    made = []
    for language in ("vi", "en"):
        with override(language):
            made.append(str(sentence).format(**places))
    return Text(*made)


def _places(facts: Facts) -> Said:
    return both("where", translated(_WHERE[facts.delivery], desk=facts.desk, address=facts.address))


def _deadline(facts: Facts, given: Mapping[str, Any]) -> Said:
    """A last day, or a moment: until when an opinion or the applicant's word on a draft is awaited."""
    if given.get("deadline"):
        day = papers.written_day(date.fromisoformat(given["deadline"]))
        return {"deadline": day, "deadline_en": day}
    moment = datetime.fromisoformat(given["due"]) if given.get("due") else facts.draft_due_at
    return at("deadline", moment) if moment else {}


def _items(verb: Verb, given: Mapping[str, Any]) -> Said:
    items = given.get("items") or ()
    if verb == Verb.CHARGE:
        total = sum(int(item["amount"]) for item in items)
        return {"amount": format_dong(total), "amount_en": f"VND {total:,}"}
    if verb in (Verb.ASK_SUPPLEMENT, Verb.ASK_AGAIN):
        return {"items": "\n".join(f"- {item['name']}: {item['fault']}" for item in items)}
    return {}


def complete(event: str, said: Said) -> Said:
    """The same words. Raises Invalid where the template prints something that nobody said."""
    missing = [name for name in template(event).data if not said.get(name)]
    if missing:
        raise Invalid(code="message-data", fields={name: [event] for name in missing})
    return said


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer in office, as somebody to be told. `away` today, `delegate` acts for them meanwhile."""

    officer: int
    account: int
    name: str
    agency: int
    agency_code: str
    roles: frozenset[str]
    fields: frozenset[str] = frozenset()
    away: bool = False
    delegate: int | None = None


Colleagues = Mapping[int, Colleague]


def hearing(known: Colleagues, officer: int | None) -> list[Colleague]:
    """This officer, and who acts for them while they are away; nobody where they left office."""
    found = known.get(officer or 0)
    if found is None:
        return []
    return [found, *_instead(known, found)]


def holding(
    known: Colleagues, roles: Collection[str], *, place: int | str, without: int | None = None
) -> list[Colleague]:
    """Who hears what concerns these positions of an agency (its id or code): those present and the delegates
    of the others; all of them where nobody is left. `without` is the applicant's own account."""
    holders = [
        one
        for one in known.values()
        if place in (one.agency, one.agency_code) and one.roles.intersection(roles) and one.account != without
    ]
    here = [one for one in holders if not one.away]
    here += [other for one in holders if one.away for other in _instead(known, one)]
    return _once(one for one in here if one.account != without) or holders


def turn(
    known: Colleagues,
    *,
    assignee: int | None,
    role: str,
    place: int | None,
    without: int | None,
) -> list[Colleague]:
    """Who hears that it is their turn: the officer who has the dossier, or all of the position."""
    if found := hearing(known, assignee):
        return found
    return holding(known, [role], place=place, without=without) if role and place else []


def _instead(known: Colleagues, absent: Colleague) -> list[Colleague]:
    other = known.get(absent.delegate or 0) if absent.away else None
    return [other] if other and not other.away else []


def _once(found: Iterable[Colleague]) -> list[Colleague]:
    return list({one.officer: one for one in found}.values())


def still_there(state: str, body: Mapping[str, Any]) -> bool:
    """Whether the dossier still stands where the act left it: a turn that has passed is no news."""
    return bool(body.get("to", state) == state)
