"""What the texts of answers.yaml may hold: placeholders that we fill, boxes that the clerk must.

`{tracking_code}` is filled with what belongs to the case. `[[دلیل]]` stays in the text until the
clerk has put words in its place; an answer with a box in it is not sent. Nothing else may stand in
braces: a slip would reach a citizen as it is.
"""

import re
from collections.abc import Iterator, Mapping

import yaml

PLACEHOLDERS = (
    *("applicant_name", "tracking_code", "due", "topic"),
    *("organisation", "unit", "clerk_name", "today"),
)
# What stands for something nobody but the clerk knows.
BLANK = "[[…]]"

_BOX = re.compile(r"\[\[[^\[\]]*\]\]")
_NAME = re.compile(r"\{([^{}]*)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with each of PLACEHOLDERS replaced, once: what is filled in is not looked at again."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text.strip())


def boxes(text: str) -> list[str]:
    """The boxes that are left in `text`, each once, in their order."""
    return list(dict.fromkeys(_BOX.findall(text)))


def findings(source: str) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) of an answers.yaml that is well-formed YAML."""
    codes: set[str] = set()
    whole = yaml.compose(source, Loader=yaml.SafeLoader)
    for answer in whole.value if isinstance(whole, yaml.SequenceNode) else []:
        parts = _parts(answer)
        line = answer.start_mark.line + 1
        if missing := [name for name in ("code", "title", "text") if not _value(parts, name)]:
            yield line, f"{missing[0]} is missing"
        elif (code := _value(parts, "code")) in codes:
            yield line, f"the code {code} stands twice"
        else:
            codes.add(code)
            yield from _wrong_words(parts["text"])


def _wrong_words(node: yaml.ScalarNode) -> Iterator[tuple[int, str]]:
    rest = _BOX.sub(lambda box: re.sub(r"[\[\]{}]", " ", box[0]), node.value)
    for found in _NAME.finditer(rest):
        if found[1] not in PLACEHOLDERS:
            yield _line(node, found.start()), f"unknown placeholder {found[0]}"
    rest = _NAME.sub(lambda name: " " * len(name[0]), rest)
    for found in re.finditer(r"[{}]|\[\[|\]\]", rest):
        yield _line(node, found.start()), f"{found[0]} without its other half"


def _line(node: yaml.ScalarNode, position: int) -> int:
    """Exact in blocks (|), as all our texts are; in folded text the line where it begins."""
    first: int = node.start_mark.line + 1
    if node.style != "|":
        return first
    return first + 1 + str(node.value).count("\n", 0, position)


def _parts(node: yaml.Node) -> dict[str, yaml.ScalarNode]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in pairs if isinstance(value, yaml.ScalarNode)}


def _value(parts: Mapping[str, yaml.ScalarNode], name: str) -> str:
    return str(parts[name].value).strip() if name in parts else ""
