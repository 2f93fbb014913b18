"""What people outside ask: is this paper yours, was this result replaced, was I allowed to withdraw."""

from django.db.models import Q

from motcua.dossiers.models import Dossier, Notice, Proposal, Replaced
from motcua.dossiers.queries.finding import NEAR
from motcua.dossiers.rules.process import Verb


def replaced(dossier: Dossier) -> list[Replaced]:
    """The results that were issued and then corrected, in order."""
    return list(dossier.replaced.select_related("document").order_by("pk"))


def withdrawal(dossier: Dossier) -> Proposal | None:
    """The applicant's latest wish to withdraw, decided or not; None where there was none."""
    return dossier.asked_for.filter(verb=Verb.WITHDRAW, proposed_at__isnull=False).order_by("pk").last()


def by_notice(sha256: str) -> Notice | None:
    """The form that was sent whose paper is exactly the file with this digest, or None."""
    return (
        Notice.objects.select_related("issuer", *(f"dossier__{name}" for name in NEAR))
        .filter(document__sha256=sha256)
        .first()
    )


def by_paper(sha256: str) -> Dossier | None:
    """The dossier whose receipt, or confirmation of submission, is exactly this file, or None."""
    return (
        Dossier.objects.select_related(*NEAR)
        .filter(Q(receipt__sha256=sha256) | Q(confirmation__sha256=sha256))
        .first()
    )
