"""Words shared by all procedures, from data files: life events, lists of options, the published schema."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from motcua.catalogue.rules.definition import Text

DATA = Path(__file__).resolve().parents[2] / "data"


class _Loader(yaml.CSafeLoader):
    """YAML as JSON knows it: a date, 15:00, 1.004873 and "no" are text, and a key stands only once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _value in node.value if key.tag != "tag:yaml.org,2002:merge"]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping", node.start_mark, f"{key!r} stands twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^(0|-?[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile("^<<$"), ["<"])


def load(text: str) -> Any:
    """What the YAML says. Raises yaml.YAMLError."""
    return yaml.load(text, _Loader)  # noqa: S506 a SafeLoader with fewer types


def load_file(path: Path) -> Any:
    """What the YAML file says. Raises yaml.YAMLError, OSError, UnicodeDecodeError."""
    return load(path.read_text(encoding="utf-8"))


@cache
def life_events() -> Mapping[str, Text]:
    """Name of a life event to its words, in the order in which they are shown."""
    return MappingProxyType(
        {name: Text(**words) for name, words in load_file(DATA / "life_events.yaml").items()}
    )


@cache
def options() -> Mapping[str, tuple[dict[str, Any], ...]]:
    """Name of a shared list to its options, as a procedure would write them."""
    files = sorted((DATA / "options").glob("*.yaml"))
    return MappingProxyType({path.stem: tuple(load_file(path)) for path in files})


@cache
def procedure_schema() -> dict[str, Any]:
    """The published JSON Schema of a procedure file."""
    schema: dict[str, Any] = json.loads(
        (DATA / "schemas" / "procedure.schema.json").read_text(encoding="utf-8")
    )
    return schema
