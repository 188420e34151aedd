"""Where the fields of a form begin: its labels, found by their words and never by their numbers.

All labels come from the forms' descriptions. A label counts where a reader would take it for one:
at the start of a line or cell, behind a number, a gap or another label, before a colon. Labels
that no list knows are taken for the nearest one when nearly all their telling words are the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, takewhile
from typing import Final

from . import ticks, values
from .letters import Page, Span, squashed
from .readings import FORMS, STAGES, Kind
from .sources import Line
from .telling import alike, telling
from .vocabulary import SECTION, Label, catalogue, heads, labels_of, signing

_COUNTS: Final = frozenset(["recipients_count"])
_OPENERS: Final = frozenset({("completed_by", "name"), ("contact", "responsible")})
_CLOSED: Final = frozenset({STAGES, "internal_systems", "external_inquiries", "controls"})
_GLUED_FROM: Final = 7  # letters of a label behind which a value may stand glued
_ENDINGS: Final = ("ها", "های", "هایی", "ی", "ان", "ات")
_ALL_ALIKE: Final = 0.75  # of a label that tells the same in other words
EXACT: Final = 0.9  # confidence of a label that a list knows
_ABJAD: Final = rf"{values.ABJAD}\s*[-–—.)]"
_BULLETS: Final = rf"[\s\d\W_]*(?:{_ABJAD})?[\s\W_]*"
_AT_START: Final = re.compile(rf"(?:{_BULLETS}|[\W_]*\d+[\W_]*)$")
_NUMBERED: Final = re.compile(rf"(?:\d+\s*[-–—.)]|(?<!\w){_ABJAD})\s*$")
_HINT: Final = re.compile(r"[ \u00a0]*\(([^()\n]{1,60})\)[ \u00a0]*(?=[:：]|\n|$)")
_BRACKETS_AT_END: Final = re.compile(r"[ \u00a0]*\([^()\n]*\)?[ \u00a0]*$")
_COLON: Final = re.compile(r"[\s\u00a0)\]]*(?:[:：؛]|[.…_·]{3,})")
_BULLETS_OF_HEAD: Final = rf"(?:[^\S\n]|\d\d?[\s]*[-–—.)]|{_ABJAD}|[-–—•*●▪■☑☐□])*"
_HEAD: Final = re.compile(
    rf"{_BULLETS_OF_HEAD}(?P<head>(?:(?![ \u00a0]{{3}})[^:：\n|\t]){{2,70}}?)"
    r"[^\S\n]*(?:[:：]|\t|\||[ \u00a0]{3}|[.…]{3}|$)",
    re.M,
)
_DASH: Final = re.compile(r"[ \u00a0]+[-–—][ \u00a0]")
_DASHES_FROM: Final = 4  # labels before a dash by which dashes stand for colons
_PER: Final = re.compile(
    r"[ \u00a0]*(?:(?:در|هر)[ \u00a0](?:یک )?(?:سال|ماه|فصل)|سالانه|سالیانه|ماهانه)(?!\w)"
)
_GAP: Final = re.compile(r"(?:[ \u00a0]{2,}|\u00a0|\t|\|)")
_NEAR_WITH_COLON, _NEAR_ALONE = 0.6, 0.75
_PROSE: Final = frozenset({("description",), ("process_diagram",), ("sla",), ("faq",)})
_SENTENCE: Final = 5  # words behind a label's that make a sentence of them
_MOSTLY: Final = 0.7  # of the labels at the start of lines
_NEAR_LABEL: Final = 40  # letters at most between labels that follow each other
_BROAD: Final = frozenset(("سامانه", "دستگاه", "نحوه", "عنوان", "شناسه", "ساعت"))
_TOO_BROAD: Final = frozenset(("سامانه",))  # alone it heads every page of a portal
_LONGEST_ALONE: Final = 9  # words of a line that may be a label by itself

_MORE_WORDS: Final = re.compile(r"(?:[ \u00a0\u200c][^\W\d_A-Za-z]+){1,3}[ \u00a0]*[:：]")
_MORE_OF_LINE: Final = re.compile(
    r"[ \u00a0]+((?:جهت|برای|دریافت|انجام|مورد|لازم|مرتبط|مربوط|مربوطه|حاکم|ارا[ئی]ه|متوسط|تقریبی)"
    r"(?:[ \u00a0\u200c]+[^\W\d_]+){0,4})[ \u00a0]*(?=\n|[:：])"
)


@dataclass(frozen=True)
class Anchor:
    """A label that was found; `end` is where its value begins, `hint` what brackets add to it."""

    label: Label
    span: Span
    end: int
    confidence: float
    hint: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        return self.label.path[:1] if self.label.is_inner else self.label.path


def anchors(page: Page, kind: Kind) -> list[Anchor]:
    """The labels of a page that hold, in their order."""
    return _Taking(page).take(sorted(_candidates(page, kind), key=_rank))


def _rank(anchor: Anchor) -> tuple[int, int, bool, float]:
    """A field's label goes before a section's title of the same words."""
    is_title = anchor.path == (SECTION,)
    return anchor.span.start, -anchor.span.end, is_title, -anchor.confidence


def _candidates(page: Page, kind: Kind) -> Iterator[Anchor]:
    exact = [
        _anchor(page, label, span, 1.0 if label.is_official else 0.95)
        for label in catalogue(kind)
        for span in page.find(label.letters, glued=len(label.letters) >= _GLUED_FROM)
    ]
    yield from exact
    known = _Exact(page, exact)
    yield from (near for near in _near(page, kind) if not known.know(near))


class _Exact:
    """The labels that the lists know on a page, by where they begin and end."""

    def __init__(self, page: Page, anchors: Sequence[Anchor]) -> None:
        self._page = page
        self._starts: dict[int, list[Anchor]] = defaultdict(list)
        self._ends: dict[int, list[Anchor]] = defaultdict(list)
        self._titles: dict[int, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            if anchor.path == (SECTION,):
                self._titles[anchor.span.start].append(anchor)
            elif not _is_bare(anchor.label):
                self._starts[anchor.span.start].append(anchor)
                self._ends[anchor.span.end].append(anchor)

    def know(self, near: Anchor) -> bool:
        """Whether a head is theirs: another field's label at its end, or one at its start.

        Of one at its start it may be a longer form, when a colon ends it or one word is known.
        """
        if self._is_behind_a_title(near):
            return True
        has_colon = bool(_COLON.match(self._page.text, near.span.end))
        starts = (one for one in self._starts[near.span.start] if one.span.end <= near.span.end)
        if any(one.path != near.path or not (has_colon or one.label.words == 1) for one in starts):
            return True
        ends = (one for one in self._ends[near.span.end] if one.span.start >= near.span.start)
        return any(one.path != near.path and one.label.words > 1 for one in ends)

    def _is_behind_a_title(self, near: Anchor) -> bool:
        """Whether a head is the title of a section with a label that a list knows behind it."""
        ends = {title.span.end for title in self._titles[near.span.start]}
        return any(
            not squashed(self._page.text[end : one.span.start])
            for one in self._ends[near.span.end]
            for end in ends
            if end <= one.span.start
        )


def _is_bare(label: Label) -> bool:
    """Whether a label is so short that it also stands inside of other fields' labels."""
    if label.path[0] == STAGES:
        return "مرحله" not in label.letters
    return label.is_inner and label.words == 1


