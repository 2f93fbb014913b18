"""Directives, what each asks of a unit, and what the units report."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.directives.models.measured import Suggestion
from motcua.directives.rules.process import LEADING, OPEN, UNDONE, Case, Hand, State
from motcua.vault.models import Document

OPEN_STATES = sorted(OPEN)
_OF_DIRECTIVE = (State.DRAFT, State.SENT, State.CLOSED, State.WITHDRAWN)


def hand(officer: Officer) -> Hand:
    """The officer as the table of acts sees them."""
    return Hand(officer.agency_id, officer.held)


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def of(self, officer: Officer) -> Self:
        """What the officer's own agency writes; nothing for who does not lead."""
        return self.filter(agency=officer.agency_id) if LEADING.intersection(officer.held) else self.none()


class Directive(models.Model):
    """What a leader says to units below. Freely changed as a draft; what was sent stays as it was sent.

    `number` is given when it is sent, without gaps in a year of the agency. `revision` counts the acts.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=60, blank=True)
    revision = models.PositiveIntegerField(default=1)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    evidence = models.TextField(blank=True)  # what the units must show
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=[(state, state) for state in _OF_DIRECTIVE])
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, null=True, related_name="directives")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ đạo"
        verbose_name_plural = "chỉ đạo"
        constraints = [
            models.UniqueConstraint(
                "agency", "number", condition=~Q(number=""), name="directive_number_once"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None, number="")
                | Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(number=""),
                name="directive_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | Q(state__in=[State.SENT, State.CLOSED], sent_at__isnull=False),
                name="directive_state_sent",
            ),
        ]
        indexes = [models.Index("agency", F("id").desc(), name="directive_of_agency")]

    def __str__(self) -> str:
        return self.number or self.subject

    @property
    def journal_subject(self) -> str:
        """This directive as the journal names it."""
        return f"directive:{self.pk}"


class TaskQuerySet(models.QuerySet["Task"]):
    """Phrases of lists."""

    def visible_to(self, officer: Officer) -> Self:
        """Those of the officer's agency and, for a leader, of all below; and those their agency gave.

        A draft is its sender's alone.
        """
        own = Q(agency=officer.agency_id)
        if Role.LEADER in officer.held:
            own = Q(agency__path__startswith=officer.agency.path)
        received = own & ~Q(state=State.DRAFT) & Q(directive__sent_at__isnull=False)
        return self.filter(received | Q(directive__agency=officer.agency_id))

    def sent(self) -> Self:
        """Without drafts and what was thrown away before it was sent."""
        return self.filter(directive__sent_at__isnull=False)

    def below(self, agencies: Collection[int]) -> Self:
        return self.filter(agency__in=agencies)

    def overdue(self, now: datetime) -> Self:
        """Not reported though due."""
        return self.filter(state__in=sorted(UNDONE), directive__due_at__lt=now)


class Task(models.Model):
    """What a directive asks of one unit: where it stands, and when the unit last said that it is done."""

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    revision = models.PositiveIntegerField(default=1)  # counts the acts on it
    state = models.CharField(max_length=12, choices=[(state, state) for state in State])
    acknowledged_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        constraints = [
            models.UniqueConstraint("directive", "agency", name="task_once"),
            models.CheckConstraint(
                condition=Q(state__in=[State.CLOSED, State.WITHDRAWN], ended_at__isnull=False)
                | ~Q(state__in=[State.CLOSED, State.WITHDRAWN]) & Q(ended_at=None),
                name="task_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.REPORTED, State.CLOSED]) | Q(reported_at__isnull=False),
                name="task_reported",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACKNOWLEDGED, State.REPORTED, State.CLOSED])
                | Q(acknowledged_at__isnull=False),
                name="task_acknowledged",
            ),
        ]
        indexes = [
            models.Index("agency", F("id").desc(), name="task_of_agency"),
            models.Index("agency", name="task_open", condition=Q(state__in=OPEN_STATES)),
        ]

    def __str__(self) -> str:
        return f"{self.directive} {self.agency_id}"

    def case(self) -> Case:
        """What the rules need to know. Select the directive."""
        return Case(State(self.state), self.directive.agency_id, self.agency_id)


class Report(models.Model):
    """What a unit said of a task, with its evidence. Rows are never changed.

    `done`: it says that the task is done. `reference` is the number of a document that shows it.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reports")
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    done = models.BooleanField()
    text = models.TextField()
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"

    def __str__(self) -> str:
        return f"{self.task_id} {self.at:%d/%m/%Y}"


class Evidence(models.Model):
    """A file that came with a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bằng chứng"
        verbose_name_plural = "bằng chứng"

    def __str__(self) -> str:
        return f"{self.report_id} {self.document_id}"
