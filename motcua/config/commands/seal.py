"""motcua seal: seals the journal now, as the nightly job does."""

from argparse import Namespace

from motcua.agencies import queries as agencies
from motcua.kernel import clock
from motcua.signing import actions as signing
from motcua.signing.jobs import SEALER


def run(options: Namespace) -> None:
    """Says what was sealed. Raises NotFound before the country is loaded."""
    now = clock.now()
    made = signing.seal_journal(day=clock.day(now), holder=agencies.site().holder, at=now, by=SEALER)
    print(f"Sealed {made.entries} entries; root {bytes(made.root).hex()}" if made else "Nothing new to seal.")
