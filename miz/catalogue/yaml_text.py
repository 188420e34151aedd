"""YAML from people who are not known: read under bounds, with the line of every key and item.

A document is read twice, first as a stream of events that has no depth, so that nothing is built
of what would not end: brackets in brackets, anchors of anchors.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from .findings import Path

MAX_BYTES = 256 * 1024
MAX_DEPTH = 30
MAX_NODES = 20_000

# libyaml's, five times as fast, where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlRefused(Exception):
    """A document that is not read: `code` is one of findings.WORDS, `values` what it names."""

    def __init__(self, code: str, line: int = 1, **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.values = code, line, values


@dataclass(frozen=True)
class Document:
    """Plain data (as JSON has it: dates are text, keys too), and where each of it stands."""

    data: Any
    node: yaml.Node | None

    def line(self, path: Path) -> int:
        """The line of the key or item at `path`; of what is above it, when it is not there."""
        node, line = self.node, _line(self.node) if self.node else 1
        for step in path:
            found = _below(node, step)
            if found is None:
                break
            mark, node = found
            line = _line(mark)
        return line


def parse(text: str) -> Document:
    """Raises YamlRefused. Through JSON, so that what we hash and store is what comes back."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise YamlRefused("too_large", most=MAX_BYTES // 1024)
    try:
        _bound_depth(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        _bound_size(node)
        data = loader.construct_document(node) if node else None
        plain = json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False, default=_text))
        _storable(plain)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlRefused("yaml", line, why=error.problem or "?") from error
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
        raise YamlRefused("yaml", why=str(error).splitlines()[0]) from error
    return Document(plain, node)


def _bound_depth(text: str) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or count > 2 * MAX_NODES:
            raise YamlRefused("too_deep", _line(event))


def _bound_size(node: yaml.Node | None) -> None:
    """Counts what would be built, each anchor as often as it is named; judges the keys."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node, above: tuple[int, ...]) -> int:
        if id(node) in above or len(above) > MAX_DEPTH:
            raise YamlRefused("too_deep", _line(node))
        if id(node) not in sizes:
            inner = (*above, id(node))
            sizes[id(node)] = 1 + sum(size(each, inner) for each in _children(node))
        if sizes[id(node)] > MAX_NODES:
            raise YamlRefused("too_deep", _line(node))
        return sizes[id(node)]

    if node is not None:
        size(node, ())


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        _judge_keys(node)
        yield from (value for _, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _judge_keys(node: yaml.MappingNode) -> None:
    """The last of two equal keys would win, and nobody would be told."""
    seen: Counter[str] = Counter()
    for key, _ in node.value:
        line = _line(key)
        if not isinstance(key, yaml.ScalarNode) or key.tag.endswith(":merge"):
            raise YamlRefused("yaml", line, why="a key is a plain name")
        seen[key.value] += 1
        if seen[key.value] > 1:
            raise YamlRefused("duplicate_key", line, name=key.value)


def _line(place: yaml.Node | yaml.Event) -> int:
    return int(place.start_mark.line) + 1 if place.start_mark else 1


def _below(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """(where it stands, what it is) of a key or an item."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _text(value: object) -> str:
    if isinstance(value, date):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no plain value")


def _storable(data: object) -> None:
    """Neither half a letter nor the letter that ends a text in other languages."""
    text = json.dumps(data, ensure_ascii=False)
    text.encode()
    if "\\u0000" in text:
        raise ValueError("a text holds the letter zero")
