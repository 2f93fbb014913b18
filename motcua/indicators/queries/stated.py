"""Dossiers whose row says another state than the newest act in their journal.

Rows can be edited by whoever reaches the database; the journal cannot.
"""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from motcua.dossiers.rules.process import State, Verb
from motcua.indicators.rules import honesty
from motcua.indicators.rules.honesty import STATE_WITHOUT_ACT, Finding
from motcua.indicators.rules.periods import Period

# A month of an agency is a range of codes (AGENCY-YYMMDD-NNNN), which the index on codes finds. One statement
# sees one state of both tables, so an act under way is in both or in neither.
_SQL = """
SELECT agency.code, count(*),
    array_agg(d.code ORDER BY d.code) FILTER (WHERE d.state IS DISTINCT FROM told.state),
    min(d.submitted_at) FILTER (WHERE d.state IS DISTINCT FROM told.state),
    max(d.submitted_at) FILTER (WHERE d.state IS DISTINCT FROM told.state)
FROM agencies_agency agency
JOIN dossiers_dossier d ON d.code ~>=~ (agency.code || %(from)s) AND d.code ~<~ (agency.code || %(to)s)
LEFT JOIN LATERAL (
    SELECT coalesce(entry.body ->> 'to', %(submitted)s) AS state FROM journal_entry entry
    WHERE entry.subject = 'dossier:' || d.code AND (entry.body ? 'to' OR entry.verb = %(submit)s)
    ORDER BY entry.id DESC LIMIT 1
) told ON true
WHERE agency.path LIKE %(below)s
GROUP BY agency.code
"""


def unaccounted(path: str, period: Period) -> Iterator[Finding]:
    """For each agency below this path and each month: its dossiers of that month that no act accounts for.

    One statement a month, by the indexes; it reads each dossier of the month once.
    """
    rule = next((one for one in honesty.shipped() if one.detector == STATE_WITHOUT_ACT), None)
    month = period.first.replace(day=1)
    while rule and month <= period.last:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        given = {
            "from": f"-{month:%y%m}", "to": f"-{following:%y%m}", "submitted": State.SUBMITTED.value,
            "submit": Verb.SUBMIT.value, "below": f"{path}%",
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_SQL, given)
            rows = cursor.fetchall()
        for unit, checked, codes, first, last in rows:
            if codes and len(codes) >= rule.limits["least"]:
                yield Finding(
                    rule.code, unit, month, "", rule.severity, tuple(codes),
                    {"flagged": len(codes), "checked": checked}, first, last,
                )  # fmt: skip
        month = following
