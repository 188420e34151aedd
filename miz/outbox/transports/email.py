"""Sends e-mail by SMTP: plain text, and the same as HTML in the direction of its language.

The Message-ID comes from the local id: of a letter sent twice after an unknown outcome, mail
programs that drop repeats show one.
"""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import BadHeaderError
from django.utils.html import escape, linebreaks

from .base import Kind, Sent, TransportError, direction

SMTP = "django.core.mail.backends.smtp.EmailBackend"
TIMEOUT = 10.0

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
    """Hand one letter to the mail server and return its Message-ID; raises TransportError."""
    message_id = _message_id(local_id)
    letter = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[to],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(SMTP, timeout=timeout),
    )
    letter.attach_alternative(_html(subject, body, language), "text/html")
    _deliver(letter)
    return Sent(reference=message_id)


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
