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
from typing import Final

from miz.catalogue.forms.shapes import Field, Form, Group, Rows
from miz.lib.persian import for_matching

from .letters import Page, Span, squashed
from .readings import FORMS, STAGES, Kind

SECTION: Final = "§"  # path of a title that is no field's label
_QUANTITIES: Final = frozenset(
    ["recipients_count", "average_duration", "frequency", "in_person_visits"]
)
_OPENERS: Final = frozenset({("completed_by", "name"), ("contact", "responsible")})
_CLOSED: Final = frozenset({STAGES, "internal_systems", "external_inquiries", "controls"})
_GLUED_FROM: Final = 7  # letters of a label behind which a value may stand glued
_ENDINGS: Final = ("ها", "های", "هایی", "ی", "ان", "ات")
EXACT: Final = 0.9  # confidence of a label that a list knows
_BULLETS: Final = r"[\s\d\W_]*(?:الف|ب|ج|د)?[\s\W_]*"
_AT_START: Final = re.compile(rf"(?:{_BULLETS}|[\W_]*\d+[\W_]*)$")
_NUMBERED: Final = re.compile(r"\d+\s*[-–—.)]\s*$")
_HINT: Final = re.compile(r"[ \u00a0]*\(([^()\n]{1,60})\)[ \u00a0]*(?=[:：]|\n|$)")
_COLON: Final = re.compile(r"[\s\u00a0)\]]*(?:[:：؛]|[.…_·]{3,})")
_BULLETS_OF_HEAD: Final = r"(?:[^\S\n]|\d\d?[\s]*[-–—.)]|[-–—•*●▪■☑☐□])*"
_HEAD: Final = re.compile(
    rf"{_BULLETS_OF_HEAD}(?P<head>(?:(?![ \u00a0]{{3}})[^:：\n|\t]){{2,70}}?)"
    r"[^\S\n]*(?:[:：]|\t|\||[ \u00a0]{3}|[.…]{3}|$)",
    re.M,
)
_DASH: Final = re.compile(r"[ \u00a0]+[-–—][ \u00a0]")
_DASHES_FROM: Final = 4  # labels before a dash by which dashes stand for colons
_GAP: Final = re.compile(r"(?:[ \u00a0]{2,}|\u00a0|\t|\|)")
_NEAR_WITH_COLON, _NEAR_ALONE = 0.6, 0.75
_NEAR_LABEL: Final = 40  # letters at most between labels that follow each other
_LONGEST_ALONE: Final = 9  # words of a line that may be a label by itself

_MORE_WORDS: Final = re.compile(r"(?:[ \u00a0\u200c][^\W\d_A-Za-z]+){1,3}[ \u00a0]*[:：]")
_MORE_OF_LINE: Final = re.compile(
    r"[ \u00a0]+((?:جهت|برای|دریافت|انجام|مورد|لازم)(?:[ \u00a0\u200c]+[^\W\d_]+){0,4})"
    r"[ \u00a0]*(?=\n)"
)
_BEFORE_TEXT: Final = frozenset({
    "title", "service_code", "agency_name", "parent_agency_name", "audience",
    "required_documents", "governing_laws", "average_duration", "in_person_visits",
    "service_url", "system_name", "complaint_channels", "service_hours", "process_name",
    "owner", "supervisor", "scope", "laws", "systems", "goal", "stakeholders",
})  # fmt: skip

