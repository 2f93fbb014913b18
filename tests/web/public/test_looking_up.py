"""Tracking by code and digits; verifying a result by its QR code and by its file."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.vault import queries as vault
from motcua.web.public import tracking

Submitted = Callable[..., Dossier]
DIGITS = "0001"  # of the citizen


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    """Tries of one test do not count in the next."""
    cache.clear()
    yield
    cache.clear()


def test_tracking_shows_only_what_may_be_seen(client: Client, submitted: Submitted) -> None:
    dossier = submitted()
    response = client.post("/tracking", {"code": f" {dossier.code.lower()} ", "digits": DIGITS})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Nguyễn T. M." in page
    assert "Ủy ban nhân dân phường Hồng Gai" in page
    for hidden in (
        dossier.applicant.name,
        dossier.applicant.personal_id,
        dossier.applicant.phone,
        dossier.secret,
    ):
        assert hidden not in page
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("digits", ["9999", "1", "", "00001", "٠٠٠١", "\x00\x00\x00\x01"])
def test_wrong_digits_show_nothing_and_keep_what_was_typed(
    client: Client, submitted: Submitted, digits: str
) -> None:
    dossier = submitted()
    response = client.post("/tracking", {"code": dossier.code, "digits": digits})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'value="{dossier.code}"' in page
    assert "Nguyễn T. M." not in page


def test_unknown_code_and_wrong_digits_read_alike(client: Client, submitted: Submitted) -> None:
    sentence = "Không có hồ sơ nào khớp"
    wrong = client.post("/tracking", {"code": submitted().code, "digits": "9999"}).content.decode()
    unknown = client.post("/tracking", {"code": "H49.06685-200101-0001", "digits": "9999"}).content.decode()
    assert sentence in wrong
    assert sentence in unknown


@pytest.mark.parametrize("code", ["\x00", "' OR 1=1", "<script>", "😀", "x" * 5000])
def test_strange_codes(client: Client, db: None, code: str) -> None:
    response = client.post("/tracking", {"code": code, "digits": "0001"})
    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()


def test_guessing_is_stopped_even_with_the_right_digits(client: Client, submitted: Submitted) -> None:
    dossier = submitted()
    for _try in range(tracking.TRIES):
        assert client.post("/tracking", {"code": dossier.code, "digits": "9999"}).status_code == 422
    assert client.post("/tracking", {"code": dossier.code, "digits": DIGITS}).status_code == 429
    elsewhere = client.post("/tracking", {"code": dossier.code, "digits": DIGITS}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_qr_code_of_a_new_dossier_says_there_is_no_result(client: Client, submitted: Submitted) -> None:
    dossier = submitted()
    page = client.get(f"/verify/{dossier.secret}").content.decode()
    assert "chưa có kết quả" in page
    assert dossier.applicant.name not in page


@pytest.mark.parametrize("secret", ["nope", "%00", "a" * 500, "%F0%9F%98%80"])
def test_unknown_secret(client: Client, db: None, secret: str) -> None:
    assert client.get(f"/verify/{secret}").status_code == 404


def test_result_is_verified_by_code_and_by_file(client: Client, advanced: Callable[..., Dossier]) -> None:
    dossier = advanced(Verb.RETURN)
    page = client.get(f"/verify/{dossier.secret}").content.decode()
    assert dossier.number in page
    assert "Nguyễn T. M." in page
    assert dossier.result is not None
    pdf = vault.content(dossier.result)

    page = client.post("/verify", {"file": SimpleUploadedFile("kq.pdf", pdf)}).content.decode()
    assert "Chữ ký hợp lệ, nội dung còn nguyên vẹn" in page
    assert "Đúng là kết quả đã phát hành tại đây" in page
    assert "thử nghiệm" in page

    changed = pdf.replace(b"%%EOF", b"%%EOF\n% more", 1) if pdf.count(b"%%EOF") > 1 else pdf + b"\n%x"
    page = client.post("/verify", {"file": SimpleUploadedFile("kq.pdf", changed)}).content.decode()
    assert "Đúng là kết quả đã phát hành tại đây" not in page
    assert "Chữ ký hợp lệ, nội dung còn nguyên vẹn" not in page


@pytest.mark.parametrize("content", [b"", b"not a pdf", b"%PDF-1.7\n garbage %%EOF"])
def test_files_that_are_no_pdf_are_refused_in_words(client: Client, db: None, content: bytes) -> None:
    response = client.post("/verify", {"file": SimpleUploadedFile("a.pdf", content)})
    assert response.status_code == 422
    assert "ds-validation-message" in response.content.decode()


def test_verify_without_a_file(client: Client, db: None) -> None:
    assert client.post("/verify").status_code == 422


def test_a_refused_method_is_a_page(client: Client) -> None:
    answer = client.put("/tracking")
    assert answer.status_code == 405
    assert answer["Allow"]
    assert "Không thực hiện được bằng cách này" in answer.content.decode()
