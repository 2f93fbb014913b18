"""Every write of this slice: loading the country, appointing officers, recording when agencies work."""

from motcua.agencies.actions.absences import cancel_absence, declare_absence
from motcua.agencies.actions.calendars import load_calendar, set_day, set_week
from motcua.agencies.actions.country import load_country
from motcua.agencies.actions.officers import appoint

__all__ = [
    "appoint",
    "cancel_absence",
    "declare_absence",
    "load_calendar",
    "load_country",
    "set_day",
    "set_week",
]
