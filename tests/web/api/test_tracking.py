"""Following a dossier with its code and four digits."""

from collections.abc import Callable

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from tests.web.api.conftest import Program, problem

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_who_knows_code_and_digits_sees_where_it_stands(
    program: Programs, advanced: Callable[..., Dossier]
) -> None:
    dossier = advanced(Verb.APPRAISE)
    digits = dossier.applicant.number[-4:]
    for code in (dossier.code, dossier.code.lower(), f"%20{dossier.code}"):
        seen = program().ask("GET", f"/tracking/{code}?digits={digits}").json()
        assert seen["state"] == "appraised"
        assert [step["step"] for step in seen["steps"] if step["current"]] == ["approve"]
    told = str(seen)
    for secret in (
        dossier.applicant_name,
        dossier.applicant.number,
        dossier.applicant.phone,
        "Đủ điều kiện.",
    ):
        assert secret not in told


def test_wrong_digits_say_what_a_wrong_code_says(
    program: Programs, submitted: Callable[..., Dossier]
) -> None:
    dossier = submitted()
    digits = dossier.applicant.number[-4:]
    wrong = problem(program().ask("GET", f"/tracking/{dossier.code}?digits={int(digits) ^ 1:04}"), 404)
    assert wrong == problem(program().ask("GET", f"/tracking/H49.06685-000000-0001?digits={digits}"), 404)


@pytest.mark.parametrize("digits", ["", "123", "12345", "abcd", "١٢٣٤", "1234%0a", "%00000"])
def test_digits_are_four_digits(digits: str, program: Programs, submitted: Callable[..., Dossier]) -> None:
    problem(program().ask("GET", f"/tracking/{submitted().code}?digits={digits}"), 422)


def test_guessing_ends_after_twenty(program: Programs, submitted: Callable[..., Dossier]) -> None:
    dossier = submitted()
    for _ in range(20):
        problem(program().ask("GET", f"/tracking/{dossier.code}?digits=0000"), 404)
    answer = program().ask("GET", f"/tracking/{dossier.code}?digits={dossier.applicant.number[-4:]}")
    problem(answer, 429, "too-many-requests")
    assert answer["Retry-After"] == "600"
