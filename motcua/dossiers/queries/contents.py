"""What is in a dossier: papers given and made, forms sent, pauses, opinions, what waits for agreement."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Attachment, Dossier, Notice, Opinion, Pause, Proposal
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import State, Verb
from motcua.kernel.errors import NotFound, WrongState
from motcua.vault.models import Document


def attachments(dossier: Dossier) -> list[Attachment]:
    """What the applicant gave, with its documents."""
    return list(
        Attachment.objects.filter(dossier=dossier, replaced_in=None)
        .select_related("document")
        .order_by("component", "pk")
    )


PAPERS = ("confirmation", "receipt", "decision", "result")


def papers(dossier: Dossier) -> dict[str, Document]:
    """The papers made for this dossier so far, by name. One query."""
    ids = {name: getattr(dossier, f"{name}_id") for name in PAPERS}
    made = Document.objects.in_bulk([pk for pk in ids.values() if pk])
    return {name: made[pk] for name, pk in ids.items() if pk}


def document_in(dossier: Dossier, pk: int) -> Document:
    """A document of this dossier, given or made. Raises NotFound for any other."""
    made = (dossier.confirmation_id, dossier.receipt_id, dossier.decision_id, dossier.result_id)
    found = (
        Document.objects.filter(pk=pk)
        .filter(
            Q(pk__in=[pk for pk in made if pk])
            | Q(pk__in=dossier.attachments.values("document"))
            | Q(pk__in=dossier.notices.values("document"))
            | Q(pk__in=dossier.replaced.values("document"))
        )
        .first()
    )
    if found is None:
        raise NotFound(code="no-such-document")
    return found


def notices(dossier: Dossier) -> list[Notice]:
    """The forms that were sent in this dossier, in order."""
    return list(dossier.notices.select_related("document", "officer__account").order_by("pk"))


def notice_in(dossier: Dossier, pk: int) -> Notice:
    """One of the forms of this dossier. Raises NotFound for any other."""
    found = dossier.notices.select_related("document").filter(pk=pk).first()
    if found is None:
        raise NotFound(code="no-such-document")
    return found


def asked_for(dossier: Dossier) -> Notice:
    """The form 02 that waits for an answer. Raises WrongState where none does."""
    found = dossier.notices.filter(form=Form.SUPPLEMENT).order_by("pk").last()
    if found is None or State(dossier.state) not in (State.INCOMPLETE, State.SUPPLEMENTING):
        raise WrongState(code="nothing-asked")
    return found


def pauses(dossier: Dossier) -> list[Pause]:
    """The time that is not counted, in order."""
    return list(dossier.pauses.select_related("notice").order_by("pk"))


def opinions(dossier: Dossier) -> list[Opinion]:
    """Who was asked and what they answered, in order."""
    return list(
        dossier.asked.select_related("agency", "asked_by__account", "answered_by__account").order_by("pk")
    )


def proposals(dossier: Dossier) -> list[Proposal]:
    """What waits for somebody's agreement, drafts included."""
    return list(
        dossier.asked_for.filter(decided_at=None).select_related("proposed_by__account").order_by("pk")
    )


def proposal(dossier: Dossier, verb: Verb) -> Proposal:
    """What was proposed under this verb and waits. Raises NotFound."""
    found = (
        dossier.asked_for.filter(decided_at=None, proposed_at__isnull=False, verb=verb)
        .select_related("proposed_by__account")
        .first()
    )
    if found is None:
        raise NotFound(_("Đề nghị này không còn chờ duyệt."), code="no-such-proposal")
    return found
