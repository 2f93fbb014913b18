"""Where things are: the package, the checkout it stands in, and `var`, which holds all that is not code."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent


def var() -> Path:
    """MOTCUA_VAR; otherwise `var` in the checkout, or in the current directory when installed elsewhere."""
    given = os.environ.get("MOTCUA_VAR")
    home = ROOT if (ROOT / "pyproject.toml").exists() else Path()
    return Path(given).resolve() if given else (home / "var").resolve()
