"""Calls as Asterisk makes them, over a real socket; the caller may hang up at every command."""

import re
import socket
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from django.conf import settings
from pytest_django import Settings

from miz.cases.models import Case, State
from miz.catalogue import queries as catalogue
from miz.config import voice
from miz.lib import jalali
from tests import factories
from tests.committed import committed
from tests.config.listening import listening

__all__ = ["committed"]

PATIENCE = 10


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with listening(voice.start) as port:
        yield port


@pytest.fixture
def case(committed: None) -> Case:
    return factories.case(catalogue.current("hajj-desk"))


class Asterisk:
    """The other end: answers every command, types codes, and hangs up at the command `hang_up`."""

    def __init__(self, port: int, *typed: str, hang_up: int = 0, caller: str = "0211") -> None:
        self.typed, self.hang_up = list(typed), hang_up
        self.commands: list[str] = []
        self.peer = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.lines: BinaryIO = self.peer.makefile("rb")
        self.send(f"agi_network: yes\nagi_callerid: {caller}\nagi_extension: 1\n\n")

    def send(self, text: str) -> None:
        self.peer.sendall(text.encode())

    def call(self) -> list[str]:
        """Every command of the call, in its order."""
        with self.peer, self.lines:
            for line in self.lines:
                self.commands.append(line.decode().strip())
                if len(self.commands) == self.hang_up:
                    self.send("200 result=-1\nHANGUP\n")
                    return [*self.commands, *(rest.decode().strip() for rest in self.lines)]
                self.send(self._answer(self.commands[-1]))
        return self.commands

    def _answer(self, command: str) -> str:
        if command.startswith("GET DATA"):
            typed = self.typed.pop(0) if self.typed else ""
            return f"200 result={typed}{' (timeout)' if len(typed) < 12 else ''}\n"
        return "200 result=0 endpos=8000\n"


def _prompts(commands: list[str]) -> list[str]:
    return [found[1] for line in commands if (found := re.match(r"STREAM FILE miz/(\S+)", line))]


def test_the_state_and_the_day_are_read_aloud(port: int, case: Case) -> None:
    commands = Asterisk(port, case.tracking_code).call()
    assert commands[0] == "ANSWER"
    assert commands[-1] == "HANGUP"
    assert _prompts(commands) == [
        "welcome", f"state-{case.state.replace('_', '-')}",
        "due-year", "due-month", "due-day", "goodbye",
    ]  # fmt: skip
    said = [line.split()[2] for line in commands if line.startswith("SAY DIGITS")]
    assert "-".join(said) == jalali.to_iso(case.due_at)


def test_three_wrong_codes_end_the_call(port: int, case: Case) -> None:
    commands = Asterisk(port, "1", "", "123456789012").call()
    asked = [line for line in commands if line.startswith("GET DATA")]
    assert len(asked) == voice.TRIES
    assert _prompts(commands)[-3:] == ["not-found", "no-more-tries", "goodbye"]


def test_a_second_try_may_be_right(port: int, case: Case) -> None:
    prompts = _prompts(Asterisk(port, "12", case.tracking_code).call())
    assert prompts[1:3] == ["not-found", f"state-{case.state.replace('_', '-')}"]


def test_who_asks_too_often_hears_so(port: int, case: Case, settings: Settings) -> None:
    settings.QUOTAS = settings.QUOTAS | {"call_by_number": (1, 3600)}
    Asterisk(port, case.tracking_code).call()
    assert "too-many" in _prompts(Asterisk(port, case.tracking_code).call())
    other = Asterisk(port, case.tracking_code, caller="0212").call()
    assert "too-many" not in _prompts(other)


def test_a_caller_may_hang_up_at_every_command(port: int, case: Case) -> None:
    whole = Asterisk(port, case.tracking_code).call()
    for place in range(1, len(whole) + 1):
        commands = Asterisk(port, case.tracking_code, hang_up=place).call()
        assert commands == whole[:place]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "\n",
        "agi_network: yes\n" * 200,
        "x" * 5000,
        "\n510 Invalid or unknown command\n",
        "\n200 result=what\n",
        "\n\udce4\n".encode("utf-8", "surrogateescape").decode("latin-1"),
    ],
)
def test_what_is_no_asterisk_is_left(port: int, said: str) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as peer:
        peer.sendall(said.encode("latin-1"))
        peer.shutdown(socket.SHUT_WR)
        told = b"".join(iter(lambda: peer.recv(4096), b""))
    assert told in (b"", b"ANSWER\n")


def test_every_prompt_has_its_words_in_the_howto() -> None:
    """A sound file that nobody recorded would be silence at the telephone."""
    howto = (settings.ROOT / "docs/howto/call-centre.md").read_text(encoding="utf-8")
    states = {f"state-{state.replace('_', '-')}" for state in State.values}
    spoken = {"welcome", "enter-code", "not-found", "no-more-tries", "too-many", "goodbye"}
    days = {"due-year", "due-month", "due-day"}
    assert {name for name in states | spoken | days if f"`{name}`" not in howto} == set()
