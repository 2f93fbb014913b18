"""Amounts as Vietnamese papers write them, in figures and in words. Pure."""


def dong(amount: int) -> str:
    """As a paper writes it: "1.500.000 đồng"."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def dong_in_words(amount: int) -> str:
    """As a paper repeats it: "Một triệu năm trăm nghìn đồng"; zero or more."""
    words = in_words(amount) + " đồng"
    return words[0].upper() + words[1:]


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", " nghìn", " triệu")
_BILLION = 10**9


def in_words(number: int) -> str:
    """A whole number of zero or more as it is read: 21.005 is "hai mươi mốt nghìn không trăm linh năm".

    Above a tỷ the words start again: "hai nghìn tỷ". Groups of three zeros are not read.
    """
    words = []
    if number >= _BILLION:
        words.append(in_words(number // _BILLION) + " tỷ")
    rest = number % _BILLION
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words.append(_group(group, whole=bool(words)) + _THOUSANDS[power])
    return " ".join(words) or _DIGITS[0]


def _group(number: int, *, whole: bool) -> str:
    """1 to 999; `whole` reads the zeros before it too, as behind a greater group."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or whole else []
    if tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return " ".join(words)
