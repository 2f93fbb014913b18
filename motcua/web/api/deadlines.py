"""How a due date came about, for programs."""

from typing import Any

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.web.ui import deadline


def explained(dossier: Dossier) -> dict[str, Any]:
    """What DeadlineOut says of this dossier. Three queries."""
    found = queries.deadline(dossier)
    counted = found.counted
    return {
        "sentence": deadline.in_a_sentence(dossier, found, to_applicant=False),
        "limit": f"{found.limit.amount}{found.limit.unit}",
        "legal": found.case.legal if found.case else None,
        "starts_at": found.starts_at,
        "counts_from": counted.counts_from if counted else None,
        "expected": found.expected,
        "first_due_at": found.first_due_at,
        "due_at": found.due_at,
        "left_minutes": found.left_minutes,
        "days_off": [
            {"date": off.day, "name": str(off.name)} for off in (counted.skipped if counted else ())
        ],
        "pauses": [
            {
                "reason": one.reason,
                "ground": one.ground,
                "notice": one.notice.number,
                "started_at": one.started_at,
                "ended_at": one.ended_at,
                "working_minutes": one.working_minutes,
            }
            for one in found.pauses
        ],
        "extensions": [
            {
                "reason": one.reason,
                "notice": one.notice.number,
                "old_due_at": one.old_due,
                "new_due_at": one.new_due,
            }
            for one in found.extensions
        ],
    }
