import pytest
from django.db import connection

from bench import statements
from bench.statements import Statement


@pytest.mark.django_db
def test_a_script_brackets_transactions_and_hides_colons_from_pgbench() -> None:
    script = statements.script(
        [
            Statement("SELECT %s", ["a:b"], False),
            Statement("SAVEPOINT x", None, True),
            Statement("INSERT INTO t VALUES (%s, %s)", ["H49-1", 7], True),
        ],
        ["H49-1"],
    )
    assert script.splitlines() == [
        r"\set run random(1, 9000000000000000000)",
        r"SELECT E'a\x3ab';",
        "BEGIN;",
        "INSERT INTO t VALUES ((E'H49-1' || :run::text || E''), 7);",
        "COMMIT;",
    ]


@pytest.mark.django_db
def test_every_statement_is_seen_with_its_values() -> None:
    with statements.captured() as seen, connection.cursor() as cursor:
        cursor.execute("SELECT %s", [1])
    assert [(one.text, one.values) for one in seen] == [("SELECT %s", [1])]
