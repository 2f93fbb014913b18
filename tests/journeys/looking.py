"""Looking at a page as a reader of the screen, of English, on a small phone, and on a slow line would."""

import gzip
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from motcua.config import paths
from tests.journeys.conftest import Open

Way = str | Callable[[Page], None]  # an address, or what brings a window to a page
HEAVIEST = 100_000  # bytes of a page and all it loads, compressed
WIDE, NARROW = 1280, 360
COMPRESSED = (".woff2", ".png", ".jpg", ".jpeg")

AXE = """async (rules) => {
  const found = await axe.run(document, {iframes: false, resultTypes: ["violations"], rules});
  return found.violations.flatMap(one => one.nodes.map(node => one.id + " " + node.target.join(" ")));
}"""

# What sticks out to the right, outermost first; what scrolls inside a box of its own does not stick out.
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > width + 1).slice(0, 3)
    .map(one => one.tagName + "." + one.className);
}"""

# The country and its money are written so in our English, as in the country's own.
VIETNAMESE = """() => {
  const letters = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i;
  const foreign = (text, element) =>
    element.closest("[lang]").lang !== "vi" &&
    letters.test(text.normalize("NFC").replace(/Việt Nam|đồng/g, ""));
  const found = letters.test(document.title) && !document.querySelector("h1[lang=vi], h1 [lang=vi]")
    ? [document.title] : [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!text.parentElement.closest("script, style") && foreign(text.data, text.parentElement)) {
      found.push(text.data.trim());
    }
  }
  for (const name of ["aria-label", "title", "alt", "placeholder"]) {
    for (const element of document.querySelectorAll("body [" + name + "]")) {
      if (foreign(element.getAttribute(name), element)) found.push(name + ": " + element.getAttribute(name));
    }
  }
  return found;
}"""

LOADED = "() => performance.getEntriesByType('resource').map(one => [one.initiatorType, one.name])"


@cache
def _axe() -> str:
    return (paths.ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")


def barriers(page: Page, *, again: bool = False) -> list[str]:
    """What axe finds: every rule, those of good practice too.

    Seen `again` at another width a page has the same colours; to compare them takes longer than all else.
    """
    if not again:
        page.evaluate(_axe())
    return _told(page, page.evaluate(AXE, {"color-contrast": {"enabled": not again}}))


def overflow(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return _told(page, page.evaluate(STICKING_OUT))


def not_english(page: Page) -> list[str]:
    """Texts of an English page with Vietnamese letters that are not marked as Vietnamese."""
    return _told(page, page.evaluate(VIETNAMESE))


def too_heavy(page: Page) -> list[str]:
    """The page's weight, if it is more than it may be; documents that it only frames are not counted."""
    parts = {"the page": len(gzip.compress(page.content().encode()))}
    for initiator, address in page.evaluate(LOADED):
        if initiator != "iframe" and urlsplit(address).scheme != "data":
            parts[urlsplit(address).path] = _weight_of(page, address)
    weight = sum(parts.values())
    return _told(page, [f"{weight} bytes: {parts}"] if weight > HEAVIEST else [])


_WEIGHTS: dict[str, int] = {}  # a style sheet weighs the same on each page


def _weight_of(page: Page, address: str) -> int:
    if address not in _WEIGHTS:
        body = page.request.get(address).body()
        _WEIGHTS[address] = len(body if address.endswith(COMPRESSED) else gzip.compress(body))
    return _WEIGHTS[address]


def look(open_window: Open, login: str, ways: Iterable[Way]) -> None:
    """Goes to each page in both languages and both widths; fails with all that is wrong with any of them."""
    vietnamese, english = open_window(login), open_window(login, language="en")
    faults: list[str] = []
    for way in ways:
        _size(vietnamese, WIDE)
        _go(vietnamese, way)
        # Not in the window where axe is at work: it draws letters, for which more fonts are loaded.
        faults += too_heavy(vietnamese) + overflow(vietnamese)
        _size(vietnamese, NARROW)
        faults += overflow(vietnamese)
        _size(english, NARROW)
        _go(english, way)
        faults += not_english(english) + overflow(english) + barriers(english)
        _size(english, WIDE)
        faults += overflow(english) + barriers(english, again=True)
    assert not faults, "\n".join(faults)


def _go(page: Page, way: Way) -> None:
    if isinstance(way, str):
        page.goto(way)
    else:
        way(page)
        page.wait_for_load_state()  # a click returns when the next page begins


def _size(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


def _told(page: Page, found: Any) -> list[str]:
    width = page.viewport_size["width"] if page.viewport_size else 0
    return [f"{urlsplit(page.url).path} at {width}: {one}" for one in found]
