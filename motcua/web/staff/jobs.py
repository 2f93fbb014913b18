"""Background jobs that failed for good, and one more try."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.jobs import Status

from motcua.journal import actions as journal
from motcua.kernel import queue
from motcua.kernel.clock import now
from motcua.kernel.errors import NotAllowed, WrongState
from motcua.people.models import Account

P = ParamSpec("P")
PAGE = 50


def for_staff(
    view: Callable[Concatenate[HttpRequest, Account, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view is called with the administrator who is signed in."""

    @cache_control(private=True, no_store=True)
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        account = request.user
        if not isinstance(account, Account) or not account.is_staff:
            raise NotAllowed(code="staff-only")
        return view(request, account, *args, **kwargs)

    return guarded


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that was tried as often as it may be. What went wrong is in the log under its number."""

    number: int
    task: str
    arguments: str
    attempts: int
    at: datetime | None


@require_safe
@for_staff
def show(request: HttpRequest, account: Account) -> HttpResponse:
    """The failed jobs, the latest first. Two queries."""
    before = request.GET.get("before", "")
    found = ProcrastinateJob.objects.filter(status=Status.FAILED.value)
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found.order_by("-pk")[: PAGE + 1])
    failed_at = dict(
        ProcrastinateEvent.objects.filter(job__in=[row.pk for row in rows])
        .values_list("job")
        .annotate(Max("at"))
        .order_by()
    )
    jobs = [
        Failed(
            row.pk,
            row.task_name,
            json.dumps(row.args, ensure_ascii=False),
            row.attempts,
            failed_at.get(row.pk),
        )
        for row in rows[:PAGE]
    ]
    more = f"{reverse('staff_jobs')}?before={jobs[-1].number}" if len(rows) > PAGE else ""
    return render(request, "staff/jobs.html", {"jobs": jobs, "next": more})


@require_POST
@for_staff
def retry(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Queues the job once more, if it is still failed."""
    if not ProcrastinateJob.objects.filter(pk=pk, status=Status.FAILED.value).exists():
        raise WrongState(_("Việc này không còn ở trạng thái lỗi."), code="not-failed")
    at = now()
    with transaction.atomic():
        queue.retry(pk, at=at)
        journal.record(by=account.actor, verb="retry-job", subject=f"job:{pk}", at=at)
    messages.success(request, _("Đã đưa việc số %(number)d vào hàng đợi.") % {"number": pk})
    return redirect("staff_jobs")
