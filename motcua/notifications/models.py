"""Messages, their deliveries, and what readers have chosen."""

from django.db import models
from django.db.models import Q

from motcua.notifications.rules.kinds import Channel, Status
from motcua.people.models import Account, Person

OUTWARD = [channel for channel in Channel if channel is not Channel.INBOX]


class Message(models.Model):
    """What one reader was told, as it was said then; the row is their inbox. `event` and `data` say it again
    in the other language."""

    key = models.CharField(max_length=200, unique=True)
    event = models.CharField(max_length=60)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # the inbox's will do
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2)
    subject = models.TextField()
    text = models.TextField()
    short = models.TextField()
    data = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=80)  # as the journal names them
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(person__isnull=False), name="message_has_reader"
            ),
        ]
        indexes = [
            models.Index("account", "id", name="message_inbox"),
            models.Index("account", condition=Q(read_at=None), name="message_unread"),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """One message on its way out of the house. `next_at` is when it is tried, while it is queued."""

    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,  # delivery_once will do
    )
    channel = models.CharField(max_length=10, choices=[(channel.value, channel.value) for channel in OUTWARD])
    address = models.CharField(max_length=254)
    status = models.CharField(
        max_length=10, choices=[(status.value, status.value) for status in Status], default="queued"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)  # code of the last refusal
    detail = models.CharField(max_length=300, blank=True)  # in the words of who refused
    receipt = models.CharField(max_length=120, blank=True)  # the number that the gateway gave it

    class Meta:
        verbose_name = "lượt gửi thông báo"
        verbose_name_plural = "lượt gửi thông báo"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(status=Status.QUEUED, next_at__isnull=False, sent_at=None, failed_at=None)
                | Q(status=Status.SENT, next_at=None, sent_at__isnull=False, failed_at=None)
                | Q(status=Status.FAILED, next_at=None, sent_at=None, failed_at__isnull=False),
                name="delivery_status_says_when",
            ),
        ]
        indexes = [
            models.Index("next_at", "id", condition=Q(status=Status.QUEUED), name="delivery_due"),
            models.Index("id", condition=Q(status=Status.FAILED), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}"


class Preference(models.Model):
    """How somebody wants to be told; who never chose has no row."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=2, default="vi")
    email = models.BooleanField(default=True)
    sms = models.BooleanField(default=True)
    zalo = models.BooleanField(default=False)
    digest = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.account_id)