def _anchor(page: Page, label: Label, span: Span, confidence: float) -> Anchor:
    end, hint = span.end, ""
    if label.path[0] in _COUNTS and (more := _PER.match(page.text, end)):
        end = more.end()
    if (more := _MORE_OF_LINE.match(page.text, end)) and _may_go_on(label, more[1]):
        end = more.end()
    elif label.is_before_text and (more := _MORE_WORDS.match(page.text, end)):
        return Anchor(label, span, more.end(), confidence * 0.9)
    if found := _HINT.match(page.text, end):
        end, hint = found.end(), found[1]
    if found := _COLON.match(page.text, end):
        end = found.end()
    return Anchor(label, span, end, confidence, hint)


def _may_go_on(label: Label, words: str) -> bool:
    """Whether the rest of a line tells nothing («جهت دریافت خدمت») and so is the label's."""
    is_more = label.is_before_text and label.path != ("title",)
    return is_more and telling(words) <= telling(label.text)


def _near(page: Page, kind: Kind) -> Iterator[Anchor]:
    """Heads of lines that no list knows, as the label whose telling words are nearest."""
    for number in range(len(page.lines)):
        bounds = page.bounds(number)
        found = _HEAD.match(page.text, bounds.start, bounds.end)
        if not found:
            continue
        has_colon = page.text[found.end() - 1 : found.end()] in (":", "：", "\t", "|", ".", "…")
        label, nearness = _nearest(found["head"], kind, has_colon=has_colon)
        if label:
            start, words = found.start("head"), _BRACKETS_AT_END.sub("", found["head"]).rstrip()
            yield _anchor(page, label, Span(start, start + len(words)), 0.5 + nearness / 4)


