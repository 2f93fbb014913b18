"""What nobody should send: each is answered in words, with the right status, and leaves nothing behind."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from motcua.dossiers.models import Attachment, Counter, Dossier
from motcua.dossiers.rules.process import Verb
from motcua.journal.models import Entry
from motcua.people.models import Person
from motcua.vault import queries as vault
from motcua.vault.models import Document
from tests.web.api.conftest import Program, problem
from tests.web.api.test_dossiers import pdf

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
Application = Callable[..., dict[str, Any]]
HEAD = '{"procedure":"1.004873","agency":"H49.06685","answers":'
MARKUP = """<script>alert(1)</script>"><img src=x> {{ 7*7 }} #eval("1+1") $x$ \\u{41} '); DROP TABLE x;--"""


def stored() -> tuple[int, ...]:
    """How much there is of everything that a submission could leave behind."""
    return tuple(model.objects.count() for model in (Dossier, Attachment, Counter, Entry, Person, Document))


# Bodies


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("null", 422),
        ("[]", 422),
        ('"text"', 422),
        ("{", 400),
        ("{} {}", 400),
        ("\x00", 400),
        (b"\xff\xfe\x00", 400),
        ("procedure=1.004873", 400),
        ("[" * 100_000, 400),
        ('{"a":' * 100_000, 400),
        (HEAD + '{"a":' * 900 + "1" + "}" * 901, 422),
        (HEAD + '{"a":NaN}}', 400),
        (HEAD + '{"a":-Infinity}}', 400),
        (HEAD + '{"a":1e400}}', 400),
        (HEAD + '{"a":' + "9" * 4_000 + "}}", 422),
        (HEAD + '{"a":' + "9" * 5_000 + "}}", 400),
        (HEAD + '{"requester":{"relation":"' + "x" * 1_000_000 + '"}}}', 422),
        (HEAD + '{"requester":{"relation":"' + "x" * 3_000_000 + '"}}}', 413),
        (HEAD + "{" + ",".join(f'"a{n}":{{}}' for n in range(20_000)) + "}}", 422),
        (HEAD + '"\\ud800"}', 422),
        (HEAD + '{"\\ud800":{"\\udfff":"\\ud800"}}}', 422),
        (HEAD + '{"requester":{"relation":"\\u0000"}}}', 422),
        (HEAD + "[1,2]}", 422),
        (HEAD + "7}", 422),
        (HEAD + "null}", 422),
    ],
)
def test_a_body_that_is_no_application(body: str | bytes, status: int, program: Programs) -> None:
    citizen = program("citizen")
    before = stored()
    told = problem(citizen.ask("POST", "/dossiers", body), status)
    assert "fields" in told or status != 422
    assert stored() == before


@pytest.mark.parametrize(
    "change",
    [
        {"state": "returned"},
        {"applicant_name": "Ai Đó"},
        {"typed_by_officer": True},
        {"procedure": 1},
        {"procedure": "\ud800"},
        {"procedure": "1.004873\x00"},
        {"agency": "H49.06685' OR '1'='1"},
        {"agency": ["H49.06685"]},
        {"channel": "pigeon"},
        {"channel": None},
        {"answers": []},
        {"answers": {"requester": "x"}},
        {"answers": {"nothing": {"of": "the kind"}}},
        {"files": []},
        {"files": {"relation_proof": [0]}},
        {"files": {"relation_proof": [-1]}},
        {"files": {"relation_proof": [2**63]}},
        {"files": {"relation_proof": ["1; DROP TABLE"]}},
        {"files": {"relation_proof": list(range(1, 30))}},
        {"files": {"no_such_paper": []}},
        {"files": {"x" * 500: [1]}},
        {"files": {"../../etc/passwd": [1]}},
        {"handed": ["no_such_paper"]},
        {"handed": "authorisation"},
        {"applicant": "reception"},
        {"applicant": {"name": "A", "account": 1}},
    ],
)
def test_an_application_with_a_wrong_part(
    change: dict[str, Any], program: Programs, application: Application
) -> None:
    citizen = program("citizen")
    before = stored()
    told = problem(citizen.ask("POST", "/dossiers", {**application(), **change}), 422)
    assert told["fields"]
    assert stored() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"procedure": "9.999999"}, "no-such-procedure"),
        ({"agency": "H99.1"}, "no-such-agency"),
    ],
)
def test_what_does_not_exist(
    change: dict[str, Any], code: str, program: Programs, application: Application
) -> None:
    problem(program("citizen").ask("POST", "/dossiers", {**application(), **change}), 404, code)


@pytest.mark.parametrize(
    "code",
    ["%00", "%ed%a0%80", "'", "9" * 5_000, "%F0%9F%98%80", "..%5c..", "H49.06685-261121-0001%0d%0aX: 1"],
)
@pytest.mark.parametrize(
    "path", ["/procedures/{}", "/dossiers/{}", "/dossiers/{}/result", "/tracking/{}?digits=0000"]
)
def test_codes_that_cannot_be(path: str, code: str, program: Programs) -> None:
    problem(program("citizen").ask("GET", path.format(code)), 404)


