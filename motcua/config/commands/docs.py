"""motcua docs: writes docs/generated/, or with --check says what is stale."""

from argparse import Namespace
from pathlib import Path

from motcua.config import generated
from motcua.config.commands import setup


def run(options: Namespace) -> int:
    """Exit code 1 when something was stale and only checked."""
    setup.translations(print)  # the pages say everything in both languages
    stale = generated.write(Path("docs/generated"), check=options.check)
    for name in stale:
        print(f"docs/generated/{name} {'is stale: run motcua docs' if options.check else 'written'}")
    return 1 if options.check and stale else 0
