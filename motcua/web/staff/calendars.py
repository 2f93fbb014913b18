"""How an administrator writes down when agencies work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.agencies.models import CalendarDay, WorkWeek
from motcua.agencies.rules import hours
from motcua.agencies.rules.calendars import Hours
from motcua.agencies.rules.public import patterns
from motcua.kernel.errors import Invalid

if TYPE_CHECKING:
    DayFormBase = forms.ModelForm[CalendarDay]
    WeekFormBase = forms.ModelForm[WorkWeek]
else:
    DayFormBase = WeekFormBase = forms.ModelForm


class DayForm(DayFormBase):
    """A day as a person tells it: the hours as text, or the day whose hours are worked."""

    ordinary = forms.BooleanField(
        required=False, label=_("Làm việc như ngày thường (hủy nội dung đã ghi trước đây)")
    )
    opening = forms.CharField(
        required=False,
        label=_("Giờ làm việc"),
        help_text=_("Ví dụ: 07:00-11:30, 13:30-17:00. Để trống nếu nghỉ cả ngày."),
    )

    class Meta:
        model = CalendarDay
        fields = ("agency", "day", "opening", "stands_for", "ordinary", "name_vi", "name_en", "source")
        labels = {
            "agency": _("Cơ quan (để trống nếu áp dụng cho tất cả)"),
            "day": _("Ngày"),
            "stands_for": _("Làm bù theo giờ của ngày"),
            "name_vi": _("Tên gọi bằng tiếng Việt"),
            "name_en": _("Tên gọi bằng tiếng Anh"),
            "source": _("Văn bản quy định"),
        }

    def clean_opening(self) -> Hours:
        try:
            return hours.read(hours.typed(self.cleaned_data["opening"]))
        except Invalid as error:
            raise forms.ValidationError(str(error.message)) from error

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if len([1 for name in ("opening", "stands_for", "ordinary") if given.get(name)]) > 1:
            raise forms.ValidationError(
                _("Hãy chỉ chọn một: giờ làm việc, làm bù theo ngày khác, hoặc như ngày thường.")
            )
        return given


class WeekForm(WeekFormBase):
    """Seven lines of hours, Monday first."""

    opening = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 7}),
        required=False,
        strip=False,
        label=_("Giờ làm việc"),
        help_text=_(
            "Bảy dòng, từ thứ Hai đến Chủ nhật, ví dụ: 07:00-11:30, 13:30-17:00. "
            "Dòng trống là nghỉ. Không ghi gì là hủy nội dung đã ghi cho ngày bắt đầu này."
        ),
    )
    pattern = forms.ChoiceField(
        choices=lambda: [(name, pattern.name) for name, pattern in patterns().items()],
        label=_("Loại lịch"),
    )

    class Meta:
        model = WorkWeek
        fields = ("agency", "pattern", "valid_from", "opening", "source")
        labels = {
            "agency": _("Cơ quan (để trống nếu áp dụng cho tất cả)"),
            "valid_from": _("Áp dụng từ ngày"),
            "source": _("Văn bản quy định"),
        }

    def clean_opening(self) -> list[list[list[str]]] | None:
        text = self.cleaned_data["opening"]
        if not text.strip():
            return None
        lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
        week = [hours.typed(line) for line in [*lines, *[""] * (hours.WEEKDAYS - len(lines))]]
        try:
            hours.read_week(week)
        except Invalid as error:
            raise forms.ValidationError(str(error.message)) from error
        return week
