"""Numbers as people read them here."""

from motcua.web.ui import words


def decimal(value: float) -> str:
    """With one decimal, where it has one: "12,5" in Vietnamese, "12.5" in English."""
    text = f"{value:.1f}".removesuffix(".0")
    return text if words.english() else text.replace(".", ",")


def signed(value: int) -> str:
    """A change: "+3", "−2", "0"."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"
