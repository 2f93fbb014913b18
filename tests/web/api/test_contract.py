"""The API does what its OpenAPI document says, whatever is sent to it and whoever sends it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from motcua.config.wsgi import application as wsgi
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.web.api.urls import api
from tests.web.api.conftest import Program

pytestmark = pytest.mark.django_db

EXAMPLES = 12
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
DOCUMENT = api.get_openapi_schema(path_prefix="/api/v1/")
SCHEMA = schemathesis.openapi.from_dict(dict(DOCUMENT))
SCHEMA.app = lambda environ, start: wsgi({"REMOTE_ADDR": "127.0.0.1", **environ}, start)
OPERATIONS: dict[str, Any] = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in SCHEMA.get_all_operations()
    if isinstance(found, Ok)
}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests stay in the test's transaction, as Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def bounded(test: Callable[..., None]) -> Callable[..., None]:
    """The same few examples every time."""
    return settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(test)


@pytest.mark.parametrize("login", ["", "citizen", "reception", "case"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_keeps_its_word(
    name: str,
    login: str,
    program: Callable[..., Program],
    application: Callable[..., dict[str, Any]],
    submitted: Callable[..., Dossier],
    advanced: Callable[..., Dossier],
) -> None:
    operation = OPERATIONS[name]
    headers = {"Authorization": program(login).headers_of()} if login else {}
    come = {"get_result": Verb.RETURN}.get(name, Verb.RECEIVE if login == "case" else None)
    dossier = advanced(come) if come else submitted()
    code = "1.004873" if name == "get_procedure" else dossier.code
    right_body = application()
    kinds = [operation.as_strategy(GenerationMode.POSITIVE)]
    if operation.body or operation.query:
        kinds.append(operation.as_strategy(GenerationMode.NEGATIVE))
    if operation.path_parameters:
        right_path = {"revision": dossier.revision} if name == "get_notice" else {}
        right_query = {"digits": dossier.applicant.number[-4:]} if name == "track_dossier" else None
        kinds.append(
            operation.as_strategy(
                GenerationMode.POSITIVE, path_parameters={"code": code, **right_path}, query=right_query
            )
        )
    if name == "submit_dossier":
        kinds.append(operation.as_strategy(GenerationMode.POSITIVE, body=right_body))
        kinds.append(kinds[0].map(lambda case: known(case, right_body)))

    @bounded
    @given(st.one_of(kinds))
    def keeps_its_word(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    keeps_its_word()


def known(case: Case[Any], right: dict[str, Any]) -> Case[Any]:
    """The case for a procedure and an agency that exist, so that more than their names is judged."""
    if isinstance(case.body, dict):
        case.body = {**case.body, "procedure": right["procedure"], "agency": right["agency"]}
    return case
