"""YAML from strangers: bounded, with lines, and never two values under one key."""

import time

import pytest

from miz.catalogue.yaml_text import MAX_BYTES, MAX_DEPTH, YamlRefused, parse

TEXT = """\
# a remark
title: الف
rows:
  - {name: one, day: 2026-11-22}

  - name: two
    ticks: {a: null}
1: number
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("title",), 2),
        (("rows",), 3),
        (("rows", 0), 4),
        (("rows", 0, "day"), 4),
        (("rows", 1), 6),
        (("rows", 1, "ticks", "a"), 7),
        (("1",), 8),
        (("rows", 1, "nobody"), 6),
        (("rows", 7), 3),
        (("nobody",), 2),
    ],
)
def test_every_key_and_item_has_its_line(path, line):
    assert parse(TEXT).line(path) == line


def test_what_is_read_is_what_json_gives_back():
    assert parse(TEXT).data["rows"][0] == {"name": "one", "day": "2026-11-22"}
    assert parse(TEXT).data["1"] == "number"
    assert parse("# nothing\n").data is None
    assert parse("# nothing\n").line(("a",)) == 1


def test_an_anchor_may_be_named_again():
    assert parse("a: &x [1]\nb: *x\n").data == {"a": [1], "b": [1]}


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate_key", 3),
        ("a:\n  - {b: 1, b: 2}\n", "duplicate_key", 2),
        ("1: a\n'1': b\n", "duplicate_key", 2),
        (bomb(), "too_deep", None),
        ("a: &a\n  - *a\n", "too_deep", 1),
        ("[" * (MAX_DEPTH + 1), "too_deep", 1),
        ("[" * 100_000, "too_deep", 1),
        ("a:\n" + "- x\n" * 60_000, "too_deep", None),
        ("x" * (MAX_BYTES + 1), "too_large", 1),
        ("a: [\n", "yaml", None),
        ("a: b: c\n", "yaml", 1),
        ("a: *nobody\n", "yaml", 1),
        ("a: 1\n---\nb: 2\n", "yaml", 2),
        ("a: 1\n<<: {b: 2}\n", "yaml", 2),
        ("? [a]\n: b\n", "yaml", 1),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml", 1),
        ("a: !!binary aGVsbG8=\n", "yaml", 1),
        ("a: !!set {b}\n", "yaml", 1),
        ("a: .nan\n", "yaml", 1),
        ("a: 2026-13-45\n", "yaml", 1),
        ('a: "\\0"\n', "yaml", 1),
        ('a: "\\ud800"\n', "yaml", 1),
        ("a: " + "9" * 5000 + "\n", "yaml", 1),
        ("a: \x01\n", "yaml", 1),
    ],
)
def test_what_is_no_plain_document_is_refused_soon(text, code, line):
    began = time.monotonic()
    with pytest.raises(YamlRefused) as refused:
        parse(text)
    assert refused.value.code == code
    assert line in (None, refused.value.line)
    assert time.monotonic() - began < 2