_LITTLE: Final = frozenset({
    "و", "در", "به", "از", "برای", "با", "این", "آن", "یا", "جهت", "خدمت", "خدمات", "ارایه",
    "انجام", "دریافت", "مربوط", "مربوطه", "لازم", "نیاز", "مورد", "موردنیاز", "شماره", "های",
    "ها", "هر", "فرایند", "کلیه", "متوسط", "میانگین", "تقریبی", "حدودی", "معمول", "کل", "کلی",
    "گروه", "ثبت",
    "دقیق", "مستقیم", "مرتبط", "بالادستی", "حاکم", "هست", "است", "می", "خود", "تکمیل", "عمومی",
})  # fmt: skip
_SAME: Final = {
    "مخاطبین": "مخاطب", "مخاطبان": "مخاطب", "گیرندگان": "مخاطب", "گیرنده": "مخاطب",
    "متقاضیان": "مخاطب", "خدمتگیرندگان": "مخاطب", "ذینفعان": "ذینفع", "مدت": "زمان",
    "زمانبندی": "زمان", "مدتزمان": "زمان", "مستندات": "مدارک", "اسناد": "مدارک",
    "دهنده": "دستگاه", "روشهای": "نحوه",
    "مدرک": "مدارک", "شیوه": "نحوه", "روش": "نحوه", "چگونگی": "نحوه", "شروع": "آغاز",
    "آغازکننده": "آغاز", "آدرس": "نشانی", "لینک": "نشانی", "وبسایت": "وبگاه", "سایت": "وبگاه",
    "تارنما": "وبگاه", "پورتال": "وبگاه", "درگاه": "وبگاه", "سازمان": "دستگاه",
    "هزینهها": "هزینه", "تعرفه": "هزینه", "مبلغ": "هزینه", "هزینههای": "هزینه",
    "دفعات": "تعداد", "بار": "تعداد", "میزان": "تعداد", "قانونی": "قوانین", "مقررات": "قوانین",
    "ضوابط": "قوانین", "آییننامهها": "قوانین", "توضیحات": "شرح", "توصیف": "شرح",
    "معرفی": "شرح",
    "توضیح": "شرح", "مراجعات": "مراجعه", "اینترنتی": "وبگاه", "مشتریان": "مخاطب",
    "استفادهکنندگان": "مخاطب", "نام": "عنوان", "کد": "شناسه", "پرسشهای": "سوالات",
    "پاسخگو": "پاسخگویی",
    "تکرار": "تواتر", "فراوانی": "تواتر", "متولی": "صاحب", "مالک": "صاحب", "راهبردی": "استراتژیک",
}  # fmt: skip


@dataclass(frozen=True)
class Label:
    """Words that stand before a field; `path` is the field's, of a column with the column's key."""

    path: tuple[str, ...]
    letters: str
    words: int
    is_official: bool

    @property
    def is_before_text(self) -> bool:
        return self.path[0] in _BEFORE_TEXT

    @property
    def is_inner(self) -> bool:
        return len(self.path) > 1 and self.path[0] != STAGES


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


@cache
def catalogue(kind: Kind) -> tuple[Label, ...]:
    """Every label of a form, each letters once; of two alike the earlier in the form.

    What is asked of two people («تلفن») stands for each: who is meant tells the place.
    """
    found: dict[tuple[str, bool], Label] = {}
    for path, text, is_official in _labels(FORMS[kind]):
        label = Label(path, squashed(text), len(for_matching(text).split()), is_official)
        found.setdefault((label.letters, path[0] == "contact"), label)
    return tuple(found.values())


def _labels(form: Form) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    fields = [one for one in form.fields.values() if one.key not in _QUANTITIES]
    for kind in (Group, None, Rows):  # a group may be called as its first part is
        for field in fields if kind else form.fields.values():
            if kind is None:
                yield from _words(field, (field.key,))
            elif isinstance(field.shape, kind):
                for inner in field.shape.fields:
                    yield from _words(inner, (field.key, inner.key))
    for section in form.sections:
        for text in (section.title, *section.synonyms):
            only = len(section.fields) == 1
            yield ((section.fields[0].key,) if only else (SECTION,)), text, True
    yield (STAGES,), "نوع ارائه", True
    yield (SECTION,), form.title, True


