"""Text as people type it: cleaned before it is kept, folded before it is searched."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid

_KEPT_CONTROLS = {"\n", "\t"}


def clean(text: str) -> str:
    """The text in NFC, line ends as \\n, trimmed.

    Raises Invalid for what no keyboard types and no database keeps: NUL and other control
    characters, and lone surrogates.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for char in text:
        category = unicodedata.category(char)
        if category == "Cs" or (category == "Cc" and char not in _KEPT_CONTROLS):
            raise Invalid(
                _("Nội dung có ký tự không đọc được. Vui lòng xóa ký tự đó và nhập lại."),
                code="bad-character",
            )
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """Lower case without diacritics, for search: "Đăng ký kết hôn" becomes "dang ky ket hon"."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
