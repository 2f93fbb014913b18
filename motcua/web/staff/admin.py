"""What administrators see and set right. What was signed, published or handed in can only be looked at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from motcua.agencies import actions as agencies
from motcua.agencies.models import Agency, CalendarDay, Officer, Unit, WorkWeek
from motcua.agencies.rules import hours
from motcua.agencies.rules.kinds import ROLE_NAMES
from motcua.catalogue.models import Version
from motcua.dossiers.models import Dossier
from motcua.journal import actions as journal
from motcua.journal.models import Entry, Seal
from motcua.kernel.clock import now
from motcua.people.models import Account, Person
from motcua.signing import actions as signing
from motcua.signing.models import Certificate
from motcua.signing.rules.values import Kind
from motcua.vault.models import Document
from motcua.web.staff.calendars import DayForm, WeekForm

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
    AccountAdminBase = UserAdmin[Account]
    CreationForm = AdminUserCreationForm[Account]
    OfficerFormBase = forms.ModelForm[Officer]
    Pages = Paginator[Any]
else:
    Admin, AccountAdminBase, CreationForm = admin.ModelAdmin, UserAdmin, AdminUserCreationForm
    OfficerFormBase, Pages = forms.ModelForm, Paginator

MOST = 1000  # rows that a list counts and shows; beyond that, search


class EngineRoom(admin.AdminSite):
    """Django admin for those marked as staff. They sign in as everybody does, second factor included."""

    site_header = _("Motcua: phòng máy")
    site_title = _("Phòng máy")
    index_title = _("Quản trị hệ thống")
    index_template = "staff/index.html"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The usual sign-in page; who is signed in and not staff is refused."""
        guarded = secure_admin_login(super().login)  # type: ignore[no-untyped-call]
        answer: HttpResponse = guarded(request, extra_context)
        return answer


site = EngineRoom(name="admin")


class Capped(Pages):
    """Pages that never count a table of millions."""

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return len(rows.values_list("pk")[:MOST])


class Listed(Admin):
    """What all lists share."""

    paginator = Capped
    show_full_result_count = False
    list_per_page = 50


class ReadOnly(Listed):
    """To be looked at: the law, or a signature, forbids changing it."""

    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Recorded(Listed):
    """May be changed, and each change is in the journal. Nothing is deleted: dossiers keep pointing at it."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        _record(request, obj, "staff-change" if change else "staff-add", list(form.changed_data))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _record(request: HttpRequest, obj: Model, verb: str, changed: list[str]) -> None:
    account = request.user
    assert isinstance(account, Account)
    journal.record(
        by=account.actor,
        verb=verb,
        subject=f"{obj._meta.model_name}:{obj.pk}",
        at=now(),
        body={"fields": changed},
    )


class NewAccount(CreationForm):
    """A new account: who it is, and a password or none."""

    class Meta:
        model = Account
        fields = ("username", "name")


@admin.register(Account, site=site)
class AccountAdmin(Recorded, AccountAdminBase):
    add_form = NewAccount
    ordering = ("username",)
    list_display = ("username", "name", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "name")
    filter_horizontal = ("user_permissions",)
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email")}),
        (_("Quyền"), {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only who has all rights can give rights."""
        return () if request.user.is_superuser else ("is_staff", "is_superuser", "user_permissions")

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        if isinstance(obj, Account) and not change:
            obj.joined_at = now()
        super().save_model(request, obj, form, change)


@admin.register(Person, site=site)
class PersonAdmin(Recorded):
    list_display = ("name", "kind", "personal_id", "tax_code", "verified")
    list_filter = ("kind", "verified")
    search_fields = ("personal_id__exact", "tax_code__exact", "name")
    raw_id_fields = ("account",)


