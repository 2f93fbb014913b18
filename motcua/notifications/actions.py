"""Telling people something, sending it out, and noting what they have read and chosen."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from motcua.journal import actions as journal
from motcua.journal.rules import Actor
from motcua.kernel import queue
from motcua.kernel.errors import Invalid, MotcuaError, NotFound, WrongState
from motcua.notifications import ports, queries
from motcua.notifications.models import Delivery, Message, Preference
from motcua.notifications.rules import addresses
from motcua.notifications.rules.kinds import LANGUAGES, Channel, Notice, Status, Wishes, wait
from motcua.notifications.rules.templates import fill, spoken, template
from motcua.people.models import Account, Person

_log = logging.getLogger(__name__)

# Model.bulk_create cannot tell which rows were there already; the database can.
_KEEP = """
    INSERT INTO notifications_message (key, event, account_id, person_id, language, subject, text, short,
                                       data, path, posted_at, posted_by)
    SELECT key, event, account, person, language, subject, text, short, data, path, %(at)s, %(by)s
    FROM jsonb_to_recordset(%(rows)s::jsonb)
      AS given(key text, event text, account bigint, person bigint, language text, subject text, text text,
               short text, data jsonb, path text)
    ON CONFLICT (key) DO NOTHING
    RETURNING *
"""


def post(notices: Sequence[Notice], *, by: Actor, at: datetime) -> list[Message]:
    """Tells each reader, once for each key: keeps the message in the inbox and queues what must be sent.

    Returns the messages that were new. The number of queries is the same for any number of notices, at most
    seven. What leaves the house does so after the caller's transaction, by job. Raises NotFound for an event
    without a template or a reader that is none, Invalid where data that the template prints is missing.
    """
    if not notices:
        return []
    readers = _readers(notices)
    rows = {}
    for notice in sorted(notices, key=lambda one: one.key):  # one order for all, or two posts would deadlock
        account, wishes, _contacts = readers[notice.account, notice.person]
        said = template(notice.event)
        if said.optional and not wishes.digest:
            continue
        filled = fill(said.words[wishes.language], spoken(notice.data, wishes.language))
        rows[notice.key] = {
            "key": notice.key,
            "event": notice.event,
            "account": account,
            "person": notice.person,
            "language": wishes.language,
            "subject": filled.subject,
            "text": filled.text,
            "short": filled.short,
            "data": {
                name: text for name, text in notice.data.items() if name.removesuffix("_en") in said.data
            },
            "path": notice.path,
        }
    if not rows:
        return []
    with transaction.atomic(savepoint=False):
        given = {"rows": json.dumps(list(rows.values())), "at": at, "by": by.ref}
        kept = list(Message.objects.raw(_KEEP, given))
        asked = {notice.key: readers[notice.account, notice.person] for notice in notices}
        leaving = [
            Delivery(message=message, channel=channel, address=contacts[channel], next_at=at)
            for message in kept
            for _account, wishes, contacts in [asked[message.key]]
            for channel in template(message.event).channels
            if contacts.get(channel) and wishes.allows(channel)
        ]
        if leaving:
            Delivery.objects.bulk_create(leaving)
            queue.enqueue("notifications.deliver")
    return kept


_Reader = tuple[int | None, Wishes, dict[Channel, str]]


def _readers(notices: Sequence[Notice]) -> dict[tuple[int | None, int | None], _Reader]:
    """Whose inbox, their wishes, and where they can be reached, for each (account, person) of the notices."""
    asked = {(notice.account, notice.person) for notice in notices}
    accounts = {account for account, _person in asked if account is not None}
    persons = {person for _account, person in asked if person is not None}
    rows = Person.objects.select_related("account").filter(Q(pk__in=persons) | Q(account__in=accounts))
    people = {row.pk: row for row in rows}
    behind = {row.account_id: row for row in people.values() if row.account_id}
    alone = accounts - set(behind)
    mails = dict(Account.objects.filter(pk__in=alone).values_list("pk", "email")) if alone else {}
    wishes = queries.wishes([*accounts, *(pk for pk in behind if pk)])
    offered = ports.offered()
    found: dict[tuple[int | None, int | None], _Reader] = {}
    for account, person in asked:
        row = people.get(person) if person is not None else behind.get(account or 0)
        if (row is None and account not in mails) or (account in alone and account not in mails):
            raise NotFound(code="no-such-reader")
        own = account or (row.account_id if row else None)
        written = (row.email if row else "") or (
            row.account.email if row and row.account else mails.get(own or 0, "")
        )
        phone = addresses.mobile(row.phone) if row else ""
        reached: dict[Channel, str] = {
            Channel.EMAIL: addresses.email(written),
            Channel.SMS: phone,
            Channel.ZALO: phone,
        }
        contacts = {channel: where for channel, where in reached.items() if channel in offered}
        found[account, person] = (own, wishes.get(own or 0, Wishes()), contacts)
    return found


@transaction.atomic
def deliver(*, by: Actor, at: datetime) -> Delivery | None:
    """Sends the delivery that has waited longest, and returns it as it then stands; None when none is due.

    Its row stays locked while it is sent, and others pass it by: nobody sends it at the same time, and nobody
    sends what was sent. If this process dies between sending and committing, it is sent again with the same
    reference, by which mail servers and gateways know it.
    """
    found = (
        Delivery.objects.select_related("message")
        .select_for_update(of=("self",), skip_locked=True)
        .filter(status=Status.QUEUED, next_at__lte=at)
        .order_by("next_at", "pk")[:1]
    )
    for delivery in found:
        delivery.attempts += 1
        try:
            delivery.receipt = _send(delivery)[:120]
        except Exception as error:
            _put_off(delivery, error, at)
        else:
            delivery.status, delivery.next_at, delivery.sent_at = Status.SENT, None, at
            delivery.error = delivery.detail = ""
        delivery.save()
        return delivery
    return None


def _send(delivery: Delivery) -> str:
    """Hands it to the adapter of its channel; returns the number given there, if any."""
    message, reference = delivery.message, _reference(delivery)
    if delivery.channel == Channel.EMAIL:
        text = _letter(message)
        ports.mailer().send(ports.Mail(delivery.address, message.subject, text, message.language, reference))
        return ""
    if delivery.channel == Channel.SMS:
        return ports.texter().send(delivery.address, addresses.without_marks(message.short), reference)
    data = spoken(message.data, message.language)
    params = {name: data[name] for name in template(message.event).data}
    return ports.zalo().send(delivery.address, message.event, params, reference)


def _reference(delivery: Delivery) -> str:
    """The same for each try, and saying nothing about the dossier."""
    return hashlib.sha256(f"{delivery.channel}:{delivery.message.key}".encode()).hexdigest()[:32]


def _letter(message: Message) -> str:
    """The text as a letter: with the address of the page, and why nobody should answer it."""
    with override(message.language):
        parts = [
            message.text,
            gettext("Xem tại: %(address)s") % {"address": f"{settings.BASE_URL}{message.path}"},
            "-- \n"
            + gettext(
                "Thư này được gửi tự động từ Cổng dịch vụ công một cửa, vui lòng không trả lời."
                " Cơ quan nhà nước không yêu cầu bạn cung cấp mật khẩu hoặc mã xác thực qua thư hay tin nhắn."
            ),
        ]
    return "\n\n".join(parts) + "\n"


def _put_off(delivery: Delivery, error: Exception, at: datetime) -> None:
    """Notes why it was not sent, and when it is tried again: never, for what cannot be sent."""
    delivery.error = error.code if isinstance(error, MotcuaError) else "fault"
    delivery.detail = str(error.__cause__ or (error if delivery.error == "fault" else ""))[:300]
    if not isinstance(error, MotcuaError):  # ours to mend; it counts as a try, or it would block the others
        _log.exception("Delivery %s cannot be sent.", delivery.pk)
    later = None if isinstance(error, Invalid) else wait(delivery.attempts)
    if later is None:
        delivery.status, delivery.next_at, delivery.failed_at = Status.FAILED, None, at
    else:
        delivery.next_at = at + later


@transaction.atomic
def retry(*, delivery: int, by: Actor, at: datetime) -> Delivery:
    """Queues a delivery that was given up once more, with as many tries as a new one.

    Raises NotFound, and WrongState when it is not given up.
    """
    row = Delivery.objects.select_for_update().filter(pk=delivery).first()
    if row is None:
        raise NotFound(code="no-such-delivery")
    if row.status != Status.FAILED:
        raise WrongState(_("Thông báo này không còn ở trạng thái gửi lỗi."), code="not-failed")
    row.status, row.next_at, row.failed_at, row.attempts = Status.QUEUED, at, None, 0
    row.save()
    journal.record(by=by, verb="retry-delivery", subject=f"delivery:{row.pk}", at=at)
    queue.enqueue("notifications.deliver")
    return row


def read(*, message: Message, by: Account, at: datetime) -> Message:
    """The message, noted as read; when it was first read stays. Raises NotFound if it is not theirs."""
    if message.account_id != by.pk:
        raise NotFound(code="no-such-message")
    if message.read_at is None:
        message.read_at = at
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at)
    return message


def read_all(*, by: Account, at: datetime) -> int:
    """Notes all of this account's messages as read; returns how many were not."""
    return Message.objects.filter(account=by, read_at=None).update(read_at=at)


@transaction.atomic
def choose(*, wishes: Wishes, by: Account, at: datetime) -> Preference:
    """Keeps how this account wants to be told, for messages from now on. Raises Invalid."""
    if wishes.language not in LANGUAGES:
        raise Invalid(fields={"language": [_("Vui lòng chọn một ngôn ngữ trong danh sách.")]})
    row, _made = Preference.objects.update_or_create(
        pk=by.pk,
        defaults={
            "language": wishes.language,
            "email": wishes.email,
            "sms": wishes.sms,
            "zalo": wishes.zalo,
            "digest": wishes.digest,
        },
    )
    journal.record(by=by.actor, verb="choose-messages", subject=f"account:{by.pk}", at=at)
    return row
