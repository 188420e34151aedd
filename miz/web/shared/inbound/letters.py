"""Reading a letter: who wrote what, with which files.

Letters come from anybody. What the standard parser does not do in one pass is bounded before it
sees a letter: it looks for every boundary around each line, cuts a header at each semicolon, and
knows character sets whose decoding costs the square of a length.
"""

import dataclasses
import email.errors
import email.header
import email.policy
import email.utils
import html
import re
from email.message import Message
from typing import Any, TypeAlias

from miz.lib import persian

MOST_LINES = 250_000
MOST_PARTS = 20
LONGEST_HEADER = 8000
READ = 300_000  # bytes of a text that are looked at
LONGEST_TEXT = 20_000
LONGEST_NAME = 100
LONGEST_SUBJECT = 200

_NESTING = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_PARAMETERS = re.compile(
    rb"^content-(?:type|disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_CHARSET = re.compile(
    r"utf-?(?:8|16)|us-ascii|iso-8859-\d+|windows-125\d|koi8-[ru]|gb2312|gbk|gb18030|big5"
)
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\[\\\]]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_TAG = re.compile(r"(<[^<>]*>)")
_UNSEEN = {"style", "script", "head", "title"}
_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote"}

Part: TypeAlias = "Message[str, str]"


class Unreadable(Exception):
    """What came is no letter that can be read; the message is for the mail server's log."""


@dataclasses.dataclass(frozen=True)
class Letter:
    """`sender` is a lower-case address; `references` are the Message-IDs it answers; `files` are
    (name, content) as they came, judged by nobody yet; `headers` have lower-case names."""

    sender: str
    name: str
    subject: str
    text: str
    files: list[tuple[str, bytes]] = dataclasses.field(repr=False)
    message_id: str
    references: list[str]
    headers: dict[str, str] = dataclasses.field(repr=False)
    hops: int


def read(content: bytes) -> Letter:
    """Raises Unreadable."""
    _refuse_bombs(content)
    try:
        return _read(email.message_from_bytes(content, policy=email.policy.compat32))
    except (ValueError, RecursionError, email.errors.MessageError) as error:
        raise Unreadable(type(error).__name__) from error


def _refuse_bombs(content: bytes) -> None:
    if content.count(b"\n") > MOST_LINES or len(_NESTING.findall(content)) > MOST_PARTS:
        raise Unreadable("too many lines or parts")
    if any(len(found[0]) > LONGEST_HEADER for found in _PARAMETERS.finditer(content)):
        raise Unreadable("a header without end")


def _read(parsed: Part) -> Letter:
    # Of a header that stands twice the first counts.
    headers = {name.lower(): _header(value) for name, value in reversed([*parsed.raw_items()])}
    name, sender = email.utils.parseaddr(headers.get("from", ""))
    sender = sender.lower()
    if not _ADDRESS.fullmatch(sender):
        raise Unreadable("no sender")
    return Letter(
        sender=sender,
        name=_line(_words(name), LONGEST_NAME) or sender.partition("@")[0],
        subject=_line(_words(headers.get("subject", "")), LONGEST_SUBJECT),
        text=_storable(_text(parsed)),
        files=[(_file_name(part), _bytes(part)) for part in parsed.walk() if _is_file(part)],
        message_id=headers.get("message-id", "").strip(),
        references=_references(headers),
        headers=headers,
        hops=len(parsed.get_all("received", [])),
    )


def _references(headers: dict[str, str]) -> list[str]:
    answered = f"{headers.get('in-reply-to', '')} {headers.get('references', '')}"
    return re.findall(r"<[^<>\s]{1,200}>", answered)[:50]


# --- words


def _header(value: str) -> str:
    """Unfolded, and read as UTF-8 where somebody sent bytes."""
    raw = value[:LONGEST_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return raw.replace("\r", "").replace("\n", "")


def _words(header: str) -> str:
    """A header with its encoded words read; as it came where they are broken."""
    try:
        pieces = email.header.decode_header(header)
    except (ValueError, email.errors.HeaderParseError):
        return header
    return "".join(_piece(each, charset) for each, charset in pieces)


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    # So decode_header hands over what stood between encoded words.
    return _in_charset(content, charset) if charset else content.decode("raw-unicode-escape")


def _in_charset(content: bytes, charset: str) -> str:
    known = _CHARSET.fullmatch(charset.lower())
    return content.decode(known[0] if known else "utf-8", errors="replace")


def _line(text: str, longest: int) -> str:
    return " ".join(_storable(text).split())[:longest]


def _storable(text: str) -> str:
    """Without what the database refuses."""
    kept = (char for char in text if char in "\n\t" or not persian.unstorable(char))
    return persian.for_storage("".join(kept))


def _text(letter: Part) -> str:
    """The plain text, or that of the HTML; quoted lines of an earlier letter are left out."""
    said = [part for part in letter.walk() if not part.is_multipart() and not _is_file(part)]
    for kind, plain in (("text/plain", str), ("text/html", text_of_html)):
        found = [plain(_decoded(part)) for part in said if part.get_content_type() == kind]
        if any(text.strip() for text in found):
            return _without_quotes("\n\n".join(found))[:LONGEST_TEXT]
    return ""


def text_of_html(page: str) -> str:
    """What a reader would see, in plain text; one pass, whatever the tags are."""
    seen: list[str] = []
    unseen = ""
    for piece in _TAG.split(page.replace("\n", " ").replace("\r", " ")):
        tag = re.match(r"</?([a-zA-Z0-9]+)", piece) if piece.startswith("<") else None
        name = tag[1].lower() if tag else ""
        if unseen:
            unseen = "" if piece.startswith("</") and name == unseen else unseen
        elif name in _UNSEEN and not piece.startswith("</"):
            unseen = name
        elif name in _BREAKS:
            seen.append("\n")
        elif not piece.startswith(("<!", "<?")) and not tag:
            seen.append(html.unescape(piece))
    lines = (" ".join(line.split()) for line in "".join(seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _without_quotes(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith(">"))


# --- parts


def _decoded(part: Part) -> str:
    return _in_charset(_bytes(part)[:READ], part.get_content_charset("utf-8"))


def _bytes(part: Part) -> bytes:
    content: Any = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_file(part: Part) -> bool:
    if part.is_multipart():
        return False
    return bool(part.get_filename()) or part.get_content_disposition() == "attachment"


def _file_name(part: Part) -> str:
    return persian.clean_file_name(_words(part.get_filename() or ""))
