"""Forms that ask for Jalali dates, three fields each, and for times of day beside them."""

import datetime
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from miz.accounts.days import today
from miz.lib import digits, jalali
from miz.web.shared.fields import LTR

PARTS = {"day": ("روز", "m-input-2"), "month": ("ماه", "m-input-2"), "year": ("سال", "m-input-4")}
TIME = "ساعت"
_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9]))?")


class DatesForm(forms.Form):
    """`dates` are {name: label}; the cleaned `name` is a Gregorian date, or with `timed` an aware
    moment. The fields are called `name_day`, `name_month`, `name_year` and `name_time`."""

    dates: ClassVar[dict[str, str]]
    timed: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = digits.to_persian(jalali.to_iso(today())[:4])
        for name, label in self.dates.items():
            for part, (title, css) in PARTS.items():
                self.fields[f"{name}_{part}"] = _field(f"{title} {label}", title, css)
            self.fields[f"{name}_year"].initial = year
            if self.timed:
                self.fields[f"{name}_time"] = _field(f"{TIME} {label}", TIME, "m-input-4")
        self.order_fields([field for field in self.fields if field.split("_")[0] in self.dates])

    @property
    def asked(self) -> Iterator[dict[str, Any]]:
        """What `office/date_fields.html` shows of each date; `time` where it is asked."""
        for name, label in self.dates.items():
            parts = {part: self[f"{name}_{part}"] for part in PARTS}
            yield {"label": label, **parts} | ({"time": self[f"{name}_time"]} if self.timed else {})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.dates:
            if (date := self._date(name, data)) is None:
                continue
            if not self.timed:
                data[name] = date
            elif (time := self._time(name, data)) is not None:
                data[name] = datetime.datetime.combine(date, time, jalali.TEHRAN)
        return data

    def _date(self, name: str, data: dict[str, Any]) -> datetime.date | None:
        parts = [str(data.get(f"{name}_{part}", "")) for part in ("year", "month", "day")]
        if not all(parts):
            return None
        try:
            return jalali.parse_date(*parts)
        except jalali.InvalidDate as error:
            self.add_error(f"{name}_{error.part if error.part in PARTS else 'day'}", str(error))
            return None

    def _time(self, name: str, data: dict[str, Any]) -> datetime.time | None:
        typed = data.get(f"{name}_time")
        if not typed:
            return None
        found = _TIME.fullmatch(digits.compact(typed))
        if found is None:
            wrong = ValidationError("ساعت را مانند ۱۰:۳۰ بنویسید، از ۰ تا ۲۴.", code="invalid")
            self.add_error(f"{name}_time", wrong)
            return None
        return datetime.time(int(found[1]), int(found[2] or 0))


def _field(name: str, label: str, css: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.TextInput(attrs={**LTR, "class": css, "maxlength": "5"}),
        error_messages={"required": f"{name} را بنویسید."},
    )
