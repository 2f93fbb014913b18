"""Drafts, dossiers, what they contain, and the counters that number them."""

import uuid
from collections.abc import Collection
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
from motcua.dossiers.rules.choices import Delivery, Stance
from motcua.dossiers.rules.deadlines import SOON, Warned
from motcua.dossiers.rules.notices import Form
from motcua.dossiers.rules.process import APPLICANT, BEFORE_RECEPTION, ENDS, PAUSED, Need, State, Verb
from motcua.people.models import Account, Person
from motcua.vault.models import Document

ENDED = sorted(ENDS)
ISSUED = [State.SEALED, State.RETURNED]
NEVER_RECEIVED = [State.SUBMITTED, State.INCOMPLETE, State.REFUSED, State.WITHDRAWN]
NOT_ENDED = ~Q(waiting_role="")


class Draft(models.Model):
    """An application being filled in. It changes freely and is gone when submitted or withdrawn.

    `applicant` is set at the counter only: what the officer types of the person before them.
    `files` maps a component's code to document ids, `handed` lists components given on paper. `desk` is
    set where the dossier is received elsewhere than at the deciding agency's own one-stop section.
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
    delivery = models.JSONField(default=dict)  # how the result is wanted: {"method", "address"}
    desk = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
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
        """Not ended. By whose turn it is, which the partial indexes know."""
        return self.exclude(waiting_role="")

    def of_applicant(self, person: Person) -> Self:
        """What was applied for by, or at a counter for, this person."""
        return self.filter(applicant=person)

    def visible_to(self, officer: Officer) -> Self:
        """What this officer may open: their agency's, what it receives for others, a leader's subtree."""
        near = Q(agency=officer.agency_id) | Q(desk=officer.agency_id) | Q(helper=officer.agency_id)
        if Role.LEADER in officer.roles:
            near |= Q(agency__path__startswith=officer.agency.path)
        return self.filter(near)

    def waiting_for(self, officer: Officer, roles: Collection[str] = ()) -> Self:
        """On the desks of this officer's positions (or of `roles`), whoever of them takes it."""
        return self.filter(waiting_at=officer.agency_id, waiting_role__in=list(roles or officer.roles))

    def assigned_to(self, officer: Officer) -> Self:
        return self.filter(assignee=officer)

    def running(self) -> Self:
        """Those whose clock runs: neither settled nor paused for a legal reason."""
        return self.open().filter(settled_at=None, paused_at=None)

    def late(self, now: datetime) -> Self:
        """Not settled though due."""
        return self.running().filter(due_at__lt=now)

    def due_soon(self, now: datetime) -> Self:
        """Not settled, and due within three days."""
        return self.running().filter(due_at__gte=now, due_at__lte=now + SOON)


