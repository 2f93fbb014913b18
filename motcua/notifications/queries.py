"""What somebody was told, what they have not read, and what did not arrive."""

from collections.abc import Sequence

from motcua.kernel.errors import Invalid, NotFound
from motcua.kernel.rows import only
from motcua.notifications import ports
from motcua.notifications.models import OUTWARD, Delivery, Message, Preference
from motcua.notifications.rules.kinds import MOST_UNREAD, Channel, Status, Wishes
from motcua.notifications.rules.templates import Words, fill, spoken, template
from motcua.people.models import Account

PAGE = 20


def inbox(account: Account, *, before: int | None = None, limit: int = PAGE) -> tuple[list[Message], bool]:
    """What this account was told, the latest first, below the message `before`; and whether there is more.

    One query, whatever the size of the inbox.
    """
    found = Message.objects.filter(account=account)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: limit + 1])
    return rows[:limit], len(rows) > limit


def unread(account: Account) -> int:
    """How many messages this account has not read; 100 stands for more than 99."""
    return Message.objects.filter(account=account, read_at=None).order_by()[: MOST_UNREAD + 1].count()


def message(pk: int, account: Account) -> Message:
    """This message, if it was for this account. Raises NotFound."""
    found = only(Message.objects.filter(pk=pk, account=account))
    if found is None:
        raise NotFound(code="no-such-message")
    return found


def words(message: Message, language: str) -> Words:
    """The message in this language: as it was sent, or said again from its event and data."""
    kept = Words(message.subject, message.text, message.short)
    if language == message.language:
        return kept
    try:
        return fill(template(message.event).words[language], spoken(message.data, language))
    except (NotFound, Invalid, KeyError):  # the event says something else today than when it was sent
        return kept


def ways() -> list[Channel]:
    """The ways out of the house that this deployment has."""
    offered = ports.offered()
    return [channel for channel in OUTWARD if channel in offered]


def deliveries(message: Message) -> list[Delivery]:
    """How this message left the house. One query."""
    return list(message.deliveries.order_by("pk"))


def wishes(accounts: Sequence[int]) -> dict[int, Wishes]:
    """How these accounts want to be told; who never chose is not in it. One query."""
    return {
        row.pk: Wishes(row.language, row.email, row.sms, row.zalo, row.digest)
        for row in Preference.objects.filter(pk__in=accounts)
    }


def failed(*, before: int | None = None, limit: int = PAGE) -> tuple[list[Delivery], bool]:
    """Deliveries given up, the latest first, and whether there are more. One query."""
    found = Delivery.objects.select_related("message").filter(status=Status.FAILED)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: limit + 1])
    return rows[:limit], len(rows) > limit
