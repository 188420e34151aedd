"""What the texts of answers.yaml may hold: placeholders that we fill, boxes that the clerk must.

`{tracking_code}` is filled with what belongs to the case. `[[دلیل]]` stays in the text until the
clerk has put words in its place; an answer with a box in it is not sent. Nothing else may stand in
braces: a slip would reach a citizen as it is.
"""

import re
from collections.abc import Iterator, Mapping

import yaml

from .findings import Path, Slip

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


def slips(source: str) -> Iterator[tuple[int, Slip]]:
    """(line, what is wrong) of an answers.yaml of the right shape."""
    codes: set[str] = set()
    whole = yaml.compose(source, Loader=yaml.SafeLoader)
    for number, answer in enumerate(whole.value if whole else ()):
        parts = {key.value: value for key, value in answer.value}
        code = parts["code"].value
        if code in codes:
            yield answer.start_mark.line + 1, Slip((number,), "code_twice", {"code": code})
        codes.add(code)
        for position, slip in _of_text((number, "text"), code, parts["text"].value):
            yield _line(parts["text"], position), slip


def _of_text(path: Path, code: str, text: str) -> Iterator[tuple[int, Slip]]:
    """(position, what is wrong) of a text."""
    rest = _BOX.sub(lambda box: re.sub(r"[\[\]{}]", " ", box[0]), text)
    for found in _NAME.finditer(rest):
        if found[1] not in PLACEHOLDERS:
            yield found.start(), Slip(path, "placeholder", {"name": code, "placeholder": found[0]})
    rest = _NAME.sub(lambda name: " " * len(name[0]), rest)
    for found in re.finditer(r"[{}]|\[\[|\]\]", rest):
        yield found.start(), Slip(path, "half", {"name": code, "mark": found[0]})


def _line(node: yaml.ScalarNode, position: int) -> int:
    """Exact in blocks (|), as all our texts are; in folded text the line where it begins."""
    first: int = node.start_mark.line + 1
    if node.style != "|":
        return first
    return first + 1 + str(node.value).count("\n", 0, position)
