"""Saying who one is, after the first sign-in through a provider."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from motcua.people.models import Account, Person
from motcua.web.ui.persons import Typed, faults

RIGHT = {
    "kind": "citizen",
    "name": "Đinh Thị Mới",
    "personal_id": "022190 123 456",
    "birth_date": "18/05/1990",
    "sex": "female",
    "phone": "0912 345 678",
    "email": "moi@example.test",
}


@pytest.fixture
def newcomer(db: None) -> Client:
    """Somebody whom a provider vouched for, on the first visit."""
    client = Client()
    account = Account.objects.create(username="moi", name="")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_first_visit_asks_who_one_is_and_leads_back(newcomer: Client) -> None:
    sent = newcomer.get("/my/apply/1.004873")["Location"]
    assert sent == "/my/profile?next=%2Fmy%2Fapply%2F1.004873"
    page = newcomer.get(sent).content.decode()
    assert 'name="next" value="/my/apply/1.004873"' in page
    done = newcomer.post("/my/profile", RIGHT | {"next": "/my/apply/1.004873"})
    assert done["Location"] == "/my/apply/1.004873"
    person = Person.objects.get(account__username="moi")
    assert (person.personal_id, person.birth_date, person.phone) == (
        "022190123456",
        date(1990, 5, 18),
        "0912345678",
    )
    assert not person.verified


def test_somebody_elses_number_gives_nothing_of_theirs(newcomer: Client) -> None:
    """Whoever types the citizen's number stays a stranger: another row, unverified, no dossiers."""
    newcomer.post("/my/profile", RIGHT | {"personal_id": "022190000001", "birth_date": "12/05/1990"})
    assert Person.objects.filter(personal_id="022190000001").count() == 2
    assert not Person.objects.get(account__username="moi").verified


def test_leads_nowhere_else(newcomer: Client) -> None:
    done = newcomer.post("/my/profile", RIGHT | {"next": "https://evil.example/"})
    assert done["Location"] == "/my/"


def test_wrong_answers_are_said_and_kept(newcomer: Client) -> None:
    response = newcomer.post("/my/profile", RIGHT | {"personal_id": "123", "phone": "abc"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="123"' in page
    assert 'value="abc"' in page
    assert "Đinh Thị Mới" in page
    assert not Person.objects.filter(account__username="moi").exists()


def test_organisation_is_asked_for_its_tax_code(newcomer: Client) -> None:
    page = newcomer.post("/my/profile", {"kind": "business", "refresh": "1"}).content.decode()
    assert 'name="tax_code"' in page
    assert 'name="personal_id"' not in page
    assert "error-summary" not in page
    body = {"kind": "business", "name": "Công ty TNHH Mới", "tax_code": "0100109106", "phone": "0912345678"}
    assert newcomer.post("/my/profile", body).status_code == 302


def test_who_is_known_only_reads(newcomer: Client) -> None:
    newcomer.post("/my/profile", RIGHT)
    newcomer.post("/my/profile", RIGHT | {"name": "Tên Khác"})
    assert Person.objects.get(account__username="moi").name == "Đinh Thị Mới"
    assert "Chưa xác thực" in newcomer.get("/my/profile").content.decode()


TODAY = date(2026, 11, 21)
GOOD = Typed(
    kind="citizen", name="Đinh Thị Mới", personal_id="022190123456", tax_code="", birth_date="1990-05-18",
    sex="female", phone="0912345678", email="",
)  # fmt: skip


def test_right_profile_has_no_faults() -> None:
    assert faults(GOOD, TODAY) == {}


@pytest.mark.parametrize(
    ("changes", "marked"),
    [
        ({"kind": "king"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "123 !!"}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"personal_id": "003190123456"}, "personal_id"),
        ({"personal_id": "022189123456"}, "personal_id"),
        ({"birth_date": "2026-11-22"}, "birth_date"),
        ({"birth_date": "31/02/1990"}, "birth_date"),
        ({"sex": "male"}, "sex"),
        ({"sex": ""}, "sex"),
        ({"phone": "12345"}, "phone"),
        ({"email": "khong phai thu"}, "email"),
        ({"kind": "business", "tax_code": "0100109107"}, "tax_code"),
    ],
)
def test_faults(changes: dict[str, Any], marked: str) -> None:
    values = {name: getattr(GOOD, name) for name in Typed.__slots__}
    assert marked in faults(Typed(**{**values, **changes}), TODAY)
