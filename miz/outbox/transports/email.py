"""Sends e-mail by SMTP: plain text, and the same as HTML in the direction of its language.

The Message-ID comes from the local id: of a letter sent twice after an unknown outcome, mail
programs that drop repeats show one.
"""

import functools
import io
import smtplib
import socket
import time
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import BadHeaderError
from django.utils.html import escape, linebreaks

from .base import Kind, Sent, TransportError, direction

TIMEOUT = 10.0
SOME_NO = 400  # from here on a status refuses, for now or for good

_HTML = """\
<!doctype html>
<html lang="{language}" dir="{direction}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body dir="{direction}" style="font-family: Vazirmatn, Tahoma, sans-serif; line-height: 1.9">
{text}
</body>
</html>
"""


def send(
    *,
    to: str,
    subject: str,
    body: str,
    local_id: str,
    language: str = "fa",
    timeout: float = TIMEOUT,
) -> Sent:
    """Hand one letter to the mail server and return its Message-ID; raises TransportError.

    `timeout` seconds for the connection, and as many for all that the server says.
    """
    message_id = _message_id(local_id)
    letter = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[to],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=_Backend(timeout=timeout),
    )
    letter.attach_alternative(_html(subject, body, language), "text/html")
    _deliver(letter)
    return Sent(reference=message_id)


class _Answers(io.RawIOBase):
    """What the server says until `deadline`, of the clock of `time.monotonic`."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class _Hasty(smtplib.SMTP):
    """Waits `timeout` seconds for all answers together. The timeout of a socket begins anew with
    every byte: a server that drips would outlast our lease, and the letter be sent twice."""

    @functools.cached_property
    def _deadline(self) -> float:
        return time.monotonic() + self.timeout

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Answers(self.sock, self._deadline))
        return super().getreply()


class _Backend(EmailBackend):
    connection_class = _Hasty


def _deliver(letter: EmailMultiAlternatives) -> None:
    # `from None` throughout: these errors quote the address.
    try:
        letter.send()
    except (BadHeaderError, ValueError):
        text = "the letter's address or subject is no header"
        raise TransportError(text, kind=Kind.REFUSED) from None
    except smtplib.SMTPException as error:
        raise _refusal(error) from None
    except ConnectionRefusedError:
        raise TransportError("the mail server is not reached", kind=Kind.UNREACHABLE) from None
    except OSError:
        raise TransportError("the mail server gave no answer", kind=Kind.UNKNOWN) from None


def _refusal(error: smtplib.SMTPException) -> TransportError:
    """5xx about the recipient or the text is final; about us, an operator mends it meanwhile."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code = min(code for code, _ in refused.values())
        case smtplib.SMTPDataError(smtp_code=code) if code < SOME_NO:
            # Neither yes nor no to a letter that it may have whole.
            return TransportError("the mail server answered what is no answer", kind=Kind.UNKNOWN)
        case smtplib.SMTPDataError(smtp_code=code):
            pass
        case smtplib.SMTPServerDisconnected():
            return TransportError("the mail server hung up", kind=Kind.UNKNOWN)
        case _:
            kind = type(error).__name__
            return TransportError(f"the mail server ended with {kind}", kind=Kind.BUSY)
    final = Kind.REFUSED if code >= 500 else Kind.BUSY
    return TransportError(f"the mail server answered {code}", kind=final)


def _message_id(local_id: str) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    return f"<miz.{local_id}@{domain}>"


def _html(subject: str, body: str, language: str) -> str:
    return _HTML.format(
        title=escape(subject),
        text=linebreaks(body, autoescape=True),
        language=escape(language),
        direction=direction(language),
    )
