"""One page of the form of a draft."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.dossiers import queries
from motcua.kernel.clock import now
from motcua.web.citizen import parts
from motcua.web.citizen.access import Citizen, for_citizens
from motcua.web.ui import applying, persons


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
def show(request: HttpRequest, who: Citizen, pk: UUID, section: str) -> HttpResponse:
    """Asks, keeps what was answered whether right or wrong, and goes on when it is right."""
    draft = queries.draft(pk, by=who.account)
    asked = applying.section_of(draft, section)
    at, turn = now(), None
    if request.method == "POST":
        turn = applying.take(request, draft=draft, section=asked, by=who.account, at=at)
        draft = turn.draft
        if "later" in request.POST:
            return redirect("citizen:draft", draft.pk)
        if turn.done:
            return HttpResponseRedirect(parts.of(draft, at).after(section))
    page = applying.page(
        draft,
        asked,
        by=who.account,
        known=persons.known(who.person),
        address=lambda document: reverse("citizen:file", args=[draft.pk, document]),
        turn=turn,
    )
    seen = parts.of(draft, at)
    names = [one.id for one in seen.sections]
    context = {
        "draft": draft,
        "procedure": seen.procedure,
        "page": page,
        "number": names.index(section) + 1 if section in names else len(names),
        "total": len(names),
        "back": seen.before(section),
    }
    return render(request, "citizen/section.html", context, status=422 if page.errors else 200)
