"""The forms of a file: how many there are, of which kind, and what each says."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from miz.catalogue.printing import readback

from . import answers, labels, process_forms, rows, running_heads, service_forms, vocabulary
from .letters import Page, squashed
from .readings import Found, Kind, NotAForm
from .sources import Line, Source

_TITLES: Final[dict[Kind, str]] = {"service": "title", "process": "process_name"}
_RUNNING_HEADS: Final = frozenset({"title", "process_name", "service_code", "process_code"})
_LEAST: Final = 3  # fields that make a form
_BETWEEN: Final = 4  # fields that a form has before the next one begins
_READERS: Final = {"service": service_forms.read, "process": process_forms.read}

_SERVICE: Final = re.compile(
    r"\s*(?:صدور|تمدید|ثبت|ارائه|ارایه|پرداخت|اعطای|دریافت|تایید|تأیید|رسیدگی|استعلام|ثبت ?نام"
    r"|درخواست|انتقال|معرفی|بررسی|اعلام|واگذاری|آموزش|پذیرش|تعیین|تشکیل|خدمت |فرایند |فرآیند )"
)

_BARE_TITLE: Final = re.compile(r"[\s\W\d_]*عنوان\s*[:：]\s*(?=\S)")
_HEADING: Final = re.compile(r"(?:فرم )?شناسنامه[^:\n]{0,20}[:：]\s*(?=\S)")

TITLE_GUESSED: Final = "برچسب عنوان پیدا نشد؛ سطر نخست فرم عنوان گرفته شد."
CODE_TAKEN: Final = "این شناسه پیش‌تر برای «{}» آمده است."


@dataclass(frozen=True)
class _Start:
    """A line with the label of a title, and what stands behind it."""

    line: int
    title: str


def read_forms(
    source: Source, titles: Mapping[str, Collection[str]] = MappingProxyType({})
) -> list[Found]:
    """Every form of a file, in order; raises NotAForm when there is none.

    `titles` are those that each identifier stands for already; a form that gives it to another
    title keeps its value and says so.
    """
    # Our own prints keep their cells and are read without a guess.
    printed = readback.read(source)
    found = [printed] if printed else _guessed(source)
    if not found:
        raise NotAForm
    _flag_codes_twice(found)
    for form in found:
        _flag_taken_codes(form, titles)
    return found


def _guessed(source: Source) -> list[Found]:
    lines = answers.as_boxes(rows.divided(running_heads.without(source.lines)))
    return [form for part in _divided(lines) if (form := _read(part))]


def _flag_taken_codes(found: Found, titles: Mapping[str, Collection[str]]) -> None:
    if found.kind != "service":
        return
    title, code = found.fields["title"], found.fields["service_code"]
    others = [
        one
        for one in titles.get(code.value or "", ())
        if squashed(one) != squashed(title.value or "")
    ]
    if others:
        code.doubt(0.5, CODE_TAKEN.format(others[0]))


def _flag_codes_twice(forms: Sequence[Found]) -> None:
    titles: dict[str, list[str]] = {}
    for form in forms:
        _flag_taken_codes(form, titles)
        if form.kind == "service" and form.fields["service_code"].value:
            titles.setdefault(form.fields["service_code"].value, []).append(
                form.fields["title"].value or ""
            )


def _divided(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The lines of each form: one begins where a title is told that was not told before."""
    page = Page(lines)
    starts = _starts(page)
    begins = [0, *(start.line for start in starts[1:])]
    ends = [*begins[1:], len(lines)]
    for begin, end in zip(begins, ends, strict=True):
        yield _without_running_heads(lines[begin:end])


def _starts(page: Page) -> list[_Start]:
    """Titles that differ from the one before, with a form's worth of fields between."""
    found: list[_Start] = []
    told = _told(page)
    for start in _titles(page):
        if not found:
            found.append(start)
        elif start.title != found[-1].title:
            between = told[
                bisect_left(told, (found[-1].line, "")) : bisect_left(told, (start.line, ""))
            ]
            if len({field for _, field in between}) >= _BETWEEN:
                found.append(start)
    return found


def _titles(page: Page) -> list[_Start]:
    """Lines that begin with the label of a title."""
    starts: dict[int, _Start] = {}
    for kind, key in _TITLES.items():
        for label in vocabulary.catalogue(kind):
            if label.path == (key,):
                for span in page.find(label.letters, glued=True):
                    line = page.line_at(span.start)
                    bounds = page.bounds(line)
                    if labels.is_at_start(page, span.start):
                        title = squashed(page.text[span.end : bounds.end])
                        starts.setdefault(line, _Start(line, title))
    for line, text in enumerate(one.text for one in page.lines):
        if found := _BARE_TITLE.match(text):
            starts.setdefault(line, _Start(line, squashed(text[found.end() :])))
    return [starts[line] for line in sorted(starts)]


def _told(page: Page) -> list[tuple[int, str]]:
    """The lines that begin with a label, with the field of it."""
    found = [
        (page.line_at(span.start), label.path[0])
        for kind in _TITLES
        for label in vocabulary.catalogue(kind)
        for span in page.find(label.letters, glued=True)
        if labels.is_at_start(page, span.start)
    ]
    return sorted(found)


def _without_running_heads(lines: Sequence[Line]) -> list[Line]:
    """Drops the title and the code where a new page repeats them."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        letters = squashed(line.text)
        is_head = any(letters.startswith(head) for head in _head_labels())
        if not (is_head and letters in seen):
            kept.append(line)
        if is_head:
            seen.add(letters)
    return kept


def _head_labels() -> set[str]:
    return {
        label.letters
        for kind in _TITLES
        for label in vocabulary.catalogue(kind)
        if label.path[0] in _RUNNING_HEADS
    }


def _paths(page: Page, kind: Kind) -> set[tuple[str, ...]]:
    return {anchor.path for anchor in labels.anchors(page, kind)} - {(vocabulary.SECTION,)}


def _read(lines: Sequence[Line]) -> Found | None:
    page = Page(lines)
    told = {kind: len(_paths(page, kind)) for kind in _TITLES}
    kind = max(told, key=lambda one: told[one])
    if told[kind] < _LEAST:
        return None
    found = _READERS[kind](page)
    _guess_title(found, page)
    return found


def _guess_title(found: Found, page: Page) -> None:
    """A page of a portal may have its title as a heading only."""
    title = found.fields[_TITLES[found.kind]]
    anchors = labels.anchors(page, found.kind)
    if title.value or not anchors or any(a.path == (_TITLES[found.kind],) for a in anchors):
        return
    above = page.lines[: page.line_at(anchors[0].span.start)]
    if above:
        line = next((one for one in above if _SERVICE.match(one.text)), above[-1])
        title.raw, title.place = line.text.strip(), line.place
        title.value = _HEADING.sub("", title.raw)
        title.doubt(0.4, TITLE_GUESSED)
