"""`motcua django`: Django's management commands."""

import argparse

from django.core.management import execute_from_command_line


def run(options: argparse.Namespace) -> None:
    """Runs the rest of the command line as Django would."""
    execute_from_command_line(["motcua django", *options.rest])
