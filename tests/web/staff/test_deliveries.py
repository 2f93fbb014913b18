"""Administrators see what did not arrive, send it again, and look at what each event says."""

from collections.abc import Callable

import pytest
from django.test import Client

from motcua.journal.models import Entry
from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.kernel.errors import Invalid
from motcua.notifications import actions, ports
from motcua.notifications.models import Delivery
from motcua.notifications.rules import Notice
from motcua.notifications.rules.kinds import Status
from motcua.notifications.rules.templates import names, template, templates
from motcua.people.models import Account

BY = Actor("system:test", "Kiểm thử")


@pytest.fixture
def staff(db: None) -> Client:
    """A browser in which an administrator is signed in."""
    account = Account.objects.create_superuser("root", "not used here", name="Quản Trị")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Refusing:
    def send(self, mail: ports.Mail) -> None:
        raise Invalid(code="mailbox-refused") from OSError(f"550 {mail.to} unknown")


@pytest.fixture
def failed(account: Callable[[str], Account], monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """A mail that no server took."""
    monkeypatch.setattr(ports, "mailer", Refusing)
    officer = account("case")
    officer.email = "minh.pham@example.test"
    officer.save()
    event = "dossier.assign"
    data = {name: names()[name]["vi"] for name in template(event).data}
    at = clock.now()
    actions.post([Notice("one", event, data, "/office/", officer.pk)], by=BY, at=at)
    actions.deliver(by=BY, at=at)
    return Delivery.objects.get(status=Status.FAILED)


PAGES = ["/staff/messages/", "/staff/messages/templates/", "/staff/messages/templates/dossier.seal"]


@pytest.mark.parametrize("page", PAGES)
def test_only_for_staff(client: Client, account: Callable[[str], Account], page: str) -> None:
    assert client.get(page).status_code == 302
    client.force_login(account("leader"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(page).status_code == 403


def test_what_failed_and_why(staff: Client, failed: Delivery) -> None:
    page = staff.get("/staff/messages/").content.decode()
    assert "dossier.assign" in page
    assert "Máy chủ thư từ chối địa chỉ hoặc nội dung này." in page
    assert "550 m•••@example.test unknown" in page
    assert "minh.pham@example.test" not in page
    assert "Trần Thị Hoa" not in page  # what the message says is none of an administrator's business


def test_sent_again_at_the_touch_of_a_button(staff: Client, failed: Delivery) -> None:
    address = f"/staff/messages/{failed.pk}/retry"
    assert staff.get(address).status_code == 405
    page = staff.post(address, follow=True).content.decode()
    assert "Không có thông báo nào gửi lỗi" in page
    failed.refresh_from_db()
    assert failed.status == Status.QUEUED
    entry = Entry.objects.get(verb="retry-delivery")
    assert (entry.actor_name, entry.subject) == ("Quản Trị", f"delivery:{failed.pk}")
    assert staff.post(address).status_code == 409
    assert staff.post("/staff/messages/999999/retry").status_code == 404


def test_an_officer_cannot_send_it_again(
    client: Client, account: Callable[[str], Account], failed: Delivery
) -> None:
    client.force_login(account("case"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/staff/messages/{failed.pk}/retry").status_code == 403


def test_every_event_can_be_looked_at_in_both_languages(staff: Client) -> None:
    overview = staff.get("/staff/messages/templates/").content.decode()
    for event in templates():
        assert f"/staff/messages/templates/{event}" in overview
        page = staff.get(f"/staff/messages/templates/{event}").content.decode()
        assert 'lang="vi"' in page
        assert 'lang="en"' in page
        assert "{" not in page.partition("<main")[2].partition("</main>")[0]
    assert staff.get("/staff/messages/templates/dossier.fly").status_code == 404
