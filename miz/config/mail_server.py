"""LMTP: the mail server of the site hands letters over, and keeps each until we say 250.

250 is said after the commit. Whatever goes wrong on our side is answered 451, so that the mail
server tries again; 5xx only for what no other try would mend.
"""

import asyncio
import logging
from concurrent.futures import Executor
from typing import AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connections

from miz.web.shared.inbound import mail

log = logging.getLogger(__name__)

IDLE = 60.0  # seconds
LATER = "451 4.3.0 Not now; please try again later"
TOO_LARGE = (
    "552 5.3.4 Your letter is too large for the desk. Please send it again without the large"
    " attachments: each file at most 300 KB, the whole letter at most {} MB"
)


class Desk(LMTP):
    """LMTP whose refusal of a large letter says what to do. Its body is never kept: a size that is
    announced is refused at once, another is thrown away line by line."""

    def __init__(self, handler: "Handler", loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            handler,
            data_size_limit=settings.MAIL_LARGEST,
            hostname="miz",
            ident="Miz",
            timeout=IDLE,
            loop=loop,
        )

    async def push(self, status: AnyStr) -> None:
        if isinstance(status, str) and status.startswith("552"):
            await super().push(TOO_LARGE.format(settings.MAIL_LARGEST // 2**20))
        else:
            await super().push(status)


class Handler:
    """Method names and answers are aiosmtpd's: a status line of LMTP."""

    def __init__(self, threads: Executor) -> None:
        self.threads = threads

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if mail.mailbox(address) is None:
            return "550 5.1.1 No such mailbox"
        if envelope.rcpt_tos:
            # LMTP answers for each mailbox by itself; one at a time is the same and simpler.
            return "452 4.5.3 One mailbox at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, _take, envelope)

    async def handle_exception(self, error: Exception) -> str:
        # Without the words of the error: they may quote the letter.
        log.error("a letter was not taken: %s", type(error).__name__)
        return LATER


def _take(envelope: Envelope) -> str:
    try:
        mail.take(
            address=envelope.rcpt_tos[0],
            # aiosmtpd keeps the brackets of the empty sender, by which bounces are known.
            envelope_sender=(envelope.mail_from or "").strip("<>"),
            content=envelope.original_content or b"",
        )
    except mail.LetterRefused as refusal:
        return f"550 {refusal}"
    finally:
        connections.close_all()
    return "250 2.0.0 Taken"


async def start(host: str, port: int, threads: Executor) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    handler = Handler(threads)
    return await loop.create_server(lambda: Desk(handler, loop), host, port)
