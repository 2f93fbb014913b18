"""What `motcua setup` does, and that it does it once."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from rich.console import Console

from motcua.config import database
from motcua.config.commands import setup

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Xin chào"\nmsgstr "{}"\n'


def quiet(text: str) -> None:
    """Nobody listens."""


def test_translations_are_compiled_when_they_changed(tmp_path: Path) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO.format("Hello"))
    with override_settings(LOCALE_PATHS=[tmp_path]):
        assert setup.translations(quiet)
        assert not setup.translations(quiet)
        assert b"Hello" in po.with_suffix(".mo").read_bytes()
        po.write_text(PO.format("Good day"))
        later = po.with_suffix(".mo").stat().st_mtime + 10
        os.utime(po, (later, later))
        assert setup.translations(quiet)
        assert b"Good day" in po.with_suffix(".mo").read_bytes()


def test_static_files_are_collected_when_they_changed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    with override_settings(
        STATIC_ROOT=tmp_path / "out",
        STATICFILES_DIRS=[source],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        assert setup.static(quiet)
        assert (tmp_path / "out" / "a.css").exists()
        assert not setup.static(quiet)
        (source / "b.css").write_text("b{}")
        assert setup.static(quiet)
        assert (tmp_path / "out" / "b.css").exists()


@pytest.mark.django_db
def test_tables_that_are_there_are_left_alone() -> None:
    assert not setup.tables(quiet)


@pytest.mark.django_db
def test_an_old_postgresql_is_refused_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_POSTGRESQL", 99)
    with pytest.raises(ImproperlyConfigured, match="99 or newer"):
        setup.set_up(Console(quiet=True))