@lru_cache(maxsize=4096)
def _nearest(head: str, kind: Kind, *, has_colon: bool) -> tuple[Label | None, float]:
    words = telling(head)
    if not words or not (has_colon or _may_stand_alone(head, words)):
        return None, 0.0
    scored = [(alike(words, told), label) for label, told in _tellable(kind)]
    nearness, label = max(scored, key=lambda pair: pair[0])
    wanted = _NEAR_WITH_COLON if has_colon else _NEAR_ALONE
    return (label, nearness) if nearness >= wanted else (None, 0.0)


def _may_stand_alone(head: str, words: frozenset[str]) -> bool:
    """Whether a line without a colon may be a label: it is short, has no number, tells enough."""
    has_number = any(char.isdigit() for char in head)
    return len(head.split()) <= _LONGEST_ALONE and not has_number and not words <= _BROAD


@cache
def _tellable(kind: Kind) -> tuple[tuple[Label, frozenset[str]], ...]:
    """The labels of fields with the words that tell them."""
    texts = {squashed(text): telling(text) for _, text, _ in labels_of(FORMS[kind])}
    return tuple(
        (label, texts[label.letters])
        for label in catalogue(kind)
        if len(label.path) == 1 and label.path not in ((SECTION,), (STAGES,))
        and texts[label.letters] and texts[label.letters] != _TOO_BROAD
    )  # fmt: skip


def _row(line: Line) -> tuple[int | None, int | None]:
    return line.place.table, line.place.row


def is_at_start(page: Page, place: int) -> bool:
    """Whether nothing but numbers, bullets and marks stands before a place on its line."""
    start = page.bounds(page.line_at(place)).start
    return bool(_AT_START.fullmatch(page.text[start:place]))


