"""Tables of directives, and of what was measured and suggested."""

from motcua.directives.models.measured import Flow, Measured, Suggestion
from motcua.directives.models.orders import Directive, Evidence, Report, Task

__all__ = ["Directive", "Evidence", "Flow", "Measured", "Report", "Suggestion", "Task"]
