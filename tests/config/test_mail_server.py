"""Letters over a real LMTP connection: 250 means that the database has it."""

import email.policy
import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.db import DatabaseError
from pytest_django import Settings

from miz.cases.models import Case
from miz.config import mail_server
from miz.web.shared.inbound import mail
from tests.committed import committed, in_parallel
from tests.config.listening import listening

__all__ = ["committed"]

BOX, SENDER = "desk@miz.invalid", "ali@example.com"
PATIENCE = 10


@pytest.fixture
def port(settings: Settings) -> Iterator[int]:
    settings.MAIL_LARGEST = 1024 * 1024
    with listening(mail_server.start) as port:
        yield port


@pytest.fixture
def client(port: int) -> Iterator[smtplib.LMTP]:
    with smtplib.LMTP("127.0.0.1", port, timeout=PATIENCE) as client:
        yield client


def letter(text: str = "نام من در فهرست نیست.") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = SENDER, "پرسش", "<1@example.com>"
    made.set_content(text)
    return made.as_bytes(policy=email.policy.SMTP)


def hand_over(client: smtplib.LMTP, content: bytes) -> tuple[int, bytes]:
    client.ehlo_or_helo_if_needed()
    client.mail(SENDER)
    client.rcpt(BOX)
    return client.data(content)


@pytest.mark.usefixtures("committed")
def test_a_letter_is_in_the_database_when_250_is_said(client: smtplib.LMTP) -> None:
    assert hand_over(client, letter())[0] == 250
    assert Case.objects.get().email == SENDER


@pytest.mark.usefixtures("committed")
def test_a_letter_that_comes_again_is_taken_and_makes_nothing(client: smtplib.LMTP) -> None:
    assert [hand_over(client, letter())[0] for _ in range(2)] == [250, 250]
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_the_same_letter_from_four_sides_at_once_is_one_request(port: int) -> None:
    def bring(_: int) -> int:
        with smtplib.LMTP("127.0.0.1", port, timeout=PATIENCE) as client:
            return hand_over(client, letter())[0]

    assert in_parallel(4, bring) == [250] * 4
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_a_bounce_without_a_sender_is_taken_and_makes_nothing(client: smtplib.LMTP) -> None:
    client.ehlo()
    assert client.mail("")[0] == 250
    client.rcpt(BOX)
    assert client.data(letter())[0] == 250
    assert not Case.objects.exists()


def test_when_the_database_is_away_the_mail_server_keeps_the_letter(
    client: smtplib.LMTP, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**_: object) -> None:
        raise DatabaseError(f"nothing of {SENDER} could be written")

    monkeypatch.setattr(mail, "take", away)
    code, _ = hand_over(client, letter())
    assert 400 <= code < 500
    assert SENDER not in caplog.text


def test_a_strange_mailbox_is_refused_before_the_letter_is_sent(client: smtplib.LMTP) -> None:
    client.ehlo()
    client.mail(SENDER)
    assert client.rcpt("nobody@miz.invalid")[0] == 550


def test_a_second_mailbox_waits_for_its_own_turn(client: smtplib.LMTP) -> None:
    client.ehlo()
    client.mail(SENDER)
    assert [client.rcpt(BOX)[0] for _ in range(2)] == [250, 452]


def test_what_cannot_be_read_is_refused_for_good(client: smtplib.LMTP) -> None:
    assert hand_over(client, b"no letter at all")[0] == 550


def test_a_large_letter_that_says_so_is_refused_at_once(client: smtplib.LMTP) -> None:
    client.ehlo()
    assert int(client.esmtp_features["size"]) == 1024 * 1024
    code, words = client.mail(SENDER, [f"SIZE={30 * 1024 * 1024}"])
    assert code == 552
    assert b"300 KB" in words


def test_a_large_letter_that_does_not_say_so_is_thrown_away_as_it_comes(
    client: smtplib.LMTP,
) -> None:
    code, words = hand_over(client, letter() + (b"x" * 998 + b"\r\n") * 30_000)
    assert code == 552
    assert b"without the large attachments" in words
    assert client.noop()[0] == 250


@pytest.mark.usefixtures("committed")
def test_a_connection_that_is_cut_inside_a_letter_makes_nothing(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as peer:
        lines = f"LHLO a\r\nMAIL FROM:<{SENDER}>\r\nRCPT TO:<{BOX}>\r\nDATA\r\nFrom: {SENDER}\r\n"
        peer.sendall(lines.encode())
        answered = b""
        while b"354" not in answered:
            answered += peer.recv(4096)
    with smtplib.LMTP("127.0.0.1", port, timeout=PATIENCE) as client:
        assert client.noop()[0] == 250
    assert not Case.objects.exists()
