"""Drawings, colours and words that components give to states."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from motcua.web.ui.shapes import Clock, Progress, Tone

# Line drawings on a grid of 24, one path each.
ICONS: Mapping[str, str] = {
    "add": "M12 5v14M5 12h14",
    "arrow-left": "M19 12H5m6-6-6 6 6 6",
    "arrow-right": "M5 12h14m-6-6 6 6-6 6",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zm4 5h4",
    "calendar": "M4 6h16v14H4zm0 5h16M8 3v4m8-4v4",
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5.5l3.5 2",
    "document": "M6 3h8l4 4v14H6zm8 0v4h4M9 12h6m-6 4h6",
    "download": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14",
    "lock": "M6 11h12v9H6zm3 0V8a3 3 0 0 1 6 0v3",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "money": "M3 7h18v10H3zm9 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6 10v4m12-4v4",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM5 20c.6-3.6 3.3-5 7-5s6.4 1.4 7 5",
    "place": "M12 21c4-4.5 6-8 6-11a6 6 0 0 0-12 0c0 3 2 6.5 6 11zm0-13a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    "print": "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
    "remove": "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM20 20l-4.8-4.8",
    "seal": "M12 3a6 6 0 1 0 0 12 6 6 0 0 0 0-12zm-2.5 6 2 2 3.5-4M8.5 14v7l3.5-2 3.5 2v-7",
    "send": "M4 12 20 4l-5 16-3.5-6.5zm7.5 1.5L20 4",
    "upload": "M12 16V5M7.5 9.5 12 5l4.5 4.5M5 20h14",
    "warning": "M12 4 2.8 20h18.4zM12 10v4.5m0 2.6v.1",
}

TONES = {"debug": Tone.NEUTRAL, "info": Tone.INFO, "success": Tone.SUCCESS, "warning": Tone.WARNING}

CLOCKS: Mapping[Clock, tuple[Tone, str]] = {
    Clock.ON_TRACK: (Tone.SUCCESS, "clock"),
    Clock.SOON: (Tone.WARNING, "clock"),
    Clock.LATE: (Tone.DANGER, "warning"),
    Clock.STOPPED: (Tone.NEUTRAL, "clock"),
    Clock.FINISHED: (Tone.NEUTRAL, "check"),
}
CLOCK_WORDS = {
    Clock.ON_TRACK: _("Trong hạn"),
    Clock.SOON: _("Sắp đến hạn"),
    Clock.LATE: _("Quá hạn"),
    Clock.STOPPED: _("Tạm dừng tính hạn"),
    Clock.FINISHED: _("Đã xong"),
}
PROGRESS_WORDS = {
    Progress.DONE: _("Đã xong"),
    Progress.CURRENT: _("Đang thực hiện"),
    Progress.NEXT: _("Chưa thực hiện"),
    Progress.ERROR: _("Cần sửa"),
}
TASK_WORDS = PROGRESS_WORDS | {Progress.CURRENT: _("Đang làm"), Progress.NEXT: _("Chưa làm")}
TASK_TONES = {
    Progress.DONE: Tone.SUCCESS,
    Progress.CURRENT: Tone.INFO,
    Progress.NEXT: Tone.NEUTRAL,
    Progress.ERROR: Tone.DANGER,
}
