"""Log lines that a machine can split: one event, one line, whatever a stranger managed to put into it."""

import logging
import time


class OneLine(logging.Formatter):
    """Time (UTC), level, source and message; line ends inside become " | " unless a developer wants them."""

    converter = staticmethod(time.gmtime)

    def __init__(self, *, keep_line_ends: bool = False) -> None:
        super().__init__("{asctime}Z {levelname} {name} {message}", "%Y-%m-%dT%H:%M:%S", style="{")
        self.keep_line_ends = keep_line_ends

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return text if self.keep_line_ends else " | ".join(text.splitlines())