class Dossier(models.Model):
    """A submitted application. What the applicant gave changes only by a supplement that was asked for.

    `revision` counts the acts. `agency` decides, `desk` receives and returns, `helper` is where somebody
    helped to fill it in. `due_at` is expected until `received_at` is set, then legal; `first_due_at` is
    what it was before pauses and extensions; `step_due_at` is the budget of the present step.
    `settled_at` is when the result was sealed, or the dossier ended without one. `secret` opens the public
    verification page.
    """

    code = models.CharField(max_length=60, unique=True)
    revision = models.PositiveIntegerField(default=1)
    submission_key = models.CharField(max_length=140, unique=True)
    submission_digest = models.BinaryField()
    secret = models.CharField(max_length=32, unique=True)

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    procedure_code = models.CharField(max_length=40)
    process = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    desk = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    helper = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    applicant_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=[(channel, channel) for channel in Channel])
    typed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    typed_by_officer = models.BooleanField(default=False)
    answers = models.JSONField()
    handed = ArrayField(models.CharField(max_length=60), default=list)

    state = models.CharField(max_length=16, choices=[(state, state) for state in State])
    waiting_role = models.CharField(max_length=12, blank=True)
    waiting_at = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    step_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(
        default=Warned.NOTHING, choices=[(step, step.name) for step in Warned]
    )

    supplements = models.PositiveSmallIntegerField(default=0)  # how often one was asked for
    proposals = models.PositiveSmallIntegerField(default=0)  # how many wait for agreement
    opinions = models.PositiveSmallIntegerField(default=0)  # how many agencies have not answered
    awaited = models.PositiveSmallIntegerField(default=0)  # of these, for how many appraisal has to wait
    confirms_draft = models.BooleanField(default=False)  # the applicant is to see the draft of the result
    draft_due_at = models.DateTimeField(null=True)  # until when; silence agrees
    draft_confirmed_at = models.DateTimeField(null=True)
    negative = models.BooleanField(default=False)  # appraised as not to be settled

    delivery = models.CharField(max_length=10, choices=[(way, way) for way in Delivery])
    delivery_address = models.CharField(max_length=300, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    handed_to = models.CharField(max_length=200, blank=True)

    proposal = models.TextField(blank=True)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    confirmation = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receipt = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decision = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    result = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NEVER_RECEIVED) | Q(received_at__isnull=False), name="dossier_received"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, waiting_role="", waiting_at=None)
                | ~Q(state__in=ENDED) & Q(waiting_role=APPLICANT, waiting_at=None)
                | ~Q(state__in=ENDED) & ~Q(waiting_role__in=["", APPLICANT]) & Q(waiting_at__isnull=False),
                name="dossier_ended_or_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RETURNED, returned_at__isnull=False)
                | ~Q(state=State.RETURNED) & Q(returned_at=None),
                name="dossier_returned",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ISSUED, settled_at__isnull=False, issued_on__isnull=False)
                & ~Q(number="")
                | ~Q(state__in=ISSUED) & Q(issued_on=None, number=""),
                name="dossier_sealed_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*ISSUED, *ENDED], settled_at__isnull=False)
                | ~Q(state__in=[*ISSUED, *ENDED]) & Q(settled_at=None),
                name="dossier_settled",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(PAUSED), paused_at__isnull=False)
                | ~Q(state__in=sorted(PAUSED)) & Q(paused_at=None),
                name="dossier_paused",
            ),
        ]
        indexes = [
            models.Index(
                "waiting_at", "waiting_role", "due_at", "id", name="dossier_desk", condition=NOT_ENDED
            ),
            models.Index(
                "assignee", "due_at", "id", name="dossier_mine", condition=Q(assignee__isnull=False)
            ),
            models.Index("agency", "due_at", "id", name="dossier_unit_open", condition=NOT_ENDED),
            models.Index("desk", "due_at", "id", name="dossier_desk_open", condition=NOT_ENDED),
            models.Index("due_at", "id", name="dossier_due", condition=NOT_ENDED),
            models.Index(
                "waiting_at", "id", name="dossier_unassigned", condition=NOT_ENDED & Q(assignee=None)
            ),
            models.Index("agency", F("id").desc(), name="dossier_of_agency"),
            models.Index("desk", F("id").desc(), name="dossier_of_desk"),
            models.Index(
                "helper", F("id").desc(), name="dossier_of_helper", condition=Q(helper__isnull=False)
            ),
            models.Index("applicant", F("id").desc(), name="dossier_of_applicant"),
            # What the scheduler reads: only those whose clock runs and of which nobody was told yet.
            models.Index(
                "warned",
                "due_at",
                name="dossier_to_warn",
                condition=NOT_ENDED & Q(settled_at=None, paused_at=None, warned__lt=Warned.LATE),
            ),
            models.Index("due_at", "id", name="dossier_proposed", condition=Q(proposals__gt=0)),
            models.Index("draft_due_at", name="dossier_confirming", condition=Q(state=State.CONFIRMING)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """This dossier as the journal names it."""
        return f"dossier:{self.code}"

    def place_of(self, waiting: str) -> int | None:
        """The id of the agency whose turn it is, where a position of one has to act."""
        if waiting in ("", APPLICANT):
            return None
        at_desk = waiting == Role.RECEPTION or self.state in BEFORE_RECEPTION
        return self.desk_id if at_desk else self.agency_id

    def case(self) -> Case:
        """What the rules need to know. Reads the assignee's name and the applicant: select them.

        One query more where other agencies were asked and have not answered.
        """
        asked = self.asked.filter(answered_at=None).values_list("agency", flat=True) if self.opinions else ()
        return Case(
            process=self.process,
            state=State(self.state),
            agency=self.agency_id,
            desk=self.desk_id,
            assignee=self.assignee_id,
            assignee_name=self.assignee.account.name if self.assignee else "",
            applicant_account=self.applicant.account_id,
            helper=self.helper_id,
            consulted=tuple(asked),
            held=self._held(),
        )

    def _held(self) -> frozenset[Need]:
        holds = {
            Need.NOT_RECEIVED: self.received_at is None,
            Need.NOT_SUPPLEMENTED: self.supplements == 0,
            Need.SUPPLEMENTED: self.supplements > 0,
            Need.OPINIONS_IN: self.awaited == 0,
            Need.DRAFT_WANTED: self.confirms_draft and self.draft_confirmed_at is None,
            Need.DRAFT_CONFIRMED: not self.confirms_draft or self.draft_confirmed_at is not None,
            Need.DECISION_SIGNED: self.decision_id is not None,
            Need.RESULT_SEALED: self.result_id is not None,
            Need.BY_POST: self.delivery == Delivery.POST,
            Need.DISPATCHED: self.delivery != Delivery.POST or self.tracking_number != "",
        }
        return frozenset(need for need, held in holds.items() if held)


class Attachment(models.Model):
    """A document in a dossier: for which component, or for which file field of the form.

    `added_in` is the revision of the act that brought it, `replaced_in` of the supplement that replaced it.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    component = models.CharField(max_length=120)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    added_in = models.PositiveIntegerField(default=1)
    replaced_in = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = "giấy tờ"
        verbose_name_plural = "giấy tờ"
        constraints = [
            models.UniqueConstraint("dossier", "component", "document", name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.component


class Notice(models.Model):
    """A form that an act sends out (Circular 03/2025/TT-VPCP): its contents now, its signed paper soon.

    `officer` answers for it; `absent` is for whom they act. `number` is its own, through the year.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notices")
    form = models.CharField(max_length=12, choices=[(form, form) for form in Form])
    issuer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()  # of the act
    made_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    absent = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.JSONField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        constraints = [models.UniqueConstraint("dossier", "revision", name="notice_of_act")]

    def __str__(self) -> str:
        return f"{self.form} {self.number}"


class Pause(models.Model):
    """Time that the law does not count: why, on which ground, by which paper, from when to when."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=16, choices=[(state, state) for state in sorted(PAUSED)])
    ground = models.CharField(max_length=500)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    due_before = models.DateTimeField()
    due_after = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "thời gian không tính"
        verbose_name_plural = "thời gian không tính"
        constraints = [
            models.UniqueConstraint("dossier", condition=Q(ended_at=None), name="pause_open_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="pause_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.started_at:%d/%m/%Y}"


class Amendment(models.Model):
    """A supplement that was given: to which form 02, by whom, and the answers as they were before."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="amendments")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    answers_before = models.JSONField()

    class Meta:
        verbose_name = "lần bổ sung"
        verbose_name_plural = "lần bổ sung"

    def __str__(self) -> str:
        return f"{self.given_at:%d/%m/%Y}"


class Proposal(models.Model):
    """An act that somebody else has to agree to, from its draft to the decision on it.

    `proposed_at` is empty while it is only drafted: an apology that the system foresees. `proposed_by` is
    empty where the applicant asks (a withdrawal).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="asked_for")
    verb = models.CharField(max_length=16, choices=[(verb, verb) for verb in Verb])
    body = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    drafted_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(null=True)  # null with `decided_at` set: overtaken by another act
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = "đề nghị chờ duyệt"
        verbose_name_plural = "đề nghị chờ duyệt"
        constraints = [
            models.UniqueConstraint(
                "dossier", "verb", condition=Q(decided_at=None), name="proposal_open_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, agreed=None)
                | Q(decided_by__isnull=False, agreed__isnull=False, decided_at__isnull=False),
                name="proposal_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.verb


class Opinion(models.Model):
    """What one agency was asked, until when, and what it answered. `silent_at`: it let the time pass."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="asked")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    silent_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    stance = models.CharField(max_length=10, blank=True, choices=[(stance, stance) for stance in Stance])
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = "ý kiến phối hợp"
        verbose_name_plural = "ý kiến phối hợp"
        constraints = [
            models.UniqueConstraint(
                "dossier", "agency", condition=Q(answered_at=None), name="opinion_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, stance="", answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(stance=""),
                name="opinion_answered",
            ),
        ]
        indexes = [
            models.Index("agency", "due_at", name="opinion_open", condition=Q(answered_at=None)),
            models.Index("due_at", name="opinion_to_warn", condition=Q(answered_at=None, silent_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.asked_at:%d/%m/%Y}"


class Replaced(models.Model):
    """A result that was issued and then corrected. It stays what it was, and says so when it is verified."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="replaced")
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = "kết quả đã thay thế"
        verbose_name_plural = "kết quả đã thay thế"

    def __str__(self) -> str:
        return self.number


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
