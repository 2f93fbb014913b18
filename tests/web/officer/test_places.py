"""Filed here for an agency elsewhere; and how the result is to be delivered."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from motcua.dossiers.models import Dossier, Draft
from tests.web.officer.conftest import As
from tests.web.officer.test_counter import STRANGER, begin, fill


@pytest.fixture
def reception(as_: As) -> Client:
    return as_("reception")


def text(response: Any) -> str:
    found: str = unescape(response.content.decode())
    return found


def filled(client: Client) -> str:
    at = begin(client)
    client.post(f"{at}person", {**STRANGER, "next": "1"})
    fill(client, at)
    client.post(f"{at}documents", {"handed": ["residence_proof"], "next": "1"})
    return at


def test_as_it_stands_the_own_agency_decides(reception: Client) -> None:
    at = filled(reception)
    page = text(reception.get(f"{at}review"))
    assert "Đổi nơi giải quyết, cách nhận kết quả" in page
    assert "Bản giấy, nhận tại quầy" in page
    reception.post(f"{at}review", {"submit": "1"})
    dossier = Dossier.objects.get()
    assert dossier.helper == dossier.desk == dossier.agency
    assert dossier.delivery == "counter"


def test_received_here_for_another_commune(reception: Client, as_: As) -> None:
    at = filled(reception)
    assert 'value="H49.06673"' in text(reception.get(f"{at}place"))
    sent = {"agency": "H49.06673", "desk": "here", "delivery": "post", "address": "Số 5 đường Thí Điểm"}
    assert reception.post(f"{at}place", sent)["Location"] == f"{at}review"
    assert "Số 5 đường Thí Điểm" in text(reception.get(f"{at}review"))
    answer = reception.post(f"{at}review", {"receive": "1"})
    dossier = Dossier.objects.get()
    assert (dossier.agency.code, dossier.desk.code, dossier.state) == ("H49.06673", "H49.06685", "received")
    assert (dossier.delivery, dossier.delivery_address) == ("post", "Số 5 đường Thí Điểm")
    assert dossier.code in text(reception.get(answer["Location"]))
    assert dossier.code in text(as_("case.06673").get("/office/"))
    assert "Nơi tiếp nhận và trả kết quả" in text(as_("case.06673").get(f"/office/dossiers/{dossier.code}"))


def test_only_helped(reception: Client, as_: As) -> None:
    at = filled(reception)
    reception.post(f"{at}place", {"agency": "H49.06673", "desk": "here", "delivery": "online"})
    reception.post(f"{at}place", {"agency": "H49.06673", "desk": "helped", "delivery": "online"})
    page = text(reception.get(f"{at}review"))
    assert "Nộp và tiếp nhận ngay" not in page
    assert "Nộp cho cơ quan giải quyết" in page
    answer = reception.post(f"{at}review", {"submit": "1", "receive": "1"})
    dossier = Dossier.objects.get()
    assert (dossier.desk.code, dossier.state) == ("H49.06673", "submitted")
    assert dossier.helper is not None
    assert dossier.helper.code == "H49.06685"
    assert reception.get(answer["Location"]).status_code == 200
    assert dossier.code in text(as_("reception.06673").get("/office/"))
    assert "Nơi giúp nộp hồ sơ" in text(as_("reception.06673").get(f"/office/dossiers/{dossier.code}"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"agency": ""}, "Vui lòng chọn cơ quan giải quyết."),
        ({"agency": "H49.01"}, "Vui lòng chọn cơ quan giải quyết."),
        ({"agency": "H01.00001"}, "Vui lòng chọn cơ quan giải quyết."),
        ({"desk": "moon"}, "Vui lòng chọn nơi tiếp nhận."),
        ({"delivery": "pigeon"}, "Vui lòng chọn cách nhận kết quả."),
        ({"delivery": "post", "address": " "}, "Vui lòng ghi địa chỉ"),
    ],
)
def test_a_wrong_place_is_refused_and_what_was_chosen_stays(
    reception: Client, wrong: dict[str, str], sentence: str
) -> None:
    at = begin(reception)
    sent = {"agency": "H49.06673", "desk": "here", "delivery": "counter", "address": "Số <5>", **wrong}
    answer = reception.post(f"{at}place", sent)
    assert answer.status_code == 422
    assert sentence in text(answer)
    if "address" not in wrong:
        assert 'value="Số <5>"' in text(answer)
    draft = Draft.objects.get()
    assert draft.agency is not None
    assert draft.agency.code == "H49.06685"


def test_a_procedure_of_the_province_is_received_at_a_commune(reception: Client) -> None:
    at = begin(reception, "1.013061")
    draft = Draft.objects.get()
    assert draft.agency is not None
    assert draft.desk is not None
    assert draft.agency.kind == "department"
    assert draft.desk.code == "H49.06685"
    assert 'name="agency"' not in text(reception.get(f"{at}place"))
    assert reception.post(f"{at}place", {"desk": "here", "delivery": "online"}).status_code == 302


def test_a_colleague_does_not_see_where(as_: As, reception: Client) -> None:
    at = begin(reception)
    assert as_("reception.06673").get(f"{at}place").status_code == 404
