import smtplib
import time

import pytest

from miz.outbox.transports import email
from miz.outbox.transports.base import Kind, TransportError

ADDRESS = "citizen@example.com"


def send(**changes):
    letter = {"to": ADDRESS, "subject": "ثبت درخواست", "body": "سلام\n\nثبت شد.", "local_id": "1"}
    return email.send(**letter | changes)


def failure(**changes):
    with pytest.raises(TransportError) as caught:
        send(**changes)
    return caught.value


def test_a_letter_arrives_as_text_and_as_right_to_left_html(agencies):
    sent = send()
    [received] = agencies.mails(ADDRESS)
    assert received["subject"] == "ثبت درخواست"
    assert received["text"].split() == ["سلام", "ثبت", "شد."]
    assert 'dir="rtl"' in received["html"]
    assert received["message_id"] == sent.reference


def test_html_in_a_letter_is_text(agencies):
    send(body="<b>{x}</b>", subject="<i>")
    [received] = agencies.mails(ADDRESS)
    assert "&lt;b&gt;{x}&lt;/b&gt;" in received["html"]
    assert "<i>" not in received["html"]


def test_the_message_id_comes_from_the_local_id(agencies):
    assert send(local_id="5") == send(local_id="5")
    assert send(local_id="6") != send(local_id="5")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("unavailable", Kind.BUSY),
        ("cut_before", Kind.UNKNOWN),
        ("cut_after", Kind.UNKNOWN),
        ("malformed", Kind.UNKNOWN),
        ("wrong_type", Kind.UNKNOWN),
    ],
)
def test_a_faulty_server_is_a_passing_failure(agencies, fault, kind):
    agencies.set_switch("mail", **{fault: 100})
    assert failure().kind is kind


def test_a_web_page_in_the_place_of_an_answer_delivers_nothing(agencies):
    agencies.set_switch("mail", wrong_type=100)
    failure()
    assert agencies.mails(ADDRESS) == []


def test_a_server_that_drips_fails_when_the_time_is_up_and_delivers_nothing(agencies):
    """Each byte comes within the time, all together do not."""
    agencies.set_switch("mail", drip=100)
    started = time.monotonic()
    assert failure(timeout=1).kind is Kind.UNKNOWN
    assert 0.9 < time.monotonic() - started < 2
    assert agencies.mails(ADDRESS) == []


def test_an_answer_that_drips_comes_byte_by_byte(agencies):
    agencies.set_switch("mail", drip=100)
    with smtplib.SMTP("127.0.0.1", agencies.smtp_port, timeout=5) as server:
        server.ehlo()
        server.mail("desk@example.com")
        server.rcpt(ADDRESS)
        server.putcmd("data")
        server.getreply()
        server.send(b"Subject: x\r\n\r\nx\r\n.\r\n")
        assert [server.sock.recv(100) for _ in range(3)] == [b"2", b"5", b"0"]
        server.close()


def test_a_cut_before_acceptance_delivers_nothing_and_one_after_delivers(agencies):
    agencies.set_switch("mail", cut_before=100)
    failure()
    assert agencies.mails(ADDRESS) == []
    agencies.set_switch("mail", cut_after=100)
    failure()
    assert len(agencies.mails(ADDRESS)) == 1


def test_a_slow_server_fails_when_the_time_is_up(agencies):
    agencies.set_switch("mail", slow=100, delay=1)
    started = time.monotonic()
    assert not failure(timeout=0.3).permanent
    assert time.monotonic() - started < 0.9


def test_an_address_the_server_does_not_know_is_permanent(agencies):
    assert failure(to="nobody@refused.invalid").permanent


@pytest.mark.parametrize("changes", [{"subject": "a\nBcc: x@y.z"}, {"to": "a@b.c\nBcc: x@y.z"}])
def test_a_line_break_in_a_header_is_permanent_and_sends_nothing(agencies, changes):
    assert failure(**changes).permanent
    assert agencies.mails("x@y.z") == []


def test_a_server_that_is_away_is_a_passing_failure(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert not failure().permanent


def test_an_error_holds_neither_address_nor_text(agencies):
    error = failure(to="nobody@refused.invalid", body="راز")
    assert not any(word in str(error) for word in ("nobody", "refused.invalid", "راز"))
    assert error.__suppress_context__


def test_a_letter_in_english_reads_from_left_to_right(agencies):
    send(language="en", body="Hello")
    [received] = agencies.mails(ADDRESS)
    assert '<html lang="en" dir="ltr">' in received["html"]
