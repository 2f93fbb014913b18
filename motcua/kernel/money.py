"""Money is a whole number of đồng."""


def format_dong(amount: int) -> str:
    """As written in Vietnam: 150000 becomes "150.000 đ"."""
    return f"{amount:,}".replace(",", ".") + " đ"