@pytest.mark.parametrize("name", ["q", "field", "level", "life_event", "after", "online", "limit"])
@pytest.mark.parametrize(
    "value", ["%00", "'--", "%ed%a0%80", "%F0%9F%98%80", "x" * 300, "-1", "&limit=1&limit=2"]
)
def test_searches_that_cannot_be(name: str, value: str, program: Programs) -> None:
    assert program().ask("GET", f"/procedures?{name}={value}").status_code in (200, 422)


# Text that is not only text


def test_markup_is_kept_as_it_was_typed(
    program: Programs, application: Application, advanced: Callable[..., Dossier]
) -> None:
    body = application()
    section, field = free_text(body["answers"])
    body["answers"][section][field] = MARKUP
    code = program("citizen").ask("POST", "/dossiers", body).json()["code"]
    assert program("citizen").ask("GET", f"/dossiers/{code}").json()["answers"][section][field] == MARKUP
    result = advanced(Verb.SEAL, Dossier.objects.get(code=code)).result
    assert result is not None
    assert vault.content(result).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "name", ["😀 Nguyễn", "<b>Nguyễn</b>", '#eval("1")', "A" * 200, "Nguye\u0302\u0303n", "\u202egnourt"]
)
def test_a_name_is_whatever_people_are_called(name: str, program: Programs, application: Application) -> None:
    applicant = {"name": name, "personal_id": "022090001234"}
    made = program("reception").ask("POST", "/dossiers", application(channel="direct", applicant=applicant))
    assert made.status_code == 201
    assert made.json()["applicant"] in (name, "Nguyễn")


@pytest.mark.parametrize("note", ["\x00", "\x1b[31m", "x" * 2_001])
def test_notes_that_cannot_be_kept(note: str, program: Programs, submitted: Callable[..., Dossier]) -> None:
    code = submitted().code
    problem(program("reception").ask("POST", f"/dossiers/{code}/acts", {"act": "receive", "note": note}), 422)
    assert Dossier.objects.get(code=code).revision == 1


def free_text(answers: dict[str, Any]) -> tuple[str, str]:
    """A field of the form that takes any text."""
    assert "marriage_place" in answers["purpose"]
    return "purpose", "marriage_place"


# Files


def bomb() -> bytes:
    """A kilobyte that unpacks to a megabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", b"\0" * 2**20)
    return packed.getvalue()


PDF = b"%PDF-1.7\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file-empty"),
        ("a.pdf", b"<html><script>alert(1)</script>", "file-type"),
        ("a.pdf", b"<html>" + PDF, "file-type"),
        ("a.pdf", PNG + struct.pack(">II", 10, 10), "file-extension"),
        ("a.png", PNG + struct.pack(">II", 60_000, 60_000), "file-picture"),
        ("a.png", PNG, "file-picture"),
        ("a.jpg", b"\xff\xd8\xff", "file-picture"),
        ("a.pdf", bomb(), "file-type"),
        ("a.pdf", PDF[:9] + b"0" * (21 * 2**20) + PDF[9:], "file-too-large"),
        ("a.exe", PDF, "file-extension"),
        ("a.pdf.html", PDF, "file-extension"),
        ('a"\r\nX-Evil: 1.pdf', PDF, "file-extension"),
        ("pdf", PDF, "file-extension"),
    ],
)
def test_files_that_are_not_kept(name: str, content: bytes, code: str, program: Programs) -> None:
    problem(program("citizen").post("/api/v1/uploads", {"file": pdf(name, content)}), 422, code)
    assert not Document.objects.filter(owner__isnull=False).exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("😀.pdf", "😀.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("<img src=x>.pdf", "_img src=x_.pdf"),
        ("x" * 500 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name: str, kept: str, program: Programs) -> None:
    answer = program("citizen").post("/api/v1/uploads", {"file": pdf(name)})
    assert answer.status_code == 201
    assert answer.json()["name"] == kept


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data; boundary=x", b"garbage", 422),
        ("multipart/form-data", b"garbage", 400),
        ("multipart/form-data; boundary=", b"garbage", 400),
        ("multipart/form-data; boundary=\xff", b"garbage", 400),
        ("application/json", b'{"file": "x"}', 422),
        ("text/plain", b"%PDF-1.7", 422),
    ],
)
def test_what_is_no_upload(kind: str, body: bytes, status: int, program: Programs) -> None:
    problem(program("citizen").generic("POST", "/api/v1/uploads", body, kind), status)


@pytest.mark.parametrize(
    "fields",
    [{f"f{n}": "x" for n in range(4_000)}, {f"f{n}": pdf() for n in range(40)}, {"f": "x" * 3_000_000}],
    ids=["fields", "files", "text"],
)
def test_too_much_at_once(fields: dict[str, Any], program: Programs) -> None:
    problem(program("citizen").post("/api/v1/uploads", fields), 413, "too-large")
