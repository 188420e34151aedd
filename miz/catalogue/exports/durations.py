"""How long a service takes, between the words of the form and xsd:duration.

The vocabulary knows neither weeks nor working days: weeks are counted in days, and working days are
given as days, the nearest it can say.
"""

import re
from typing import Any

# value of the form -> duration
_WRITTEN = {
    "minute": "PT{}M",
    "hour": "PT{}H",
    "day": "P{}D",
    "working_day": "P{}D",
    "month": "P{}M",
    "year": "P{}Y",
}
_DURATION = re.compile(
    r"P(?:(?P<year>\d+)Y)?(?:(?P<month>\d+)M)?(?:(?P<day>\d+)D)?"
    r"(?:T(?:(?P<hour>\d+)H)?(?:(?P<minute>\d+)M)?(?:(?P<second>\d+)(?:\.\d+)?S)?)?"
)
# The units of one scale, each with how many of the next one it holds.
_SCALES = ((("year", 12), ("month", 1)), (("day", 24), ("hour", 60), ("minute", 1)))


def written(duration: dict[str, Any]) -> str | None:
    """The xsd:duration of average_duration {value, unit}; None when it tells no number."""
    value, unit = duration.get("value"), duration.get("unit")
    if value is None or unit is None:
        return None
    return f"P{value * 7}D" if unit == "week" else _WRITTEN[unit].format(value)


def parsed(text: str) -> dict[str, Any]:
    """average_duration {raw, value, unit} of an xsd:duration, in the smallest unit it names.

    What the form has no unit for (seconds, months and days together) stands in `raw` alone.
    """
    found = _DURATION.fullmatch(text)
    told = {name: int(n) for name, n in found.groupdict().items() if n} if found else {}
    told = {name: number for name, number in told.items() if number} or dict([*told.items()][:1])
    for scale in _SCALES:
        if told and told.keys() <= {name for name, _ in scale}:
            value, unit = _in_smallest(scale, told)
            return {"raw": None, "value": value, "unit": unit}
    return {"raw": text or None, "value": None, "unit": None}


def _in_smallest(scale: tuple[tuple[str, int], ...], told: dict[str, int]) -> tuple[int, str]:
    """(how many, of which unit): counted in the smallest unit that is told."""
    total = 0
    last = [name for name, _ in scale if name in told][-1]
    for name, holds in scale:
        total += told.get(name, 0)
        if name == last:
            break
        total *= holds
    return total, last
