"""Letters of every make are read; those made to cost much are refused before they do."""

import time
from email.message import EmailMessage

import pytest

from miz.web.shared.inbound import letters

HEAD = b"From: Ali <ali@example.com>\n"


def _made(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "علی رضایی <Ali@Example.com>"
    made["Subject"] = "پرسش دربارهٔ كاروان"
    made["Message-ID"] = "<one@example.com>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    return made


def test_a_letter_is_read() -> None:
    made = _made(In_Reply_To="<miz.7@miz.invalid>", References="<a@b> <miz.7@miz.invalid>")
    made.set_content("سلام\nنام من در فهرست نيست.\n")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="رسید بانک.pdf")
    letter = letters.read(bytes(made))
    assert (letter.sender, letter.name) == ("ali@example.com", "علی رضایی")
    assert letter.subject == "پرسش دربارهٔ کاروان"
    assert letter.text == "سلام\nنام من در فهرست نیست."
    assert letter.files == [("رسید بانک.pdf", b"%PDF")]
    assert letter.message_id == "<one@example.com>"
    assert "<miz.7@miz.invalid>" in letter.references


def test_a_page_is_read_as_its_words() -> None:
    made = _made()
    made.set_content(
        "<head><style>p{color:red}</style></head><p>سلام&nbsp;&amp; درود</p>"
        "<script>alert('x')</script><br>خداحافظ <b>شما</b>",
        subtype="html",
    )
    assert letters.read(bytes(made)).text == "سلام & درود\n\nخداحافظ شما"


def test_plain_text_goes_before_the_page_and_quoted_lines_are_left_out() -> None:
    made = _made()
    made.set_content("پاسخ من\n> نوشتهٔ شما\n")
    made.add_alternative("<p>صفحه</p>", subtype="html")
    assert letters.read(bytes(made)).text == "پاسخ من"


@pytest.mark.parametrize(
    ("charset", "content"),
    [("windows-1256", "سلام".encode("windows-1256")), ("no-such-set", "سلام".encode())],
)
def test_a_character_set_is_honoured_or_guessed(charset: str, content: bytes) -> None:
    head = HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode()
    assert letters.read(head + content).text == "سلام"


def test_bytes_in_a_header_and_broken_words_are_read_as_far_as_they_go() -> None:
    letter = letters.read(HEAD + "Subject: سلام =?utf-8?B?!!!?=\n\nx\0y".encode())
    assert letter.subject.startswith("سلام")
    assert letter.text == "xy"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: nobody\n\nx",
        b"From: <>\n\nx",
        b"From: " + b"(" * 100_000 + b"\n\nx",
        HEAD + b"Content-Type: multipart/mixed; boundary=x" + b";" * 1_000_000 + b"\n\nx",
        HEAD + b"Content-Type: multipart/mixed; x*" + b"9" * 5000 + b"=x\n\n--x",
        HEAD + b"\n" + b"\n" * letters.MOST_LINES,
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
                        for n in range(letters.MOST_PARTS + 1)),
    ],
)  # fmt: skip
def test_what_is_no_letter_is_refused(content: bytes) -> None:
    with pytest.raises(letters.Unreadable):
        letters.read(content)


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: text/html\n\n" + b"<" * 4_000_000,
        b"Content-Type: text/html\n\n" + b"<a>" * 1_300_000,
        b"Content-Type: text/html\n\n" + b"<style>" * 500_000,
        b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 300_000,
        b"Subject: " + b"=?utf-8?Q?" * 200_000 + b"\n\nx",
    ],
)
def test_no_letter_costs_more_than_a_moment(body: bytes) -> None:
    begun = time.process_time()
    letters.read(HEAD + body)
    assert time.process_time() - begun < 3
