"""The typesetter: typst, in this process, with the templates under motcua/data/documents."""

import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.utils.translation import gettext_lazy as _

import motcua
from motcua.dossiers.ports import Printed
from motcua.kernel.errors import Unavailable
from motcua.signing.rules.values import Box

TEMPLATES = Path(motcua.__file__).parent / "data" / "documents"

# Archival, and tagged for screen readers (ISO 19005-2, level A).
_STANDARD: Final = "a-2a"
_NAME = re.compile(r"[a-z][a-z_]*")


@cache
def _fonts() -> typst.Fonts:
    # Those inside typst only: the same paper on every machine. Libertinus Serif has all of Vietnamese.
    return typst.Fonts(include_system_fonts=False)


class _OfThread(threading.local):
    """One compiler refuses two threads at once, so each has its own."""

    def __init__(self) -> None:
        self.compilers: dict[Path, typst.Compiler] = {}


class Typst:
    """Sets a template in type: PDF/A-2a, the same bytes for the same data."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._templates = templates
        self._of_thread = _OfThread()

    def print(self, template: str, data: Mapping[str, Any]) -> Printed:
        """The document and its signature places.

        Raises Unavailable ("no-template", "template-failed") when the template is missing or broken.
        """
        source = self._templates / f"{template}.typ"
        if not _NAME.fullmatch(template) or not source.is_file():
            raise Unavailable(_("Chưa có mẫu để in văn bản này."), code="no-template")
        compiler = self._compiler(source)
        try:
            pdf = _compile(compiler, {"data": _readable(data)})
            # Right after compiling, a query reads the finished layout and sets nothing again.
            boxes = json.loads(compiler.query("<signature-box>", field="value"))
        except RuntimeError as error:
            raise Unavailable(
                _("Chưa in được văn bản này. Hồ sơ không bị ảnh hưởng, hệ thống sẽ thử lại."),
                code="template-failed",
            ) from error
        return Printed(pdf, {box["name"]: _box(box) for box in boxes})

    def _compiler(self, source: Path) -> typst.Compiler:
        """This thread's compiler of this template: used again it keeps what it has read, half the time."""
        mine = self._of_thread.compilers
        if source not in mine:
            mine[source] = typst.Compiler(
                input=source, root=self._templates, font_paths=_fonts(), ignore_system_fonts=True
            )
        return mine[source]


def _compile(compiler: typst.Compiler, inputs: dict[str, str]) -> bytes:
    try:
        pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=_STANDARD)
    except typst.TypstError:
        # PDF/A refuses a character that no font has, an emoji in a name: then an ordinary PDF, with an
        # empty frame in its place, is better than none. What is truly broken fails again.
        pdf = compiler.compile(format="pdf", sys_inputs=inputs)
    assert isinstance(pdf, bytes)
    return pdf


def _readable(data: Mapping[str, Any]) -> str:
    """JSON that every reader takes: lone surrogates, which UTF-8 cannot hold, become question marks."""
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode()


def _box(place: Mapping[str, Any]) -> Box:
    """typst counts pages from one and points from the upper left corner, PDF from zero and the lower left."""
    top = place["page-height"] - place["top"]
    return Box(
        page=place["page"] - 1,
        left=place["left"],
        bottom=top - place["height"],
        right=place["left"] + place["width"],
        top=top,
    )