class _Taking:
    """Goes through the candidates in order and keeps those that hold where they stand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taken: list[Anchor] = []
        self.seen: set[tuple[str, ...]] = set()
        self.reached = 0
        self._dashed = False
        self._has_colons = False

    def take(self, candidates: list[Anchor]) -> list[Anchor]:
        self._dashed = sum(map(self._is_before_dash, candidates)) >= _DASHES_FROM
        own = [one for one in candidates if self._at_start(one) and one.path != (SECTION,)]
        clear = {one.span.start for one in own if self._stands_alone(one)}
        self._has_colons = len(clear) >= _MOSTLY * len({one.span.start for one in own}) > 0
        for candidate in candidates:
            if candidate.span.start < self.reached:
                continue
            if self._is_part_of_the_open(candidate):
                self.reached = candidate.end
            elif self._holds(candidate):
                self._keep(candidate)
        return self.taken

    def _keep(self, anchor: Anchor) -> None:
        self.taken.append(anchor)
        self.seen.add(anchor.path)
        self.reached = anchor.end

    @property
    def _open(self) -> tuple[str, ...]:
        return self.taken[-1].path if self.taken else ()

    def _is_part_of_the_open(self, anchor: Anchor) -> bool:
        """A column's head inside its own table, which ends nothing."""
        if anchor.path == (STAGES,):
            return self._open[:1] == (STAGES,)
        return anchor.label.is_inner and self._open == anchor.path

    def _holds(self, anchor: Anchor) -> bool:
        again = anchor.path in self.seen and anchor.path not in ((SECTION,), (STAGES,))
        if again and not self._is_clearly_again(anchor):
            return False
        if len(anchor.path) > 1 and not (self._names_a_stage(anchor) or self._stands_alone(anchor)):
            return False
        if anchor.label.is_inner and not self._opens(anchor):
            return False
        if self._is_prose(anchor) or self._is_head(anchor):
            return False
        if self._open[:1] and self._open[0] in _CLOSED and not self._leaves_closed(anchor):
            return False
        return self._starts_well(anchor) and self._ends_well(anchor)

    def _is_prose(self, anchor: Anchor) -> bool:
        """Whether the words of a label only begin a sentence of the long text that is open.

        Where the labels of a page end with colons, words without one before a sentence are none.
        """
        if not (self._has_colons and self._open in _PROSE) or self._stands_alone(anchor):
            return False
        rest = self.page.text[anchor.span.end :].split("\n")[0]
        is_sentence = len(rest.split()) >= _SENTENCE and not ticks.marks(rest, [])
        return is_sentence and not _NUMBERED.search(self._before(anchor))

    def _is_head(self, anchor: Anchor) -> bool:
        """Whether a label is the head of a column in a row of nothing but such heads."""
        row = self._whole_row(anchor.span.start)
        of = [key for key, known in heads().items() if len(row) > 1 and known.issuperset(row)]
        return bool(of) and anchor.path[0] not in of

    def _whole_row(self, place: int) -> list[str]:
        """The squashed cells of the row that a place is in; empty outside of tables."""
        number = self.page.line_at(place)
        here = self.page.lines[number]
        if not here.place.table:
            return []
        while number > 0 and _row(self.page.lines[number - 1]) == _row(here):
            number -= 1
        return list(map(squashed, self._row_from(self.page.bounds(number).start)))

    def _is_clearly_again(self, anchor: Anchor) -> bool:
        """A label that was seen ends what went before it, where it is surely one."""
        if self._open[:1] and self._open[0] in _CLOSED:
            return False
        if self._open == anchor.path and self._follows_a_label(anchor):
            return True
        before = self._before(anchor)
        is_numbered = bool(_NUMBERED.search(before))
        return self._at_start(anchor) and (is_numbered or self._stands_alone(anchor))

    def _stands_alone(self, anchor: Anchor) -> bool:
        """With a colon, or with its line for itself."""
        after = self.page.text[anchor.span.end : anchor.span.end + 30].split("\n")[0]
        return self._has_colon(anchor) or not squashed(after)

    def _names_a_stage(self, anchor: Anchor) -> bool:
        return "مرحله" in anchor.label.letters

    def _opens(self, anchor: Anchor) -> bool:
        """Whether a part of a field may stand for the field's beginning."""
        if anchor.label.path in _OPENERS or self._leads_heads(anchor):
            return True
        if anchor.path == ("completed_by",) and self._is_signature(anchor):
            return self._at_start(anchor) and self._has_colon(anchor)
        if anchor.path == ("contact",):
            return (
                (self._has_colon(anchor) or self._fills_its_cell(anchor))
                and self._at_start(anchor)
                and self._open != ("completed_by",)
                and not self._is_signature(anchor)
            )
        return anchor.label.words > 2 and self._at_start(anchor)

    def _is_signature(self, anchor: Anchor) -> bool:
        """Whether who filled in the form is told on a line: also by mail or unit."""
        bounds = self.page.bounds(self.page.line_at(anchor.span.start))
        line = squashed(self.page.text[bounds.start : bounds.end])
        return any(words in line for words in signing())

    def _leads_heads(self, anchor: Anchor) -> bool:
        """Whether a row begins here that is nothing but heads of one table's columns."""
        known = heads().get(anchor.path[0], frozenset())
        row = list(map(squashed, self._row_from(anchor.span.start)))
        return len(row) > 1 and known.issuperset(row)

    def _row_from(self, place: int) -> Iterator[str]:
        """The cells from a place to the end of its row, of a line without cells its pieces."""
        number = self.page.line_at(place)
        here = self.page.lines[number]
        if not here.place.table:
            rest = self.page.text[place : self.page.bounds(number).end]
            yield from (piece for piece in _GAP.split(rest.strip()) if piece)
            return
        row = takewhile(lambda line: _row(line) == _row(here), self.page.lines[number:])
        for _, cell in groupby(row, lambda line: line.place.cell):
            yield " ".join(line.text for line in cell)

    def _leaves_closed(self, anchor: Anchor) -> bool:
        """Tables and stages hold words that are labels elsewhere: only clear ones end them."""
        has_colon = self._has_colon(anchor)
        if self._open[0] == STAGES == anchor.path[0] and self._fills_its_cell(anchor):
            return True
        clear = self._at_start(anchor) and (anchor.label.words > 1 or has_colon)
        is_sure = anchor.confidence > 0.9 or (has_colon and anchor.confidence >= _ALL_ALIKE)
        return clear and anchor.path != ("contact",) and is_sure

    def _fills_its_cell(self, anchor: Anchor) -> bool:
        line = self.page.lines[self.page.line_at(anchor.span.start)]
        return bool(line.place.table) and squashed(line.text) == anchor.label.letters

    def _starts_well(self, anchor: Anchor) -> bool:
        before = self._before(anchor)
        return (
            self._at_start(anchor)
            or bool(_NUMBERED.search(before))
            or self._follows_a_label(anchor)
            or bool(_GAP.search(before[-3:]))
            or (self._has_colon(anchor) and (anchor.label.words > 1 or self._shares_line(anchor)))
            or anchor.path == ("recipients_period",)
        )

    def _ends_well(self, anchor: Anchor) -> bool:
        after = self.page.text[anchor.span.end : anchor.span.end + 3]
        if self._has_colon(anchor) or not after.strip(" \u00a0)") or "\n" in after[:2]:
            return True
        if anchor.hint and self.page.text[anchor.end : anchor.end + 1] in ("", "\n"):
            return True
        if after[0].isalpha() and not self._is_glue(anchor):
            return False
        return anchor.label.words > 1 or bool(_GAP.match(after)) or after[0] in "([-–"

    def _is_glue(self, anchor: Anchor) -> bool:
        word = re.match(r"\w+", self.page.text[anchor.span.end :])
        rest = word[0] if word else ""
        is_latin = rest[:1].isascii()
        return is_latin or (self._at_start(anchor) and rest not in _ENDINGS and len(rest) > 2)

    def _before(self, anchor: Anchor) -> str:
        """The few letters before a label."""
        return self.page.text[max(0, anchor.span.start - 8) : anchor.span.start]

    def _is_before_dash(self, anchor: Anchor) -> bool:
        is_before = bool(_DASH.match(self.page.text, anchor.span.end))
        return is_before and is_at_start(self.page, anchor.span.start)

    def _has_colon(self, anchor: Anchor) -> bool:
        """Also a dash, where dashes divide the labels of a page from their values."""
        if self._dashed and self._is_before_dash(anchor):
            return True
        return bool(_COLON.match(self.page.text, anchor.span.end)) or bool(
            anchor.hint and _COLON.match(self.page.text, anchor.end - 1)
        )

    def _at_start(self, anchor: Anchor) -> bool:
        return is_at_start(self.page, anchor.span.start)

    def _follows_a_label(self, anchor: Anchor) -> bool:
        if not self.taken:
            return False
        start, end = self.taken[-1].end, anchor.span.start
        return end - start < _NEAR_LABEL and not squashed(self.page.text[start:end])

    def _shares_line(self, anchor: Anchor) -> bool:
        line = self.page.line_at
        return bool(self.taken) and line(self.taken[-1].span.start) == line(anchor.span.start)
