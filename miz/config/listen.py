"""`miz listen`: letters by LMTP and calls by FastAGI, in one process beside the web server."""

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor

from miz.config import mail_server, voice
from miz.lib.console import say

THREADS = 4  # each holds a connection to the database while it works


def run(host: str, mail_port: int, voice_port: int) -> int:
    """Until a signal; a port of 0 leaves that listener out."""
    # aiosmtpd logs every command, and these name people.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    asyncio.run(_listen(host, mail_port, voice_port))
    return 0


async def _listen(host: str, mail_port: int, voice_port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listeners = ((mail_server.start, mail_port), (voice.start, voice_port))
    with ThreadPoolExecutor(THREADS, "listen") as threads:
        servers = [await start(host, port, threads) for start, port in listeners if port]
        say(f"Listening on {host}: letters on {mail_port}, calls on {voice_port}")
        await stop.wait()
        for server in servers:
            server.close()