class OfficerForm(OfficerFormBase):
    """Positions as boxes to tick."""

    roles = forms.MultipleChoiceField(
        choices=[(str(role), name) for role, name in ROLE_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        label=_("Vị trí trong quy trình"),
    )

    class Meta:
        model = Officer
        fields = ("account", "agency", "title_vi", "title_en", "roles", "active")


@admin.register(Officer, site=site)
class OfficerAdmin(Recorded):
    form = OfficerForm
    list_display = ("account", "agency", "title_vi", "roles", "active")
    list_filter = ("active",)
    list_select_related = ("account", "agency")
    search_fields = ("account__username", "account__name", "agency__code__exact")
    raw_id_fields = ("account", "agency")

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """An officer signs from the first day: whoever has no key yet is issued one."""
        super().save_model(request, obj, form, change)
        assert isinstance(obj, Officer)
        assert isinstance(request.user, Account)
        signing.issue_key(
            holder=obj.holder,
            common_name=obj.account.name,
            organisation=obj.agency.name_vi,
            kind=Kind.PERSONAL,
            at=now(),
            by=request.user.actor,
        )


@admin.register(Agency, site=site)
class AgencyAdmin(Recorded):
    list_display = ("code", "name_vi", "kind", "code_known")
    list_filter = ("kind",)
    search_fields = ("code__exact", "name_vi")
    raw_id_fields = ("parent", "unit", "reception")
    ordering = ("code",)


@admin.register(Unit, site=site)
class UnitAdmin(ReadOnly):
    list_display = ("code", "name", "kind", "province")
    list_select_related = ("province",)
    search_fields = ("code__exact", "name", "folded")
    ordering = ("code",)


@admin.register(CalendarDay, site=site)
class CalendarDayAdmin(ReadOnly):
    """Days are recorded, not changed: a later record about the same day takes the place of an earlier one."""

    form = DayForm
    list_display = ("day", "agency", "opening", "name_vi", "source", "recorded_at")
    list_select_related = ("agency",)
    date_hierarchy = "day"
    raw_id_fields = ("agency",)

    @admin.display(description=_("Giờ làm việc"))
    def opening(self, row: CalendarDay) -> str:
        if row.stands_for:
            return f"= {row.stands_for:%d/%m/%Y}"
        return str(_("như ngày thường") if row.hours is None else hours.shown(row.hours) or _("nghỉ"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        assert isinstance(request.user, Account)
        given = form.cleaned_data
        closed_or_hours = None if given["ordinary"] or given["stands_for"] else hours.write(given["opening"])
        made = agencies.set_day(
            agency=given["agency"],
            day=given["day"],
            hours=closed_or_hours,
            stands_for=given["stands_for"],
            name_vi=given["name_vi"],
            name_en=given["name_en"],
            source=given["source"],
            by=request.user.actor,
            at=now(),
        )
        obj.pk = made.pk  # Django's log of the engine room names the row


@admin.register(WorkWeek, site=site)
class WorkWeekAdmin(ReadOnly):
    """Recorded as days are: a later record takes the place of an earlier one."""

    form = WeekForm
    list_display = ("agency", "pattern", "valid_from", "source", "recorded_at")
    list_select_related = ("agency",)
    raw_id_fields = ("agency",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        assert isinstance(request.user, Account)
        given = form.cleaned_data
        made = agencies.set_week(
            agency=given["agency"],
            pattern=given["pattern"],
            valid_from=given["valid_from"],
            week=given["opening"],
            source=given["source"],
            by=request.user.actor,
            at=now(),
        )
        obj.pk = made.pk


@admin.register(Version, site=site)
class VersionAdmin(ReadOnly):
    list_display = ("code", "number", "name_vi", "valid_from")
    search_fields = ("code__exact",)


@admin.register(Dossier, site=site)
class DossierAdmin(ReadOnly):
    """Where it stands; what people wrote in it is none of an administrator's business."""

    list_display = ("code", "procedure_code", "agency", "state", "submitted_at", "due_at")
    list_filter = ("state",)
    list_select_related = ("agency",)
    search_fields = ("code__exact",)
    exclude = ("answers", "proposal", "secret", "submission_key")


@admin.register(Entry, site=site)
class EntryAdmin(ReadOnly):
    list_display = ("at", "actor_name", "verb", "subject", "revision")
    search_fields = ("subject__exact", "actor__exact")
    exclude = ("body",)


@admin.register(Seal, site=site)
class SealAdmin(ReadOnly):
    list_display = ("day", "entries", "sealed_at")


@admin.register(Certificate, site=site)
class CertificateAdmin(ReadOnly):
    list_display = ("name", "organisation", "kind", "not_before", "not_after", "is_test", "revoked_at")
    list_filter = ("kind", "is_test")
    search_fields = ("holder__exact", "fingerprint__exact", "name")


@admin.register(Document, site=site)
class DocumentAdmin(ReadOnly):
    list_display = ("name", "media_type", "size", "kept_at")
    search_fields = ("sha256__exact",)
