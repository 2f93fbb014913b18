"""motcua worktime: how much working time lies between two moments."""

import json
from argparse import Namespace

from django.utils.translation import gettext as _

from motcua.agencies.rules.worktime import DAY_MINUTES
from motcua.config.commands.due import calendar_of, moment, said, when
from motcua.kernel.errors import Invalid


def run(options: Namespace) -> int:
    """Exit code 0, or 2 after one line on stderr when the arguments make no sense."""
    return said(options, lambda: _run(options))


def _run(options: Namespace) -> None:
    start, end = moment(options.start), moment(options.end)
    if end < start:
        raise Invalid(_("Thời điểm sau phải không sớm hơn thời điểm trước."))
    minutes = calendar_of(options).between(start, end)
    days, rest = divmod(minutes, DAY_MINUTES)
    if options.json:
        facts = {
            "from": start.isoformat(),
            "to": end.isoformat(),
            "working_minutes": minutes,
            "working_hours": minutes / 60,
            "working_days": minutes / DAY_MINUTES,
        }
        print(json.dumps(facts, indent=2))
        return
    values = {"minutes": minutes, "days": days, "hours": rest // 60, "rest": rest % 60}
    print(_("Từ: %(when)s") % {"when": when(start)})
    print(_("Đến: %(when)s") % {"when": when(end)})
    print(
        _("Thời gian làm việc: %(minutes)d phút = %(days)d ngày %(hours)d giờ %(rest)d phút (1 ngày = 8 giờ)")
        % values
    )
