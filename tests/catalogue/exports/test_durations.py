from typing import Any

import pytest

from miz.catalogue.exports.durations import parsed, written


def told(value: int | None, unit: str | None, raw: str | None = None) -> dict[str, Any]:
    return {"raw": raw, "value": value, "unit": unit}


@pytest.mark.parametrize(
    ("said", "duration"),
    [
        (told(5, "minute"), "PT5M"),
        (told(3, "hour"), "PT3H"),
        (told(10, "working_day"), "P10D"),
        (told(2, "week"), "P14D"),
        (told(6, "month"), "P6M"),
        (told(1, "year"), "P1Y"),
        (told(0, "day"), "P0D"),
        (told(None, "day"), None),
        (told(3, None), None),
        (told(None, None, "متفاوت"), None),
    ],
)
def test_a_duration_of_the_form_is_written(said: dict[str, Any], duration: str | None) -> None:
    assert written(said) == duration


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        ("PT5M", told(5, "minute")),
        ("PT1H30M", told(90, "minute")),
        ("P1DT12H", told(36, "hour")),
        ("P14D", told(14, "day")),
        ("P1Y6M", told(18, "month")),
        ("P1Y", told(1, "year")),
        ("P0D", told(0, "day")),
        ("P1M3D", told(None, None, "P1M3D")),
        ("PT30S", told(None, None, "PT30S")),
        ("soon", told(None, None, "soon")),
        ("", told(None, None)),
    ],
)
def test_a_duration_is_read(duration: str, said: dict[str, Any]) -> None:
    assert parsed(duration) == said
