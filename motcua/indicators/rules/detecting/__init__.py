"""Detectors: from facts to what looks odd, as one Ibis expression each, for any engine that Ibis speaks.

Every expression has a row for each finding: unit, path, month, who, first, last, codes, and its numbers.
Rows are grouped by unit and calendar month of Vietnam. What is not known is never held against anybody.
"""

from collections.abc import Mapping

from motcua.indicators.rules.detecting import clocks, closing, dates, devices
from motcua.indicators.rules.detecting.parts import Detector, Limits, Span, Table

__all__ = ["COLUMNS", "DETECTORS", "Detector", "Limits", "Span", "Table"]


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


# What they read. Over all columns it takes several times as long to write the same for an engine.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "dossiers": (
        "code", "agency_today", "path", "procedure", "channel", "typed_by", "device", "office_device",
        "submitted_at", "received_at", "received_written_at", "appraised_at", "paused_at", "settled_at",
        "settled_by", "outcome", "supplements", "dues", "asked", "given",
    ),
    "acts": ("code", "agency_today", "path", "number", "at", "written_at", "verb"),
}  # fmt: skip

DETECTORS: Mapping[str, Detector] = {
    "office-online": Detector(
        devices.office_online, "dossiers", _names("typed least own share spread history"),
        _names("flagged online share typed office"),
    ),
    "one-device": Detector(
        devices.one_device, "dossiers",
        _names("per_day days minutes times office_hours"), _names("flagged days busiest minutes usual"),
    ),
    "many-from-device": Detector(
        devices.many_from_device, "dossiers", _names("per_day"), _names("flagged days busiest")
    ),
    "back-dated": Detector(
        dates.back_dated, "dossiers", _names("minutes days hours"),
        _names("flagged checked days longest before"),
    ),
    "act-back-dated": Detector(
        dates.act_back_dated, "acts", _names("minutes days hours"),
        _names("flagged checked days longest order"),
    ),
    "month-end-closing": Detector(
        closing.month_end_closing, "dossiers", _names("last_days spread times minutes least history"),
        _names("flagged days busiest usual minutes usual_minutes"),
    ),
    "stopped-clock": Detector(
        clocks.stopped_clock, "dossiers", _names("hours least times spread_tenths"),
        _names("flagged asked expected"),
    ),
}  # fmt: skip
