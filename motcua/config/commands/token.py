"""motcua token LOGIN: a bearer token of the API, shown once."""

import sys
from argparse import Namespace

from motcua.journal.rules import Actor
from motcua.kernel import clock
from motcua.people import actions as people


def run(options: Namespace) -> None:
    """Prints the token alone, so that it can be piped. Raises NotFound."""
    print(
        people.issue_token(
            login=options.login, at=clock.now(), by=Actor("system:command-line", "motcua token")
        )
    )
    print(f"Good for {people.TOKEN_DAYS} days; it is not shown again.", file=sys.stderr)
