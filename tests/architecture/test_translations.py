"""English is complete: every sentence has its translation, and no translation is left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation import templatize

PACKAGE = Path(__file__).parents[2] / "motcua"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
IN_TEMPLATE = re.compile(
    r"""\b(?:n?p?gettext|_)\(\s*u?(?P<quote>['"])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""", re.S
)


def sentences() -> Iterator[tuple[str, str]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for argument in node.args[:2] if called in CALLS else ():
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value, path.name
    for path in PACKAGE.rglob("*.html"):
        for found in IN_TEMPLATE.finditer(templatize(path.read_text("utf-8"))):
            yield ast.literal_eval(f"'''{found['text']}'''"), path.name


def test_every_sentence_has_english() -> None:
    with (PACKAGE / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file)
    english = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
            english.update(dict.fromkeys(ids, all(strings)))
    used = dict(sentences())
    assert len(used) > 300
    missing = {text: where for text, where in used.items() if not english.get(text)}
    assert not missing
    left_over = set(english) - set(used)
    assert not left_over
