"""FastAGI: Asterisk hands a call over, asks for the code by keypad and reads the state aloud.

One line goes out, one comes back, and `200 result=-1` says that the caller is gone. Prompts are
sound files of the site under `miz/`; their texts stand in docs/howto/call-centre.md.
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor

from django.db import connections

from miz.lib import tracking_code
from miz.web.shared.inbound import voice
from miz.web.shared.inbound.voice import Told, TooManyCalls

PROMPTS = "miz"
TRIES = 3
KEY_WAIT = 8  # seconds between two keys
LONGEST_LINE = 1024  # bytes
MOST_VARIABLES = 100
PATIENCE = 60.0  # seconds for one answer of Asterisk; the longest prompt is shorter
LONGEST_CALL = 300.0  # seconds
MOST_CALLS = 100  # at a time

_REPLY = re.compile(r"200 result=(-?[0-9]*)(?: .*)?")


class HungUp(Exception):
    """The caller is gone, or what is at the other end is no Asterisk."""


class Call:
    """One call, as a list of commands. Every command raises HungUp when the call has ended."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.variables: dict[str, str] = {}

    async def begin(self) -> None:
        """Reads what Asterisk says of the call, up to an empty line."""
        for _ in range(MOST_VARIABLES):
            line = await self._line()
            if not line:
                return
            name, _, value = line.partition(":")
            self.variables[name] = value.strip()
        raise HungUp

    @property
    def caller(self) -> str:
        return self.variables.get("agi_callerid", "")

    async def command(self, words: str) -> str:
        """The result of a command, digits or a state."""
        self.writer.write(words.encode("ascii") + b"\n")
        await self.writer.drain()
        found = _REPLY.fullmatch(await self._line())
        if found is None or found[1] == "-1":
            raise HungUp
        return found[1]

    async def play(self, prompt: str) -> None:
        await self.command(f'STREAM FILE {PROMPTS}/{prompt} ""')

    async def say(self, digits: str) -> None:
        await self.command(f'SAY DIGITS {digits} ""')

    async def keys(self, prompt: str, most: int) -> str:
        return await self.command(f"GET DATA {PROMPTS}/{prompt} {KEY_WAIT * 1000} {most}")

    async def _line(self) -> str:
        try:
            line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
        except (TimeoutError, ValueError, OSError) as error:  # silent, endless, cut
            raise HungUp from error
        if not line.endswith(b"\n"):
            raise HungUp
        return line.decode("ascii", errors="replace").rstrip("\r\n")


Ask = Callable[[str, str], Awaitable[Told | None]]


async def talk(call: Call, ask: Ask) -> None:
    """The whole conversation. `ask` answers (caller, typed code) or raises TooManyCalls."""
    await call.command("ANSWER")
    await call.play("welcome")
    try:
        await _answer(call, ask)
    except TooManyCalls:
        await call.play("too-many")
    await call.play("goodbye")
    await call.command("HANGUP")


async def _answer(call: Call, ask: Ask) -> None:
    for _ in range(TRIES):
        typed = await call.keys("enter-code", tracking_code.LENGTH)
        told = await ask(call.caller, typed)
        if told is not None:
            return await _read_aloud(call, told)
        await call.play("not-found")
    return await call.play("no-more-tries")


async def _read_aloud(call: Call, told: Told) -> None:
    await call.play(f"state-{told.state.replace('_', '-')}")
    for prompt, number in zip(("due-year", "due-month", "due-day"), told.due, strict=False):
        await call.play(prompt)
        await call.say(number)


# --- the listener


async def start(host: str, port: int, threads: Executor) -> asyncio.Server:
    free = asyncio.Semaphore(MOST_CALLS)
    loop = asyncio.get_running_loop()

    async def ask(caller: str, typed: str) -> Told | None:
        return await loop.run_in_executor(threads, _ask, caller, typed)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not free.locked():
                async with free:
                    await _converse(Call(reader, writer), ask)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    return await asyncio.start_server(answer, host, port, limit=LONGEST_LINE)


async def _converse(call: Call, ask: Ask) -> None:
    with contextlib.suppress(HungUp, TimeoutError, OSError):
        async with asyncio.timeout(LONGEST_CALL):
            await call.begin()
            await talk(call, ask)


def _ask(caller: str, typed: str) -> Told | None:
    try:
        return voice.ask(caller, typed)
    finally:
        connections.close_all()
