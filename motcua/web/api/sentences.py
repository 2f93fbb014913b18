"""What pydantic finds wrong with parameters, in the words of this house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_WHOLE = _("Phải là số nguyên.")
_DAY = _("Phải là ngày dạng năm-tháng-ngày, ví dụ 1999-12-31.")
_OBJECT = _("Phải là một đối tượng JSON.")
_TEXT = _("Phải là chuỗi ký tự.")

SENTENCES: Mapping[str, StrOrPromise] = {
    "missing": _("Bắt buộc phải có mục này."),
    "extra_forbidden": _("Không có mục nào mang tên này. Vui lòng xem lại đặc tả."),
    "string_type": _TEXT,
    "string_unicode": _("Có ký tự không đọc được. Vui lòng xóa ký tự đó."),
    "string_too_short": _("Cần ít nhất {min_length} ký tự."),
    "string_too_long": _("Tối đa {max_length} ký tự."),
    "string_pattern_mismatch": _("Phải đúng mẫu {pattern}."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than_equal": _("Phải từ {ge} trở lên."),
    "less_than_equal": _("Không được lớn hơn {le}."),
    "bool_type": _("Phải là true hoặc false."),
    "bool_parsing": _("Phải là true hoặc false."),
    "enum": _("Chỉ nhận một trong các giá trị: {expected}."),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "list_type": _("Phải là một danh sách."),
    "too_long": _("Tối đa {max_length} phần tử."),
}
_OTHER = _("Giá trị không đúng định dạng. Vui lòng xem lại đặc tả.")


def of(fault: Mapping[str, Any]) -> str:
    """The sentence for one of pydantic's findings."""
    facts = {name: str(value).replace(" or ", ", ") for name, value in fault.get("ctx", {}).items()}
    return str(SENTENCES.get(fault["type"], _OTHER)).format_map(facts)
