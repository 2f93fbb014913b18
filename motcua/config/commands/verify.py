"""motcua verify: who signed what, when, and whether anything was altered."""

import sys
from argparse import Namespace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import CheckedAct
from motcua.journal import queries as journal
from motcua.kernel import canonical, clock
from motcua.kernel.errors import Invalid, NotFound
from motcua.signing import queries as signing
from motcua.signing.rules.values import DocumentReport
from motcua.vault import queries as vault

WIDE = 180  # columns where nobody watches: a table that is piped must not be cut
out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)


def run(options: Namespace) -> int:
    """Exit code 0 when all holds, 1 when something does not. Raises NotFound, Invalid."""
    if options.journal:
        return _journal()
    if options.dossier:
        return _dossier(options.dossier)
    if not options.file:
        raise Invalid("Name a PDF file, or --dossier CODE, or --journal.", code="nothing-to-verify")
    path = Path(options.file)
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", code="no-such-file")
    return _document(path.read_bytes())


def _document(pdf: bytes) -> int:
    report = signing.verify_document(pdf, at=clock.now())
    _show_document(report)
    registered = dossiers.by_result(canonical.digest(pdf).hex())
    out.print(
        f"Registered as the result of dossier {registered.code}." if registered else "Not registered here."
    )
    return 0 if report.ok else 1


def _show_document(report: DocumentReport) -> None:
    table = Table("field", "signed by", "organisation", "when", "level", "verdict")
    for one in report.signatures:
        verdict = "valid" if one.intact and one.trusted else f"NOT VALID: {one.why}"
        when = f"{clock.local(one.signed_at):%Y-%m-%d %H:%M:%S}" if one.signed_at else "-"
        table.add_row(
            one.field,
            one.name,
            one.organisation,
            when,
            one.level,
            verdict + (" (TEST certificate)" if one.is_test else ""),
        )
    out.print(table)
    if not report.signatures:
        out.print("This document carries no signature.")
    elif report.altered:
        out.print("[bold red]ALTERED after it was signed.[/]")
    else:
        out.print("Nothing was altered.")


def _dossier(code: str) -> int:
    dossier = dossiers.of_code(code)
    checked = dossiers.checked_history(dossier)
    table = Table("revision", "when", "act", "by", "signature")
    for one in checked:
        when = f"{clock.local(one.entry.at):%Y-%m-%d %H:%M:%S}"
        table.add_row(str(one.entry.revision), when, one.entry.verb, one.entry.actor_name, _verdict(one))
    out.print(f"Dossier {dossier.code}", table)
    good = all(one.holds for one in checked)
    if dossier.result is not None:
        report = signing.verify_document(vault.content(dossier.result), at=clock.now())
        out.print("Result:")
        _show_document(report)
        good = good and report.ok
    out.print("Everything holds." if good else "[bold red]Something does NOT hold.[/]")
    return 0 if good else 1


def _verdict(one: CheckedAct) -> str:
    if not one.intact:
        return "ALTERED: the row is not what was recorded"
    if one.signature is None:
        return "not needed" if one.holds else "MISSING"
    if not one.holds:
        return f"NOT VALID: {one.signature.why or 'signed by another'}"
    return "valid" + (" (TEST certificate)" if one.signature.is_test else "")


def _journal() -> int:
    faults = journal.check_seals()
    for fault in faults:
        out.print(f"[bold red]{fault.where}: {fault.what}[/]")
    out.print("Every sealed row and every seal holds." if not faults else f"{len(faults)} faults.")
    return 1 if faults else 0
