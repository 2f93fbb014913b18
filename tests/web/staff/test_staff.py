"""The engine room: for administrators, and with the law's hands off what was signed."""

from collections.abc import Callable, Iterator
from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.agencies import queries as agencies
from motcua.agencies.models import CalendarDay, Officer
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.kernel import clock, queue
from motcua.people.models import Account
from motcua.signing import queries as signing


@pytest.fixture
def staff(db: None) -> Client:
    """A browser in which an administrator is signed in."""
    account = Account.objects.create_superuser("root", "not used here", name="Quản Trị")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("page", ["/staff/", "/staff/jobs/", "/staff/dossiers/dossier/"])
def test_only_for_staff(client: Client, account: Callable[[str], Account], page: str) -> None:
    anonymous = client.get(page)
    assert anonymous.status_code == 302
    for login in ("leader", "citizen"):
        refused = signed_in(account(login)).get(page, follow=True)
        assert refused.status_code == 403


def test_staff_sign_in_by_the_usual_page_with_its_second_factor(client: Client, db: None) -> None:
    answer = client.get("/staff/login/?next=/staff/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert client.post("/staff/login/", {"username": "root", "password": "x"}).status_code == 302


READ_ONLY = (
    "catalogue/version", "dossiers/dossier", "journal/entry", "journal/seal", "signing/certificate",
    "vault/document", "agencies/unit",
)  # fmt: skip
RECORDED = ("agencies/calendarday", "agencies/workweek")
CHANGED = ("people/account", "people/person", "agencies/agency", "agencies/officer")


@pytest.mark.parametrize("model", [*READ_ONLY, *RECORDED, *CHANGED])
def test_every_list_opens(staff: Client, submitted: Callable[..., Dossier], model: str) -> None:
    submitted()
    assert staff.get(f"/staff/{model}/").status_code == 200
    assert staff.get(f"/staff/{model}/?q=x").status_code == 200


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_was_signed_or_published_is_only_looked_at(staff: Client, model: str) -> None:
    assert staff.get(f"/staff/{model}/add/").status_code == 403


def test_a_dossier_can_be_seen_but_not_touched_nor_read(
    staff: Client, submitted: Callable[..., Dossier]
) -> None:
    dossier = submitted()
    page = staff.get(f"/staff/dossiers/dossier/{dossier.pk}/change/")
    assert page.status_code == 200
    assert dossier.code in page.content.decode()
    assert dossier.secret not in page.content.decode()
    assert "Trần Thị" not in page.content.decode()
    assert (
        staff.post(f"/staff/dossiers/dossier/{dossier.pk}/change/", {"state": "returned"}).status_code == 403
    )
    assert staff.post(f"/staff/dossiers/dossier/{dossier.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_changed_account_is_in_the_journal(staff: Client, account: Callable[[str], Account]) -> None:
    clerk = account("clerk")
    sent = {"username": "clerk", "name": "Vũ Thị Ấn", "email": ""}
    answer = staff.post(f"/staff/people/account/{clerk.pk}/change/", sent)
    assert answer.status_code == 302, answer.content.decode()
    clerk.refresh_from_db()
    assert not clerk.is_active
    entry = Entry.objects.get(subject=f"account:{clerk.pk}", verb="staff-change")
    assert (entry.actor_name, entry.body) == ("Quản Trị", {"fields": ["is_active"]})


def test_a_new_account(staff: Client) -> None:
    page = staff.get("/staff/people/account/add/")
    assert page.status_code == 200
    sent = {"username": "moi", "name": "Cán Bộ Mới", "usable_password": "false"}
    assert staff.post("/staff/people/account/add/", sent).status_code == 302
    made = Account.objects.get(username="moi")
    assert not made.has_usable_password()
    assert made.joined_at is not None


def test_staff_without_all_rights_cannot_give_rights(account: Callable[[str], Account]) -> None:
    helper = account("clerk")
    helper.is_staff = True
    helper.save()
    page = signed_in(helper).get(f"/staff/people/account/{helper.pk}/change/")
    assert page.status_code == 403


def test_an_officer_gets_positions_by_ticking(staff: Client, officer: Callable[[str], Officer]) -> None:
    case = officer("case")
    sent = {
        "account": case.account_id, "agency": case.agency_id, "title_vi": "Công chức", "title_en": "Officer",
        "roles": ["case", "reception"], "active": "on",
    }  # fmt: skip
    assert staff.post(f"/staff/agencies/officer/{case.pk}/change/", sent).status_code == 302
    case.refresh_from_db()
    assert case.roles == ["case", "reception"]


@pytest.fixture
def _calendars() -> Iterator[None]:
    """What a test records is not there for the next one."""
    yield
    agencies.forget_calendars()


STORM = {"day": "2026-08-12", "name_vi": "Nghỉ bão", "name_en": "Storm", "source": "Công điện"}


@pytest.mark.usefixtures("_calendars")
def test_a_holiday_counts_at_once_and_stays_recorded(staff: Client) -> None:
    day, ward, now = date(2026, 8, 12), agencies.agency("H49.06685"), clock.now()
    assert agencies.working_calendar(ward, at=now).hours(day)
    assert staff.post("/staff/agencies/calendarday/add/", STORM).status_code == 302
    assert not agencies.working_calendar(ward, at=now).hours(day)
    made = CalendarDay.objects.get(public=False)
    path = f"/staff/agencies/calendarday/{made.pk}"
    assert staff.post(f"{path}/change/", {**STORM, "name_vi": "Khác"}).status_code == 403
    assert staff.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert Entry.objects.get(subject="calendar:vn", verb="set-day").actor_name == "Quản Trị"
    assert staff.post("/staff/agencies/calendarday/add/", {**STORM, "ordinary": "on"}).status_code == 302
    assert agencies.working_calendar(ward, at=now).hours(day)
    assert staff.get("/staff/agencies/calendarday/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"opening": "buổi sáng"}, "Hãy ghi giờ làm việc theo dạng"),
        ({"opening": "13:30-17:00, 07:00-11:30"}, "theo thứ tự và không chồng lên nhau"),
        ({"opening": "07:00-11:30", "ordinary": "on"}, "Hãy chỉ chọn một"),
    ],
)
def test_hours_that_cannot_be_are_refused(staff: Client, wrong: dict[str, str], said: str) -> None:
    page = staff.post("/staff/agencies/calendarday/add/", {**STORM, **wrong})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not CalendarDay.objects.filter(public=False).exists()


@pytest.mark.usefixtures("_calendars")
def test_an_agency_gets_a_week_of_its_own(staff: Client) -> None:
    ward = agencies.agency("H49.06685")
    lines = ["08:00-12:00, 13:00-17:00"] * 5
    sent = {
        "agency": ward.pk, "pattern": "office", "valid_from": "2026-07-01", "opening": "\r\n".join(lines),
        "source": "Quyết định",
    }  # fmt: skip
    assert staff.get("/staff/agencies/workweek/add/").status_code == 200
    assert staff.post("/staff/agencies/workweek/add/", sent).status_code == 302
    kept = agencies.working_calendar(ward, at=clock.now())
    assert kept.hours(date(2026, 7, 1))[0] == (time(8), time(12))
    assert kept.hours(date(2026, 6, 30))[0] == (time(7), time(11, 30))
    assert not kept.hours(date(2026, 7, 4))
    assert staff.get("/staff/agencies/workweek/").status_code == 200


@pytest.fixture
def failed(db: None) -> int:
    """A job that failed for good."""
    queue.enqueue("dossiers.make_receipt", code="H49.06685-261121-0001")
    number: int = ProcrastinateJob.objects.get().pk
    with connection.cursor() as cursor:  # the model refuses to be saved
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [number])
    return number


