"""The kinds of fields that hold one value or several alike: text, numbers, dates, choices, files."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.catalogue.rules import kinds, parsing, shapes
from motcua.catalogue.rules.definition import Field, FieldKind
from motcua.catalogue.rules.kinds import Facts, Finding, Kind, Names
from motcua.kernel.money import format_dong
from motcua.people import rules as identity

# What a schema cannot see ------------------------------------------------------------------------


def _check_day(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    """Dates that exist but cannot be meant."""
    day = date.fromisoformat(value)
    if field.past and day > facts.today:
        yield "", _("Ngày này ở tương lai. Vui lòng nhập ngày không sau hôm nay.")
    elif field.future and day < facts.today:
        yield "", _("Ngày này đã qua. Vui lòng nhập ngày từ hôm nay trở đi.")
    elif not kinds.EARLIEST_YEAR <= day.year <= facts.today.year + 200:
        yield "", _("Vui lòng kiểm tra lại năm.")


def _check_personal_id(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    """Twelve digits that nobody can have."""
    if not identity.possible_personal_id(value, facts.today):
        yield (
            "",
            _(
                "Số này không thể là số định danh cá nhân: mã nơi đăng ký khai sinh hoặc năm sinh trong số "
                "không có thật. Vui lòng nhập đúng 12 chữ số trên thẻ căn cước."
            ),
        )


def _check_tax_code(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    """A check digit that is wrong."""
    if not identity.valid_tax_code(value, facts.today):
        yield "", _("Mã số thuế này không đúng. Vui lòng kiểm tra lại từng chữ số.")


def _check_number(field: Field, value: Any, facts: Facts) -> Iterator[Finding]:
    """More digits after the comma than the field has."""
    if round(value, field.decimals) != value:
        yield (
            "",
            format_lazy(_("Vui lòng nhập nhiều nhất {count} chữ số sau dấu phẩy."), count=field.decimals),
        )


# Words -------------------------------------------------------------------------------------------


def _as_is(field: Field, value: Any, names: Names) -> str:
    return str(value)


def _show_number(field: Field, value: Any, names: Names) -> str:
    return kinds.written(value)


def _show_day(field: Field, value: Any, names: Names) -> str:
    year, month, day = value.split("-")
    return f"{day}/{month}/{year}"


def _show_choice(field: Field, value: Any, names: Names) -> str:
    return next(str(option.label) for option in field.options if option.value == value)


def _show_choices(field: Field, value: Any, names: Names) -> str:
    return "; ".join(_show_choice(field, one, names) for one in value)


def _show_files(field: Field, value: Any, names: Names) -> str:
    return ", ".join(names.file(identifier) for identifier in value)


# Examples ----------------------------------------------------------------------------------------


def _always(value: Any) -> Callable[[Field, str, date], Any]:
    return lambda field, seed, today: value


def _example_text(field: Field, seed: str, today: date) -> str:
    return (
        "Nguyễn Văn Minh"
        if field.pattern == kinds.NAME_PATTERN
        else "Theo giấy tờ đã nộp"[: field.max_length]
    )


def _example_day(field: Field, seed: str, today: date) -> str:
    if field.future:
        return (today + timedelta(days=30)).isoformat()
    return "1990-05-18" if "birth" in field.id else "2020-05-18"


def _example_number(field: Field, seed: str, today: date) -> int:
    return kinds.bounds(field, 1, kinds.LARGEST_NUMBER)[0]


PLAIN: dict[FieldKind, Kind] = {
    FieldKind.TEXT: Kind(
        schema=shapes.text_schema(kinds.TEXT_LENGTH),
        parse=parsing.line,
        typed=shapes.typed_text,
        show=_as_is,
        example=_example_text,
        wrong=_("Nội dung chưa đúng mẫu. Vui lòng xem hướng dẫn của mục này và nhập lại."),
    ),
    FieldKind.LONG_TEXT: Kind(
        schema=shapes.text_schema(kinds.LONG_TEXT_LENGTH),
        parse=parsing.lines,
        typed=shapes.typed_text,
        show=_as_is,
        example=_example_text,
        wrong=_("Nội dung chưa đúng mẫu. Vui lòng xem hướng dẫn của mục này và nhập lại."),
    ),
    FieldKind.NUMBER: Kind(
        schema=shapes.number_schema,
        parse=parsing.number,
        typed=shapes.typed_number,
        show=_show_number,
        example=_example_number,
        check=_check_number,
        wrong=_("Vui lòng nhập số, ví dụ 1200 hoặc 85,5; không dùng dấu chấm để ngăn hàng nghìn."),
    ),
    FieldKind.DATE: Kind(
        schema=shapes.day_schema,
        parse=parsing.day,
        typed=shapes.typed_day,
        show=_show_day,
        example=_example_day,
        check=_check_day,
        wrong=_("Ngày này không có. Vui lòng nhập ngày/tháng/năm, ví dụ 21/11/2026."),
    ),
    FieldKind.CHOICE: Kind(
        schema=shapes.choice_schema,
        parse=parsing.line,
        typed=shapes.typed_choice,
        show=_show_choice,
        example=lambda field, seed, today: field.options[0].value,
        wrong=_("Vui lòng chọn một trong các mục có sẵn."),
    ),
    FieldKind.CHOICES: Kind(
        schema=shapes.choices_schema,
        parse=parsing.choices,
        typed=shapes.typed_choices,
        show=_show_choices,
        example=lambda field, seed, today: [field.options[0].value],
        wrong=_("Vui lòng chọn trong các mục có sẵn."),
    ),
    FieldKind.YES_NO: Kind(
        schema=lambda field, language: {"type": "boolean"},
        parse=parsing.yes_no,
        typed=shapes.typed_yes_no,
        show=lambda field, value, names: gettext("Có") if value else gettext("Không"),
        example=_always(True),
        wrong=_("Vui lòng chọn Có hoặc Không."),
    ),
    FieldKind.PERSONAL_ID: Kind(
        schema=shapes.string(pattern="^[0-9]{12}$"),
        parse=parsing.digits,
        typed=shapes.typed_text,
        show=_as_is,
        example=lambda field, seed, today: f"022190{kinds.seeded(seed, 1_000_000):06}",
        check=_check_personal_id,
        wrong=_("Số định danh cá nhân gồm đúng 12 chữ số, ghi trên thẻ căn cước. Vui lòng nhập lại."),
    ),
    FieldKind.TAX_CODE: Kind(
        schema=shapes.string(pattern="^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$"),
        parse=parsing.tax_code,
        typed=shapes.typed_text,
        show=_as_is,
        example=_always("0100109106"),
        check=_check_tax_code,
        wrong=_(
            "Mã số thuế gồm 10 chữ số, hoặc 10 chữ số, dấu gạch và 3 chữ số của chi nhánh; "
            "với cá nhân, hộ kinh doanh là 12 chữ số định danh."
        ),
    ),
    FieldKind.PHONE: Kind(
        schema=shapes.string(pattern=kinds.PHONE_PATTERN),
        parse=parsing.phone,
        typed=shapes.typed_text,
        show=_as_is,
        example=_always("0912345678"),
        wrong=_("Vui lòng nhập số điện thoại tại Việt Nam, ví dụ 0912345678 hoặc 02033456789."),
    ),
    FieldKind.EMAIL: Kind(
        schema=shapes.string(format="email", pattern=kinds.EMAIL_PATTERN, maxLength=254),
        parse=parsing.line,
        typed=shapes.typed_text,
        show=_as_is,
        example=_always("minh@example.vn"),
        wrong=_("Vui lòng nhập địa chỉ thư điện tử, ví dụ ten@example.vn."),
    ),
    FieldKind.MONEY: Kind(
        schema=shapes.money_schema,
        parse=parsing.money,
        typed=shapes.typed_number,
        show=lambda field, value, names: format_dong(int(value)),
        example=lambda field, seed, today: kinds.bounds(field, 1_000_000, kinds.LARGEST_MONEY)[0],
        wrong=_("Vui lòng nhập số tiền bằng đồng, chỉ gồm chữ số, ví dụ 1500000."),
    ),
    FieldKind.FILE: Kind(
        schema=shapes.file_schema,
        parse=parsing.choices,
        typed=shapes.typed_files,
        show=_show_files,
        example=lambda field, seed, today: [f"example-{kinds.seeded(seed, 1_000_000):06}"],
        wrong=_("Vui lòng tải tệp lên rồi gửi lại."),
    ),
}
