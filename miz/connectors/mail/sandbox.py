"""The mail server of the sandbox: takes every letter by SMTP and delivers to a page.

Addresses under `refused.invalid` do not exist for it (550), for trying a permanent failure.
"""

import asyncio
import datetime
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone

from miz.connectors.sandbox import switches
from miz.connectors.sandbox.inbox import Inbox
from miz.connectors.sandbox.switches import LONGEST_DELAY, Fault, System

LARGEST = 1024 * 1024
ACCEPTED = "250 accepted, and kept for its reader in the inbox of the sandbox"
# What a proxy says whose mail server is being worked on.
WEB_PAGE = "<!doctype html><title>Maintenance</title><p>We are back soon.</p>"
UNKNOWN_DOMAIN = "@refused.invalid"


@dataclass(frozen=True, slots=True)
class Mail:
    recipients: tuple[str, ...]
    sender: str
    subject: str
    text: str
    html: str
    message_id: str
    received_at: datetime.datetime

    @property
    def key(self) -> str:
        """Nothing: a mail server keeps a letter that comes twice, twice."""
        return ""


inbox: Inbox[Mail] = Inbox()


class Sink:
    """Method names and answers are aiosmtpd's: a status line of SMTP."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.endswith(UNKNOWN_DOMAIN):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        switch = switches.get(System.MAIL)
        fault = switch.draw()
        if fault is Fault.SLOW:
            await asyncio.sleep(switch.delay)
        elif fault is Fault.UNAVAILABLE:
            return "451 try again later"
        elif fault is Fault.CUT_BEFORE:
            return _hang_up(server)
        elif fault is Fault.WRONG_TYPE:
            return WEB_PAGE
        elif fault is Fault.DRIP:
            await _drip(server, ACCEPTED[:-1])
        inbox.add(_read(envelope))
        if fault is Fault.CUT_AFTER:
            return _hang_up(server)
        if fault is Fault.DRIP:
            return ACCEPTED[-1]
        return "who knows" if fault is Fault.MALFORMED else ACCEPTED


def start(port: int) -> Controller:
    """Serve SMTP on a port of the loopback in a thread of its own."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=port, data_size_limit=LARGEST)
    controller.start()
    return controller


def _hang_up(server: SMTP) -> str:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    return "421 closing"


async def _drip(server: SMTP, words: str) -> None:
    """Says it byte by byte: no wait is long, all of them outlast everybody's patience. Whoever
    hangs up meanwhile ends this task, and has not handed the letter over."""
    for drop in words.encode():
        await asyncio.sleep(LONGEST_DELAY / len(words))
        if isinstance(server.transport, asyncio.Transport):
            server.transport.write(bytes([drop]))


def _read(envelope: Envelope) -> Mail:
    parsed = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
    return Mail(
        recipients=tuple(envelope.rcpt_tos),
        sender=envelope.mail_from or "",
        subject=str(parsed.get("Subject", "")),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
        message_id=str(parsed.get("Message-ID", "")),
        received_at=timezone.now(),
    )


def _part(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