def _words(field: Field, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """The label, its synonyms and the label without what is in brackets or conditional."""
    yield path, field.label, True
    for text in field.synonyms:
        yield path, text, False
    bare = re.sub(r"\s*\([^)]*\)", "", field.label.split(" در صورت ")[0])
    if bare.split()[0:1] and len(bare.split()) > 1:
        yield path, bare, True


def anchors(page: Page, kind: Kind) -> list[Anchor]:
    """The labels of a page that hold, in their order."""
    return _Taking(page).take(sorted(_candidates(page, kind), key=_rank))


def _rank(anchor: Anchor) -> tuple[int, int, float]:
    return anchor.span.start, -anchor.span.end, -anchor.confidence


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
        for anchor in anchors:
            if anchor.path != (SECTION,):
                self._starts[anchor.span.start].append(anchor)
                self._ends[anchor.span.end].append(anchor)

    def know(self, near: Anchor) -> bool:
        """Whether a head is theirs: another field's label at its end, or one at its start.

        Of one at its start it may be a longer form, when a colon ends it or one word is known.
        """
        has_colon = bool(_COLON.match(self._page.text, near.span.end))
        starts = (one for one in self._starts[near.span.start] if one.span.end <= near.span.end)
        if any(one.path != near.path or not (has_colon or one.label.words == 1) for one in starts):
            return True
        ends = (one for one in self._ends[near.span.end] if one.span.start >= near.span.start)
        return any(one.path != near.path and one.label.words > 1 for one in ends)


def _anchor(page: Page, label: Label, span: Span, confidence: float) -> Anchor:
    end, hint = span.end, ""
    if label.is_before_text and (more := _MORE_WORDS.match(page.text, end)):
        return Anchor(label, span, more.end(), confidence * 0.9)
    if (more := _MORE_OF_LINE.match(page.text, end)) and _may_go_on(label, more[1]):
        end = more.end()
    if found := _HINT.match(page.text, end):
        end, hint = found.end(), found[1]
    if found := _COLON.match(page.text, end):
        end = found.end()
    return Anchor(label, span, end, confidence, hint)


def _may_go_on(label: Label, words: str) -> bool:
    """Whether the rest of a line tells nothing («جهت دریافت خدمت») and so is the label's."""
    return label.is_before_text and label.path != ("title",) and not telling(words)


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
            start, words = found.start("head"), found["head"].rstrip(" \u00a0)")
            yield _anchor(page, label, Span(start, start + len(words)), 0.5 + nearness / 4)


@lru_cache(maxsize=4096)
def _nearest(head: str, kind: Kind, *, has_colon: bool) -> tuple[Label | None, float]:
    words = telling(head)
    if not words or (not has_colon and len(head.split()) > _LONGEST_ALONE):
        return None, 0.0
    scored = [(_alike(words, told), label) for label, told in _tellable(kind)]
    nearness, label = max(scored, key=lambda pair: pair[0])
    wanted = _NEAR_WITH_COLON if has_colon else _NEAR_ALONE
    return (label, nearness) if nearness >= wanted else (None, 0.0)


@cache
def _tellable(kind: Kind) -> tuple[tuple[Label, frozenset[str]], ...]:
    """The labels of fields with the words that tell them."""
    texts = {squashed(text): telling(text) for _, text, _ in _labels(FORMS[kind])}
    return tuple(
        (label, texts[label.letters])
        for label in catalogue(kind)
        if len(label.path) == 1 and label.path not in ((SECTION,), (STAGES,))
        and texts[label.letters]
    )  # fmt: skip


def telling(text: str) -> frozenset[str]:
    """The words of a label that tell it from others, one form for words of one meaning."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\([^)]*\)", " ", for_matching(text)))
    same = (_SAME_FOLDED.get(word, word) for word in words)
    return frozenset(word for word in same if word not in _LITTLE_FOLDED)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


_SAME_FOLDED: Final = {for_matching(key): for_matching(word) for key, word in _SAME.items()}
_LITTLE_FOLDED: Final = frozenset(map(for_matching, _LITTLE))


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

    def take(self, candidates: list[Anchor]) -> list[Anchor]:
        self._dashed = sum(map(self._is_before_dash, candidates)) >= _DASHES_FROM
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
        if self._open[:1] and self._open[0] in _CLOSED and not self._leaves_closed(anchor):
            return False
        return self._starts_well(anchor) and self._ends_well(anchor)

    def _is_clearly_again(self, anchor: Anchor) -> bool:
        """A label that was seen ends what went before it, where it is surely one."""
        if self._open[:1] and self._open[0] in _CLOSED:
            return False
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
        if anchor.label.path in _OPENERS:
            return True
        if anchor.path == ("contact",):
            return (
                self._has_colon(anchor)
                and self._at_start(anchor)
                and self._open != ("completed_by",)
            )
        return anchor.label.words > 2 and self._at_start(anchor)

    def _leaves_closed(self, anchor: Anchor) -> bool:
        """Tables and stages hold words that are labels elsewhere: only clear ones end them."""
        clear = self._at_start(anchor) and (anchor.label.words > 1 or self._has_colon(anchor))
        return clear and anchor.path != ("contact",) and anchor.confidence > 0.9

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
