"""motcua verify says who signed, and finds what was altered; motcua token and seal do what they say."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from motcua.config.commands import seal, token, verify
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.process import Verb
from motcua.journal.models import Entry
from motcua.kernel import clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.people import queries as people
from motcua.vault import queries as vault

pytestmark = pytest.mark.django_db
Advanced = Callable[..., Dossier]


def run(**given: object) -> int:
    return verify.run(Namespace(**{"file": None, "dossier": None, "journal": False, **given}))


def test_a_dossier_and_its_result(
    advanced: Advanced, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = advanced(Verb.SEAL)
    assert run(dossier=dossier.code) == 0
    said = capsys.readouterr().out
    for name in ("Lê Thị Đón", "Phạm Văn Xét", "Hoàng Minh Duyệt", "Vũ Thị Ấn", "TEST certificate"):
        assert name in said
    assert dossier.result is not None
    content = vault.content(dossier.result)
    path = tmp_path / "result.pdf"
    path.write_bytes(content)
    assert run(file=str(path)) == 0
    assert dossier.code in capsys.readouterr().out
    path.write_bytes(content.replace(b"startxref", b"startXref", 1))
    assert run(file=str(path)) == 1
    assert "ALTERED" in capsys.readouterr().out


def test_an_altered_act_is_found(advanced: Advanced, capsys: pytest.CaptureFixture[str]) -> None:
    dossier = advanced(Verb.APPRAISE)
    act = Entry.objects.get(subject=dossier.subject, verb=Verb.APPRAISE)
    with connection.cursor() as cursor:  # as a superuser could
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        cursor.execute("UPDATE journal_entry SET actor_name = 'Kẻ Khác' WHERE id = %s", [act.pk])
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER ALL")
    assert run(dossier=dossier.code) == 1
    assert "ALTERED" in capsys.readouterr().out


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        run()
    with pytest.raises(NotFound):
        run(file=str(tmp_path / "nothing.pdf"))
    with pytest.raises(NotFound):
        run(dossier="H49-000000-0000")


def test_a_token_opens_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    token.run(Namespace(login="citizen"))
    secret = capsys.readouterr().out.strip()
    account = people.account_of_token(secret, at=clock.now())
    assert account is not None
    assert account.username == "citizen"
    with pytest.raises(NotFound):
        token.run(Namespace(login="nobody"))


@pytest.mark.django_db(transaction=True)
def test_sealing_and_checking_the_journal(capsys: pytest.CaptureFixture[str]) -> None:
    seal.run(Namespace())
    assert "Sealed" in capsys.readouterr().out
    assert run(journal=True) == 0