def test_a_failed_job_is_tried_once_more(staff: Client, failed: int) -> None:
    page = staff.get("/staff/jobs/").content.decode()
    assert "dossiers.make_receipt" in page
    assert "H49.06685-261121-0001" in page
    assert staff.get(f"/staff/jobs/{failed}/retry").status_code == 405
    assert staff.post(f"/staff/jobs/{failed}/retry").status_code == 302
    assert ProcrastinateJob.objects.get(pk=failed).status == "todo"
    assert Entry.objects.filter(subject=f"job:{failed}", verb="retry-job").exists()
    assert "Không có việc nào bị lỗi" in staff.get("/staff/jobs/").content.decode()
    assert staff.post(f"/staff/jobs/{failed}/retry").status_code == 409


def test_a_new_officer_can_sign(staff: Client, officer: Callable[[str], Officer]) -> None:
    agency = officer("case").agency
    account = Account.objects.create(username="newcomer", name="Người Mới")
    sent = {
        "account": account.pk,
        "agency": agency.pk,
        "title_vi": "Công chức",
        "title_en": "Officer",
        "roles": ["case"],
        "active": "on",
    }
    assert staff.post("/staff/agencies/officer/add/", sent).status_code == 302
    newcomer = Officer.objects.get(account=account)
    certificate = signing.active_certificate(newcomer.holder)
    assert certificate is not None
    assert certificate.name == "Người Mới"
