"""Drafts, dossiers, what they contain, and the counters that number them."""

import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from motcua.agencies.models import Agency, Officer
from motcua.agencies.rules.kinds import Role
from motcua.catalogue.models import Version
from motcua.catalogue.rules.definition import Channel
from motcua.dossiers.rules.acts import Case
from motcua.dossiers.rules.deadlines import SOON
from motcua.dossiers.rules.process import State
from motcua.people.models import Account, Person
from motcua.vault.models import Document


class Draft(models.Model):
    """An application being filled in. It changes freely and is gone when submitted or withdrawn.

    `applicant` is set at the counter only: what the officer types of the person before them.
    `files` maps a component's code to document ids, `handed` lists components given on paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=[(channel, channel) for channel in Channel])
    applicant = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    handed = ArrayField(models.CharField(max_length=60), default=list)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "bản nháp"
        verbose_name_plural = "bản nháp"
        indexes = [models.Index("account", F("updated_at").desc(), name="draft_of_account")]

    def __str__(self) -> str:
        return str(self.pk)


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Phrases of lists. Each has its index, see Dossier.Meta."""

    def open(self) -> Self:
        return self.exclude(state=State.RETURNED)

    def of_applicant(self, person: Person) -> Self:
        """What was applied for by, or at a counter for, this person."""
        return self.filter(applicant=person)

    def visible_to(self, officer: Officer) -> Self:
        """What this officer may open: their agency's, what it receives for others, a leader's subtree."""
        near = Q(agency=officer.agency_id) | Q(desk=officer.agency_id)
        if Role.LEADER in officer.roles:
            near |= Q(agency__path__startswith=officer.agency.path)
        return self.filter(near)

    def waiting_for(self, officer: Officer) -> Self:
        """On the desks of this officer's positions, whoever of them takes it."""
        return self.filter(waiting_at=officer.agency_id, waiting_role__in=officer.roles)

    def assigned_to(self, officer: Officer) -> Self:
        return self.filter(assignee=officer)

    def late(self, now: datetime) -> Self:
        """Not settled though due."""
        return self.open().filter(settled_at=None, due_at__lt=now)

    def due_soon(self, now: datetime) -> Self:
        """Not settled, and due within three days."""
        return self.open().filter(settled_at=None, due_at__gte=now, due_at__lte=now + SOON)


class Dossier(models.Model):
    """A submitted application. What the applicant gave never changes; where it stands does, act by act.

    `revision` counts the acts. `due_at` is expected until `received_at` is set, then legal.
    `settled_at` is when the result was sealed. `secret` opens the public verification page.
    """

    code = models.CharField(max_length=60, unique=True)
    revision = models.PositiveIntegerField(default=1)
    submission_key = models.CharField(max_length=140, unique=True)
    submission_digest = models.BinaryField()
    secret = models.CharField(max_length=32, unique=True)

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    procedure_code = models.CharField(max_length=40)
    process = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=[(channel, channel) for channel in Channel])
    typed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    typed_by_officer = models.BooleanField(default=False)
    answers = models.JSONField()
    handed = ArrayField(models.CharField(max_length=60), default=list)

    state = models.CharField(max_length=12, choices=[(state, state) for state in State])
    waiting_role = models.CharField(max_length=12, blank=True)
    waiting_at = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    proposal = models.TextField(blank=True)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    confirmation = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    receipt = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.SUBMITTED) | Q(received_at__isnull=False), name="dossier_received"
            ),
            models.CheckConstraint(
                condition=Q(state=State.RETURNED, returned_at__isnull=False, waiting_at=None, waiting_role="")
                | (
                    ~Q(state=State.RETURNED)
                    & Q(returned_at=None, waiting_at__isnull=False)
                    & ~Q(waiting_role="")
                ),
                name="dossier_returned_or_waiting",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.SEALED, State.RETURNED],
                    settled_at__isnull=False,
                    issued_on__isnull=False,
                )
                & ~Q(number="")
                | ~Q(state__in=[State.SEALED, State.RETURNED])
                & Q(settled_at=None, issued_on=None, number=""),
                name="dossier_sealed_has_number",
            ),
        ]
        indexes = [
            models.Index(
                "waiting_at",
                "waiting_role",
                "due_at",
                "id",
                name="dossier_desk",
                condition=~Q(state=State.RETURNED),
            ),
            models.Index(
                "assignee", "due_at", "id", name="dossier_mine", condition=Q(assignee__isnull=False)
            ),
            models.Index(
                "agency", "due_at", "id", name="dossier_unit_open", condition=~Q(state=State.RETURNED)
            ),
            models.Index(
                "desk", "due_at", "id", name="dossier_desk_open", condition=~Q(state=State.RETURNED)
            ),
            models.Index("due_at", "id", name="dossier_due", condition=~Q(state=State.RETURNED)),
            models.Index("agency", F("id").desc(), name="dossier_of_agency"),
            models.Index("desk", F("id").desc(), name="dossier_of_desk"),
            models.Index("applicant", F("id").desc(), name="dossier_of_applicant"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """This dossier as the journal names it."""
        return f"dossier:{self.code}"

    def case(self) -> Case:
        """What the rules need to know. Reads the assignee's name and the applicant: select them."""
        return Case(
            process=self.process,
            state=State(self.state),
            agency=self.agency_id,
            desk=self.desk_id,
            assignee=self.assignee_id,
            assignee_name=self.assignee.account.name if self.assignee else "",
            applicant_account=self.applicant.account_id,
            has_decision=self.decision_id is not None,
            has_result=self.result_id is not None,
        )


class Attachment(models.Model):
    """A document in a dossier: for which component, or for which file field of the form."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    component = models.CharField(max_length=120)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "giấy tờ"
        verbose_name_plural = "giấy tờ"
        constraints = [
            models.UniqueConstraint("dossier", "component", "document", name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.component


class Counter(models.Model):
    """The last number given in a series of an agency: a day's dossiers, a year's documents of one kind."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("agency", "series", name="counter_one")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.series}: {self.value}"

    @staticmethod
    def advance(agency: int, series: str, by: int = 1) -> int:
        """The next number of this series, without gaps: the row stays locked until the act commits.

        With `by` above one a block is taken and its last number returned.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO dossiers_counter (agency_id, series, value) VALUES (%s, %s, %s)"
                " ON CONFLICT (agency_id, series)"
                " DO UPDATE SET value = dossiers_counter.value + excluded.value RETURNING value",
                [agency, series, by],
            )
            row: tuple[int] = cursor.fetchone()
        return row[0]
