from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register

from motcua.indicators import ports


class IndicatorsConfig(AppConfig):
    name = "motcua.indicators"
    verbose_name = "Chỉ tiêu"


@register("facts", deploy=True)
def received_facts(app_configs: Sequence[AppConfig] | None, **_others: Any) -> list[CheckMessage]:
    """A warning for each folder of received facts that is left out of all figures."""
    return [
        Warning(f"Facts in {name} are left out of all figures: {why}", id="indicators.W001")
        for name, why in ports.facts().left_out().items()
    ]
