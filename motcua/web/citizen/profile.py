"""Who one is: said once, after the first sign-in; read ever after."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.agencies import queries as agencies
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.people import actions, queries
from motcua.people.models import Account, Person
from motcua.people.rules import PersonKind
from motcua.web.citizen.access import private
from motcua.web.ui import persons, words
from motcua.web.ui.shapes import Row

# State agencies do not register themselves.
KINDS = [(kind, name) for kind, name in persons.KINDS.items() if kind != PersonKind.STATE_AGENCY]


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The form after the first sign-in; what is known, once it is known."""
    account = request.user
    assert isinstance(account, Account)
    after = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    person = queries.person_of(account)
    if person is not None:
        return render(request, "citizen/me.html", {"person": person, "rows": _rows(person)})
    errors: persons.Errors = {}
    given = persons.Typed(name=account.name, email=account.email)
    if request.method == "POST":
        given = persons.read(request.POST.getlist)
        at = clock.now()
        errors = {} if "refresh" in request.POST else persons.faults(given, clock.day(at))
        if "refresh" not in request.POST and not errors:
            try:
                # Nobody has vouched for what was typed: it stays unverified until an officer sees the card.
                actions.register(**given.facts(), account=account, by=account.actor, at=at)
            except Invalid as refusal:
                errors = {path: list(found) for path, found in refusal.fields.items()}
                errors = errors or {"personal_id" if given.natural else "tax_code": [refusal.message]}
            else:
                messages.success(request, _("Đã lưu thông tin của bạn."))
                return HttpResponseRedirect(after) if after else redirect("citizen:dossiers")
    page = {
        "given": given,
        "errors": errors,
        "after": after,
        "kinds": KINDS,
        "sexes": list(persons.SEXES.items()),
    }
    return render(request, "citizen/profile.html", page, status=422 if errors else 200)


def _rows(person: Person) -> list[Row]:
    unit = [person.address, *(agencies.unit_name(code) for code in (person.commune, person.province) if code)]
    rows = [
        Row(_("Họ tên hoặc tên tổ chức"), words.as_typed(person.name)),
        Row(_("Số định danh cá nhân"), person.personal_id),
        Row(_("Mã số thuế"), person.tax_code),
        Row(_("Ngày sinh"), f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""),
        Row(_("Giới tính"), persons.SEXES.get(person.sex, "")),
        Row(_("Điện thoại"), person.phone),
        Row(_("Thư điện tử"), person.email),
        Row(_("Nơi ở"), words.as_typed(", ".join(part for part in unit if part))),
    ]
    return [row for row in rows if row.value]


def _safe(request: HttpRequest, after: str) -> str:
    ours = url_has_allowed_host_and_scheme(after, {request.get_host()}, request.is_secure())
    return after if after and ours else ""
