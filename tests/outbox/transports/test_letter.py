import datetime
import stat
import subprocess

import pytest

from miz.lib import jalali
from miz.outbox.transports import letter
from miz.outbox.transports.base import Kind, TransportError

DAY = datetime.datetime(2026, 11, 22, 9, tzinfo=jalali.TEHRAN)
LABEL = "خانم نرگس سلطانی\nتهران، خیابان آزادی، پلاک ۱۲\nکد پستی ۱۴۵۷۹۶۶۱۱۱"


def send(**changes):
    words = {"to": LABEL, "subject": "پاسخ درخواست شما", "body": "سلام.\n<b>ثبت شد.</b>",
             "local_id": "7", "language": "fa", "day": DAY}  # fmt: skip
    return letter.send(**words | changes)


def test_a_letter_is_a_pdf_in_the_print_queue_that_only_we_may_read(spool):
    name = send().reference
    [file] = spool.iterdir()
    assert (file.name, file.read_bytes()[:5]) == (name, b"%PDF-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_same_local_id_is_one_letter(spool):
    assert send() == send()
    assert len(list(spool.iterdir())) == 1
    send(local_id="8")
    assert len(list(spool.iterdir())) == 2


def test_the_label_the_subject_and_the_text_are_on_the_paper(spool):
    send()
    [file] = spool.iterdir()
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    for words in ("سلطانی", "آزادی", "پاسخ"):
        assert words in text, words


def test_html_in_a_letter_is_text(spool):
    html = letter._html("<i>", "<i>", "<b>", "7", "fa", DAY)
    assert "<i>" not in html
    assert "&lt;b&gt;" in html


def test_an_english_letter_reads_from_left_to_right(spool):
    html = letter._html("Ms X\nTehran", "Your request", "Hello", "7", "en", DAY)
    assert '<html lang="en" dir="ltr">' in html
    assert "2026-11-22" in html


def test_a_queue_that_cannot_be_written_waits_for_the_operator(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.LETTER_SPOOL = tmp_path / "file" / "letters"
    with pytest.raises(TransportError) as caught:
        send()
    assert caught.value.kind is Kind.BUSY
