"""Results that reach people without anybody's hand: whoever wants theirs online has it once it is sealed."""

from datetime import datetime

from django.db import transaction

from motcua.dossiers import queries
from motcua.dossiers.actions.doing import Doing
from motcua.dossiers.actions.papers import PRINTER
from motcua.dossiers.actions.steps import perform, row_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.choices import Delivery
from motcua.dossiers.rules.process import State, Verb


@transaction.atomic
def return_online(*, code: str, at: datetime) -> Dossier:
    """Returns a sealed result to an applicant who wants it online; other dossiers stay as they are."""
    dossier = queries.locked(code)
    if dossier.state != State.SEALED or dossier.delivery != Delivery.ONLINE:
        return dossier
    row = row_for(dossier, Verb.RETURN, None)
    if acts.unmet(row, dossier.case()):
        return dossier
    return perform(Doing(dossier, row, PRINTER, None, None, at, "", {}))
