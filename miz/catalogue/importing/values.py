"""Raw words of a form become clean texts and lists; what a blank form prints becomes nothing."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from miz.lib.persian import for_storage

from .letters import Part, squashed

_EDGES: Final = " \t\n\u00a0:：;؛،,_*•●▪■◾|…"
_BLANKS: Final = re.compile(r"\s+")
_SPACE_BEFORE: Final = re.compile(r" +(?=[،؛.:!؟»)])(?![.]{2})")
_PLACEHOLDER: Final = re.compile(
    r"(?:https?://)?(?:www\.?)?|[\W_]{0,3}|[.…·_\s\u00a0-]+|\(?\s*این (?:فیلد|قسمت|بخش) توسط .*",
    re.DOTALL | re.IGNORECASE,
)
_FURNITURE: Final = re.compile(
    r"[\W_]*(?:کلیه حقوق|تمامی حقوق|تمام حقوق|حقوق مادی|نوشتن دیدگاه|آدرس پست الکترونیک شما"
    r"|اشتراک گذاری|بازگشت به|نسخه چاپی|چاپ صفحه|تعداد بازدید"
    r"|تاریخ (?:آخرین )?(?:به روز رسانی|بروزرسانی|به‌روزرسانی)"
    r"|آخرین (?:به ?روز ?رسانی|به‌روزرسانی|بروزرسانی)|صفحه اصلی|نقشه سایت|نظرات کاربران|تعداد مشاهده"
    r"|فرم شناسنامه خدمت|بسمه تعالی|شناسنامه فرایند|ضمیمه\s*\d|صفحه\s*\d+"
    r"|در خانه[ \u200c]?هایی که نشان پرسش|صفح[هٔۀ]+\s*\d+ از|پیش‌?نویس، منتشر)"
)
NUMBER: Final = re.compile(r"^\s*\(?(?:\d\d?-)?\d\d?\s*[-–—.)ـ]\s*(?!\d)")
_BULLET: Final = re.compile(r"^\s*(?:[-–—•●▪■◾◦*○\u27a2\uf0b7\uf0d8]|o(?=\s))\s*")
_INLINE_NUMBER: Final = re.compile(r"(?:(?<=^)|(?<=[\s\u00a0،؛.]))\d\d?\s?[-–—.)]\s*(?=[^\W\d_])")
ABJAD: Final = "(?:الف|[بپتجچدهوزحطیکلمنسعف])"  # letters that number a list
_LETTERED: Final = re.compile(rf"^\s*{ABJAD}\s?[-–—.)]\s*")
_DASHES: Final = re.compile(r"(?<=\s)[-–—](?=[^\d])|[-–—](?=\s)")
_GLUED_DASHES: Final = re.compile(r"(?<=[^\W\d_])[-–—](?=[^\W\d_])")
_COMMAS: Final = re.compile(r"[،؛]|,(?!\d)")
_SEMICOLONS: Final = re.compile(r"؛|;")
_SLASHES: Final = re.compile(r"(?<=\s)/(?=\s)")
_BARE_NUMBER: Final = re.compile(r"\s*\d\d?\s*[-–—.)]\s*")
_ENDS: Final = (".", "؟", "!", ":", "؛")
_NEAR: Final = 2  # lines from one to the next with a blank one between
_GOES_ON: Final = frozenset(
    (
        "در",
        "با",
        "از",
        "به",
        "که",
        "زیر",
        "تا",
        "جهت",
        "برای",
        "حداکثر",
        "حداقل",
        "مانند",
        "اگر",
        "یا",
    )
)
_WRAPPED_FROM: Final = 55  # letters of a line that the page's edge may have broken


def clean(text: str) -> str | None:
    """One value without blanks around and doubled inside; None for what the blank form says."""
    tidy = _SPACE_BEFORE.sub("", _BLANKS.sub(" ", for_storage(text)).strip(_EDGES))
    tidy = re.sub(r"^[-–—](?!\d)\s*", "", tidy)
    tidy = re.sub(r"\s*[-–—]$", "", tidy).strip(_EDGES)
    return None if _PLACEHOLDER.fullmatch(tidy) else tidy


def until_furniture(parts: Sequence[Part]) -> list[Part]:
    """The lines up to what belongs to the page: footers, the heading of the next form."""
    kept: list[Part] = []
    for part in parts:
        if _FURNITURE.match(part.text) and not (not kept and ":" in part.text):
            break
        kept.append(part)
    return kept


def until_section(parts: Sequence[Part]) -> list[Part]:
    """The lines up to one that is nothing but the number of a section."""
    for number, part in enumerate(parts):
        if _BARE_NUMBER.fullmatch(part.text):
            return list(parts[:number])
    return list(parts)


def raw(parts: Iterable[Part]) -> str:
    return "\n".join(part.text.strip() for part in parts).strip()


def text(parts: Sequence[Part]) -> str | None:
    """One line of text: what the page broke is joined."""
    return clean(" ".join(part.text for part in parts))


def paragraphs(parts: Sequence[Part]) -> str | None:
    """A longer text: paragraphs stay, lines that the page broke are joined."""
    found = (clean(text) for text in _joined(parts))
    return "\n".join(text for text in found if text) or None


def _joined(parts: Sequence[Part]) -> list[str]:
    """Lines, each with those that go on with its sentence."""
    found: list[str] = []
    for last, part in zip([None, *parts], parts, strict=False):
        if last and _goes_on(last, part):
            found[-1] += " " + part.text
        else:
            found.append(part.text)
    return found


def lines(parts: Sequence[Part]) -> list[str]:
    """Each line by itself, without its bullet or number."""
    found = (clean(without_bullet(part.text)) for part in parts)
    return [words for words in found if words]


def entries(parts: Sequence[Part], *, commas: bool) -> list[str]:
    """A list however it is written: numbers, bullets, lines, dashes, semicolons, commas."""
    pieces = _numbered(parts) or _lettered(parts) or _bulleted(parts) or _lined(parts)
    if len(pieces) == 1:
        pieces = _split(pieces[0], _DASHES)
    if len(pieces) == 1:
        named = _split(pieces[0], _COMMAS) if commas else []
        slashed = _split(pieces[0], _SLASHES)
        pieces = named if _are_names(named) else _split(pieces[0], _SEMICOLONS)
        glued = _split(pieces[0], _GLUED_DASHES) if commas and len(pieces) == 1 else []
        pieces = glued if len(glued) > 2 else pieces
        pieces = slashed if len(slashed) > 2 and len(pieces) == 1 else pieces
    found = (clean(piece) for piece in pieces)
    return [words for words in found if words]


def _are_names(pieces: Sequence[str]) -> bool:
    """Whether commas divide things, not the parts of a sentence."""
    words = [_words(piece) for piece in pieces]
    return bool(pieces) and all(one and one[0] not in _GOES_ON and len(one) < 12 for one in words)


def _words(text: str) -> list[str]:
    return [word for word in map(squashed, text.split()) if word]


def _numbered(parts: Sequence[Part]) -> list[str]:
    whole = "\n".join(part.text for part in parts)
    starts = [found.start() for found in _INLINE_NUMBER.finditer(whole)]
    if len(starts) < 2 and not (len(starts) == 1 and not whole[: starts[0]].strip()):
        return []
    ends = [*starts[1:], len(whole)]
    head = [whole[: starts[0]]] if squashed(whole[: starts[0]]) else []
    cut = (NUMBER.sub("", whole[start:end]) for start, end in zip(starts, ends, strict=True))
    return head + [_BLANKS.sub(" ", piece) for piece in cut]


def _lettered(parts: Sequence[Part]) -> list[str]:
    """Lines that begin with «الف-», «ب-» and so on."""
    cut = [_LETTERED.sub("", part.text) for part in parts if _LETTERED.match(part.text)]
    return cut if len(cut) == len(parts) and len(cut) > 1 else []


def _bulleted(parts: Sequence[Part]) -> list[str]:
    if len(parts) < 2 or not any(_BULLET.match(part.text) for part in parts):
        return []
    found: list[str] = []
    for part in parts:
        if _BULLET.match(part.text) or not found:
            found.append(_BULLET.sub("", part.text))
        else:
            found[-1] += " " + part.text
    return found


def _lined(parts: Sequence[Part]) -> list[str]:
    """Lines are entries, unless dashes divide them or the page broke them."""
    whole = " ".join(part.text for part in parts)
    is_wrapped = any(part.line.place.page for part in parts)  # a page's lines end anywhere
    if len(_split(whole, _DASHES)) > (1 if is_wrapped else 2) and len(parts) < 4:
        return [whole]
    return [without_bullet(text) for text in _joined(parts)]


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """Cuts at separators that no bracket encloses."""
    found, depth, last = [], 0, 0
    cuts = {match.start(): match.end() for match in separator.finditer(text)}
    for at, char in enumerate(text):
        depth = max(0, depth + (char in "([«") - (char in ")]»"))
        if at in cuts and depth == 0:
            found.append(text[last:at])
            last = cuts[at]
    return [piece for piece in [*found, text[last:]] if squashed(piece)] or [text]


def without_bullet(text: str) -> str:
    return _BULLET.sub("", NUMBER.sub("", text))


def _goes_on(last: Part, part: Part) -> bool:
    """Whether the page's edge broke a sentence between two lines."""
    before, after = last.line.place, part.line.place
    if before.table or after.table or after.line - before.line > _NEAR:
        return False
    is_new = _BULLET.match(part.text) or NUMBER.match(part.text)
    words = last.text.strip()
    return len(words) >= _WRAPPED_FROM and not words.endswith(_ENDS) and not is_new
