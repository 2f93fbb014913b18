"""What a signature looks like on the page: a small PDF, set by typst, of exactly the box's size."""

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import typst

from motcua.kernel import clock
from motcua.signing.rules.values import Box, Identity, Kind

# Decree 30/2020, annex I: a person's digital signature is shown in blue, an organisation's in red.
_COLOURS = {Kind.PERSONAL: "#173f8a", Kind.SEAL: "#b3121f"}

# Text comes in as data, never as source, and shrinks until it fits.
_TEMPLATE = b"""
#let it = json(bytes(sys.inputs.stamp))
#let (w, h) = (it.width * 1pt, it.height * 1pt)
#set page(width: w, height: h, margin: 0pt, fill: none)
#set text(font: "Libertinus Serif", lang: "vi", size: 8.5pt)
#set par(leading: 0.5em, spacing: 0.6em)
#let first = it.lines.len() == 0
#let wide = it.lines.len() == 2 and w >= 400pt
#let signed = {
  set text(fill: rgb(it.colour))
  it.facts.map(((label, value)) => [#label: *#value*]).join(linebreak())
  if it.test != "" {
    linebreak()
    text(size: 0.85em, tracking: 0.06em, weight: "bold", it.test)
  }
}
#let inner = {
  set text(size: 12pt)
  if wide { block(width: w, grid(columns: (1fr, 1fr), align: center, it.lines.at(0), emph(it.lines.at(1)))) }
  else if not first { block(it.lines.join(linebreak())) }
  set text(size: 8.5pt)
  block(stroke: (left: 1.2pt + rgb(it.colour)), inset: (left: 5pt, y: 1.5pt), signed)
}
#context {
  let fits(factor) = measure(block(width: w / factor, inner)).height * factor <= h
  let factor = 1.0
  while factor > 0.3 and not fits(factor) { factor -= 0.05 }
  let stamp = scale(factor * 100%, reflow: true, block(width: w / factor, inner))
  place(if first { horizon } else { top } + left, stamp)
}
"""

_turn = threading.Lock()  # one compiler, which refuses two threads at once


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


def draw(box: Box, signer: Identity, lines: Sequence[str], at: datetime) -> bytes:
    """One PDF page of the box's size, saying who signed and when; `lines` come first, in the text's size.

    Two lines in a box of 400 points or more stand side by side, as number and date do at the head of an
    official document (Decree 30/2020, annex I). While the certificate is a test one, the stamp says so.
    """
    facts = [("Ký bởi", signer.name)]
    if signer.organisation and signer.organisation != signer.name:
        facts.append(("Cơ quan", signer.organisation))
    facts.append(("Thời gian ký", clock.local(at).strftime("%d/%m/%Y %H:%M:%S +07:00")))
    stamp = {
        "width": box.width,
        "height": box.height,
        "colour": _COLOURS[signer.kind],
        "lines": list(lines),
        "facts": facts,
        "test": "CHỮ KÝ THỬ NGHIỆM" if signer.is_test else "",
    }
    with _turn:
        pdf = _compiler().compile(
            _TEMPLATE,
            format="pdf",
            sys_inputs={"stamp": json.dumps(stamp)},
            timestamp=at.astimezone(UTC).replace(microsecond=0),  # typst takes nothing finer
            pdf_tags=False,
        )
    assert isinstance(pdf, bytes)
    return pdf
