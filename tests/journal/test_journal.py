"""The journal: nothing changes in it, followers miss nothing, seals find what was altered."""

import time
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from motcua.journal import actions, queries, rules
from motcua.journal.models import Entry, Seal
from motcua.kernel import canonical

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CLERK = rules.Actor("officer:1", "Vũ Thị Ấn")


def record(subject: str = "dossier:H49-260302-0001", **body: object) -> Entry:
    return actions.record(by=CLERK, verb="seal", subject=subject, at=AT, revision=2, agency="H49", body=body)


def seal(day: date = date(2026, 3, 2)) -> Seal | None:
    settle()
    return actions.seal(day=day, at=AT, by=CLERK, sign=lambda data: "s", stamp=lambda digest: b"t")


@pytest.mark.django_db
def test_an_entry_says_the_same_after_it_was_stored() -> None:
    entry = record(note="Đồng ý", số=1)
    stored = Entry.objects.get(pk=entry.pk)
    assert stored.statement() == entry.statement()
    assert canonical.digest(canonical.encode(stored.statement())) == bytes(stored.digest)
    assert queries.altered([stored]) == []


@pytest.mark.django_db
def test_a_changed_word_is_found() -> None:
    entry = Entry.objects.get(pk=record(note="Đồng ý").pk)
    entry.body = {"note": "Không đồng ý"}
    assert [fault.what for fault in queries.altered([entry])] == ["digest differs from its content"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET verb = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "UPDATE journal_seal SET entries = 0",
        "DELETE FROM journal_seal",
    ],
)
def test_the_database_refuses_changes(change: str) -> None:
    record()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.django_db
def test_when_a_row_was_written_is_the_databases_own_word() -> None:
    single = record()
    Entry.objects.bulk_create(
        [actions.compose(by=CLERK, verb="seal", subject="dossier:X", at=AT) for _turn in range(2)]
    )
    third, second, first = (entry.written_at for entry in Entry.objects.order_by("-pk")[:3])
    assert first
    assert second
    assert third
    assert AT < first < second < third  # by row, not by transaction; and not when it is said to have happened
    assert "written_at" not in single.statement()


@pytest.mark.django_db
def test_what_is_told_afterwards_does_not_say_when_it_was_written() -> None:
    with actions.told_afterwards():
        record()
        Entry.objects.bulk_create([actions.compose(by=CLERK, verb="seal", subject="dossier:X", at=AT)])
    record()
    assert [entry.written_at is None for entry in Entry.objects.order_by("-pk")[:3]] == [False, True, True]


def settle() -> None:
    """Waits until every transaction up to the last row has ended: other tests share the server."""
    last = Entry.objects.latest("transaction").transaction
    deadline = time.monotonic() + 120
    while queries.horizon() <= last:
        assert time.monotonic() < deadline, "a transaction of another test never ended"
        time.sleep(0.02)


def drained(follower: str) -> None:
    """The follower has read what was there before the test."""
    settle()
    while True:
        with actions.follow(by=follower) as entries:
            if not entries:
                return


@pytest.mark.django_db(transaction=True)
def test_a_follower_waits_for_a_transaction_still_open() -> None:
    """The later row commits first: it must not be handed out before the earlier one, which would be lost."""
    drained("indicators")
    other = connections.create_connection("default")
    other.settings_dict["NAME"] = connection.settings_dict["NAME"]
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")  # begins before, ends after
        record("dossier:second")
        with actions.follow(by="indicators") as entries:
            assert entries == []
        other.commit()
        settle()
        with actions.follow(by="indicators") as entries:
            assert [entry.subject for entry in entries] == ["dossier:second"]
        with actions.follow(by="indicators") as entries:
            assert entries == []
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_follower_that_fails_reads_again() -> None:
    drained("indicators")
    record("dossier:first")
    settle()
    with pytest.raises(RuntimeError, match="down"), actions.follow(by="indicators"):
        raise RuntimeError("down")
    with actions.follow(by="indicators") as entries:
        assert [entry.subject for entry in entries] == ["dossier:first"]


@pytest.mark.django_db(transaction=True)
def test_seals_cover_every_row_once_and_continue_each_other() -> None:
    seal()
    for number in range(5):
        record(f"dossier:{number}")
    first = seal()
    assert first is not None
    assert first.entries == 6  # and the row of the sealing before
    record("dossier:next-day")
    second = seal(date(2026, 3, 3))
    assert second is not None
    assert second.entries == 2  # the next day's row, and the row of the first sealing
    assert queries.check_seals() == []


@pytest.mark.django_db(transaction=True)
def test_a_seal_finds_a_row_that_was_altered_behind_the_database_back() -> None:
    entry = record()
    seal()
    with connection.cursor() as cursor:  # as a superuser could
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        cursor.execute('UPDATE journal_entry SET body = \'{"note": "x"}\' WHERE id = %s', [entry.pk])
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER ALL")
    assert [fault.what for fault in queries.check_seals()] == ["digest differs from its content"]


@pytest.mark.django_db(transaction=True)
def test_a_seal_finds_a_row_that_was_removed() -> None:
    record("dossier:a")
    entry = record("dossier:b")
    sealed = seal()
    assert sealed is not None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM journal_entry WHERE id = %s", [entry.pk])
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER ALL")
    assert [fault.what for fault in queries.check_seals()] == [
        f"{sealed.entries} entries were sealed, {sealed.entries - 1} are there"
    ]


digests = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


@given(digests, st.data())
def test_the_merkle_root_depends_on_each_leaf_and_its_place(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [
        *leaves[:place],
        bytes(32) if leaves[place] != bytes(32) else b"\x01" * 32,
        *leaves[place + 1 :],
    ]
    assert rules.merkle_root(changed) != rules.merkle_root(leaves)
    assert rules.merkle_root([*leaves, leaves[-1]]) != rules.merkle_root(leaves)


def test_merkle_root_of_known_leaves() -> None:
    """RFC 6962 test vectors: the empty tree, and the tree of one empty leaf."""
    assert rules.merkle_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (
        rules.merkle_root([b""]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
