"""Reading what comes with an act, from a form or from JSON alike: every fault at once, in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from motcua.kernel.clock import HANOI
from motcua.kernel.errors import Invalid
from motcua.kernel.text import clean

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 2000
MANY = 60  # rows: nobody asks for more at once
FAR = timedelta(days=366)  # no deadline is further away; a year typed wrong is


class Reader:
    """Reads named values; `done()` raises Invalid with all that was wrong."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.faults: dict[str, list[StrOrPromise]] = {}

    def fault(self, name: str, sentence: "StrOrPromise") -> None:
        """Notes what is wrong with this value."""
        self.faults.setdefault(name, []).append(sentence)

    def text(self, name: str, ask: "StrOrPromise" = "", *, longest: int = LONGEST) -> str:
        """The text, clean; with `ask` it must not be empty."""
        given = self._given.get(name, "")
        given = given if isinstance(given, str) else ""
        text = clean(given[: 2 * longest])  # whatever is longer is refused, and need not be read
        if not text and ask:
            self.fault(name, ask)
        if len(text) > longest or len(given) > 2 * longest:
            self.fault(name, format_lazy(_("Vui lòng viết tối đa {count} ký tự."), count=longest))
        return text

    def choice(self, name: str, among: Sequence[str], ask: "StrOrPromise") -> str:
        """One of these words."""
        given = self._given.get(name)
        if given not in among:
            self.fault(name, ask)
            return among[0]
        return str(given)

    def day(self, name: str, *, after: date, otherwise: date | None) -> date:
        """A day after `after` and within a year, from "2026-11-30" or "30/11/2026"; `otherwise` where none
        is given."""
        given = self._given.get(name)
        found = _day(given) if given not in (None, "") else otherwise
        if found is None:
            self.fault(name, _("Vui lòng nhập ngày, ví dụ 30/11/2026."))
            return after
        if found <= after:
            self.fault(name, _("Vui lòng chọn một ngày sau hôm nay."))
        elif found - after > FAR:
            self.fault(name, _("Vui lòng chọn một ngày trong vòng một năm tới."))
        return found

    def moment(self, name: str) -> datetime | None:
        """A moment in ISO 8601, Vietnam's where it names no offset; None where none is given."""
        given = self._given.get(name)
        if given in (None, ""):
            return None
        try:
            found = datetime.fromisoformat(given if isinstance(given, str) else "")
            return found if found.tzinfo else found.replace(tzinfo=HANOI)
        except ValueError:
            self.fault(name, _("Vui lòng nhập ngày giờ, ví dụ 2026-11-30T17:00."))
            return None

    def number(self, name: str) -> int:
        """A whole number that names something of ours; 0, which names nothing, for what is none."""
        given = self._given.get(name)
        if isinstance(given, int) and not isinstance(given, bool):
            return given if 0 <= given < 10**18 else 0
        text = given if isinstance(given, str) else ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

    def rows(self, name: str, ask: "StrOrPromise") -> list[Mapping[str, Any]]:
        """A list of objects, at least one and not too many."""
        given = self._given.get(name)
        rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list | tuple) else []
        if not rows:
            self.fault(name, ask)
        if len(rows) > MANY:
            self.fault(name, format_lazy(_("Vui lòng ghi tối đa {count} dòng."), count=MANY))
        return rows[:MANY]

    def words(self, name: str, ask: "StrOrPromise") -> list[str]:
        """A list of different words, at least one and not too many."""
        given = self._given.get(name)
        words = [one for one in given if isinstance(one, str)] if isinstance(given, list | tuple) else []
        if not words:
            self.fault(name, ask)
        return list(dict.fromkeys(words))[:MANY]

    def done(self) -> None:
        """Raises Invalid when something was wrong."""
        if self.faults:
            raise Invalid(fields=self.faults)


def _day(given: object) -> date | None:
    text = given if isinstance(given, str) and len(given) < 30 else ""
    for reading in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), reading).replace(tzinfo=HANOI).date()
        except ValueError:
            continue
    return None
