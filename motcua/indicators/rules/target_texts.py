"""Targets as messages say them, in both languages."""

from decimal import Decimal

from motcua.catalogue.rules.definition import Text
from motcua.indicators.rules.sets import Form, Indicator


def amount(value: Decimal, indicator: Indicator) -> Text:
    """With its unit: "83,2 %" and "83.2%", "1.200" and "1,200", "4,5 ngày" and "4.5 days"."""
    plain = f"{value:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    local = plain.translate(str.maketrans(",.", ".,"))
    if indicator.form in (Form.SHARE, Form.MISSING):  # what is not measured yet has targets in per cent only
        return Text(f"{local}\u00a0%", f"{plain}%")
    if indicator.form is Form.COUNT or not indicator.unit:
        return Text(local, plain)
    return Text(f"{local}\u00a0{indicator.unit.vi}", f"{plain}\u00a0{indicator.unit.en}")
