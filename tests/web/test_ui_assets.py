"""Assets are built once, described by a lock without addresses, and small."""

import gzip
import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from motcua.kernel.errors import Unavailable
from motcua.web.ui import assets

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "motcua/web/ui/static"
BUDGET = 100_000  # bytes of a page, compressed
FOR_THE_PAGE = 10_000  # of them for its HTML


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what decides the build, and nothing built."""
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    shutil.copytree(ROOT / assets.THEME, tmp_path / assets.THEME)
    return tmp_path


def test_nothing_is_done_when_all_is_built(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    out = checkout / "vendor"
    out.mkdir()
    (out / assets.STAMP).write_text(assets.fingerprint(checkout))
    assert assets.build(checkout, out) is False


def test_a_changed_theme_or_lock_is_built_anew(checkout: Path) -> None:
    before = assets.fingerprint(checkout)
    theme = checkout / assets.THEME / "motcua.json"
    theme.write_text(theme.read_text().replace("#0e5568", "#0e5569"))
    changed = assets.fingerprint(checkout)
    (checkout / "package-lock.json").write_text("{}")
    assert len({before, changed, assets.fingerprint(checkout)}) == 3


def test_without_node_it_says_what_is_needed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unavailable) as refused:
        assets.build(checkout, checkout / "vendor")
    assert refused.value.code == "no-node"
    assert not (checkout / "vendor").exists()


def test_what_npm_says_is_passed_on_and_the_old_assets_stay(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, body in (("node", "echo v22.1.0"), ("npm", "echo no network >&2; exit 1")):
        program = checkout / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{checkout / 'bin'}:/usr/bin:/bin")
    out = checkout / "vendor"
    out.mkdir()
    (out / "theme.css").write_text("old")
    with pytest.raises(Unavailable, match="no network"):
        assets.build(checkout, out)
    assert (out / "theme.css").read_text() == "old"


def test_the_lock_names_no_registry_and_versions_are_exact() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    package = json.loads((ROOT / "package.json").read_text())
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(version[0].isdigit() for version in versions)


def test_a_first_visit_stays_within_its_budget() -> None:
    built = STATIC / "vendor"
    if not (built / assets.STAMP).is_file():
        pytest.skip("assets are not built: run `motcua assets`")
    fonts = [
        built / f"fonts/be-vietnam-pro-{part}-{weight}-normal.woff2"
        for part in ("basic", "vietnamese")
        for weight in assets.WEIGHTS
    ]
    texts = [built / "theme.css", built / "htmx.min.js", STATIC / "ui/motcua.css"]
    sent = sum(font.stat().st_size for font in fonts)
    sent += sum(len(gzip.compress(text.read_bytes(), 6)) for text in texts)
    assert sent <= BUDGET - FOR_THE_PAGE
