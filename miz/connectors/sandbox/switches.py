"""How badly each outside system behaves: the share, in percent, of requests that meet a fault."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LONGEST_DELAY = 30.0


class System(StrEnum):
    CIVIL_REGISTRY = "civil_registry"
    SHAHKAR = "shahkar"
    SMS = "sms"
    SMS2 = "sms2"
    MAIL = "mail"
    NATIONAL_WINDOW = "national_window"
    AGENT_BANKS = "agent_banks"


class Fault(StrEnum):
    SLOW = "slow"
    UNAVAILABLE = "unavailable"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    MALFORMED = "malformed"
    DRIP = "drip"
    WRONG_TYPE = "wrong_type"


LABELS = {
    System.CIVIL_REGISTRY: "ثبت احوال",
    System.SHAHKAR: "شاهکار",
    System.SMS: "درگاه پیامک",
    System.SMS2: "درگاه دوم پیامک",
    System.MAIL: "سرور ایمیل",
    System.NATIONAL_WINDOW: "پنجرهٔ ملی",
    System.AGENT_BANKS: "بانک‌های عامل",
    Fault.SLOW: "پاسخ با تأخیر",
    Fault.UNAVAILABLE: "از کار افتاده (۵۰۳)",
    Fault.CUT_BEFORE: "قطع ارتباط پیش از پذیرش",
    Fault.CUT_AFTER: "قطع ارتباط پس از پذیرش",
    Fault.MALFORMED: "پاسخ ناخوانا",
    Fault.DRIP: "پاسخ چکه‌چکه",
    Fault.WRONG_TYPE: "صفحهٔ وب به‌جای پاسخ",
}


class InvalidSwitch(ValueError):
    """A switch that cannot be: its shares or its delay are out of range."""


@dataclass(frozen=True, slots=True)
class Switch:
    """`shares` sum up to 100 at most; `delay` seconds is how slow a slow answer is."""

    delay: float = 2.0
    shares: Mapping[Fault, float] = field(default_factory=dict)

    def draw(self) -> Fault | None:
        """Return the fault the next request meets."""
        ticket = random.random() * 100  # noqa: S311 - faults need no secrecy
        for fault, share in self.shares.items():
            if ticket < share:
                return fault
            ticket -= share
        return None


_switches = dict.fromkeys(System, Switch())


def get(system: System) -> Switch:
    return _switches[system]


def set_all(values: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace the switches of the systems named: {"sms": {"delay": 2, "slow": 5}}.

    Raises InvalidSwitch and changes nothing when one of them is wrong.
    """
    _switches.update({_system(name): _switch(given) for name, given in values.items()})


def as_json() -> dict[str, dict[str, float]]:
    return {str(system): _as_json(switch) for system, switch in _switches.items()}


def _as_json(switch: Switch) -> dict[str, float]:
    shares = {str(fault): share for fault, share in switch.shares.items()}
    return {"delay": switch.delay, **shares}


def _system(name: str) -> System:
    if name not in list(System):
        raise InvalidSwitch("unknown system")
    return System(name)


def _switch(given: Mapping[str, Any]) -> Switch:
    try:
        delay = float(given.get("delay") or 0)
        shares = {fault: float(given.get(fault) or 0) for fault in Fault}
    except (TypeError, ValueError, AttributeError):
        raise InvalidSwitch("not a number") from None
    if not 0 <= delay <= LONGEST_DELAY:
        raise InvalidSwitch("the delay is 0 to 30 seconds")
    if not all(share >= 0 for share in shares.values()) or not sum(shares.values()) <= 100:
        raise InvalidSwitch("shares are percents and sum up to 100 at most")
    return Switch(delay, {fault: share for fault, share in shares.items() if share})
