"""Drafts of one account."""

from uuid import UUID

from motcua.catalogue.rules.definition import Channel
from motcua.dossiers.models import Draft
from motcua.kernel.errors import NotFound
from motcua.kernel.rows import only
from motcua.people.models import Account


def draft(pk: UUID, *, by: Account, lock: bool = False) -> Draft:
    """This account's draft. Raises NotFound, for others' drafts too."""
    drafts = Draft.objects.select_related("agency")
    if lock:
        drafts = drafts.select_for_update(of=("self",))
    found = only(drafts.filter(pk=pk, account=by))
    if found is None:
        raise NotFound(code="no-such-draft")
    return found


def drafts_of(account: Account, *, at_counter: bool = False) -> list[Draft]:
    """This account's own drafts, or those it types for others at the counter; the latest first."""
    drafts = Draft.objects.filter(account=account)
    wanted = drafts.filter(channel=Channel.DIRECT) if at_counter else drafts.exclude(channel=Channel.DIRECT)
    return list(wanted.order_by("-updated_at"))
