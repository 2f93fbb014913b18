"""The catalogue by program."""

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from tests.web.api.conftest import Program, problem

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_search_without_diacritics(program: Programs) -> None:
    found = program().ask("GET", "/procedures?q=dang ky ket hon").json()["items"]
    assert found[0]["name_vi"] == "Thủ tục đăng ký kết hôn"
    assert "online" in found[0]["channels"]


def test_filters(program: Programs) -> None:
    every = program().ask("GET", "/procedures?limit=100").json()["items"]
    for query, keeps in (
        ("level=commune", lambda row: "commune" in row["levels"]),
        ("online=false", lambda row: "online" not in row["channels"]),
        (f"field={every[0]['field']}", lambda row: row["field"] == every[0]["field"]),
    ):
        found = program().ask("GET", f"/procedures?limit=100&{query}").json()["items"]
        assert {row["code"] for row in found} == {row["code"] for row in every if keeps(row)} != set()
    assert program().ask("GET", "/procedures?life_event=nothing").json()["items"] == []


def test_pages_show_each_procedure_once(program: Programs) -> None:
    every = [row["code"] for row in program().ask("GET", "/procedures?limit=100").json()["items"]]
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = program().ask("GET", f"/procedures?limit=4&after={after}").json()
        seen += [row["code"] for row in page["items"]]
        after = page["next"]
    assert seen == every


def test_a_procedure_has_the_schema_of_its_form(
    program: Programs, application: Callable[..., dict[str, Any]]
) -> None:
    found = program().ask("GET", "/procedures/1.004873").json()
    assert found["definition"]["code"] == found["code"] == "1.004873"
    validator = jsonschema_rs.Draft202012Validator(found["form_schema"])
    assert validator.is_valid(application()["answers"])
    assert not validator.is_valid({"requester": {}})


def test_a_procedure_that_is_none(program: Programs) -> None:
    problem(program().ask("GET", "/procedures/9.999999"), 404, "no-such-procedure")
    problem(program().ask("GET", "/procedures?after=x"), 422, "bad-cursor")
