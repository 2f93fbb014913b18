"""Entries and seals: append-only, the database itself refuses any change (migration 0002)."""

from typing import Any

from django.db import models
from django.db.models import Func

from motcua.journal import rules


class CurrentTransaction(Func):
    """The transaction's 64-bit id, so that followers can tell settled rows from those still in flight."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class ClockTimestamp(Func):
    """What the database's own clock says at this very row, not when its transaction began."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


class Entry(models.Model):
    """One act. `transaction` orders followers; `digest` is the SHA-256 of the canonical statement.

    `at` is when it happened, as the application says and signs it. `written_at` is when the row was written,
    no part of the statement; empty where that says nothing: the row is older than the column, or was told
    afterwards.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    revision = models.PositiveIntegerField()
    agency = models.CharField(max_length=35, blank=True)
    body = models.JSONField(default=dict)
    digest = models.BinaryField()
    signature = models.TextField(blank=True)  # detached JWS; empty for acts without a certificate
    transaction = models.BigIntegerField(db_default=CurrentTransaction())
    written_at = models.DateTimeField(null=True, editable=False, db_default=ClockTimestamp())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(digest__isnull=False), name="entry_has_digest"),
        ]
        indexes = [
            models.Index("subject", "id", name="entry_subject"),
            models.Index("transaction", "id", name="entry_follow"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def statement(self) -> dict[str, Any]:
        """What was digested and signed, made again from the stored columns."""
        return rules.statement(
            at=self.at,
            actor=rules.Actor(self.actor, self.actor_name),
            verb=self.verb,
            subject=self.subject,
            revision=self.revision,
            agency=self.agency,
            body=self.body,
        )


class Seal(models.Model):
    """A day closed: the Merkle root over the digests of every row settled since the seal before.

    `token` is an RFC 3161 time stamp over `root`; `signature` a detached JWS over the seal's statement.
    Rows are ordered by (transaction, id), the range is half open: after `from_*`, up to and with `to_*`.
    """

    day = models.DateField()
    from_transaction = models.BigIntegerField()
    from_id = models.BigIntegerField()
    to_transaction = models.BigIntegerField()
    to_id = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    root = models.BinaryField()
    signature = models.TextField()
    token = models.BinaryField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}: {self.entries}"

    def statement(self) -> dict[str, Any]:
        return rules.seal_statement(
            day=self.day,
            first=(self.from_transaction, self.from_id),
            last=(self.to_transaction, self.to_id),
            entries=self.entries,
            root=bytes(self.root),
            at=self.sealed_at,
        )


class Cursor(models.Model):
    """How far a follower has read, in the order (transaction, id)."""

    follower = models.CharField(max_length=80, primary_key=True)
    transaction = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.follower
