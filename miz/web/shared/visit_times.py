"""The form of a time to come in person: a Jalali day in three fields and an hour."""

import datetime
import re
from typing import Any

from django import forms

from miz.cases import visits
from miz.cases.errors import NotAVisitTime
from miz.cases.models import Case
from miz.lib import digits, jalali

from .fields import LTR

_HOUR = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9]))?")


def _field(label: str, css: str, longest: int, missing: str) -> forms.CharField:
    attrs = {**LTR, "class": css, "maxlength": str(longest)}
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing},
    )


class CaseForm(forms.Form):
    """A form about one case."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case


class VisitTimeForm(CaseForm):
    """Cleaned `at` is an aware moment that the office of the case keeps open."""

    day = _field("روز", "m-input-2", 4, "روز مراجعه را بنویسید.")
    month = _field("ماه", "m-input-2", 4, "ماه مراجعه را بنویسید.")
    year = _field("سال", "m-input-4", 4, "سال مراجعه را بنویسید.")
    time = _field("ساعت", "m-input-4", 5, "ساعت مراجعه را بنویسید.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = datetime.datetime.now(tz=jalali.TEHRAN).date()
        self.fields["year"].initial = digits.to_persian(jalali.to_iso(today)[:4])
        self.fields["time"].help_text = "از ۰ تا ۲۴؛ مانند ۱۰:۳۰"

    def has_changed(self) -> bool:
        """A year alone is no time: it stands there from the beginning."""
        return any(name in self.changed_data for name in ("day", "month", "time"))

    def clean_time(self) -> datetime.time | None:
        text = digits.compact(self.cleaned_data["time"]).replace("٫", ":").replace(".", ":")
        if not text:
            return None
        found = _HOUR.fullmatch(text)
        if found is None:
            raise forms.ValidationError("ساعت را مانند ۱۰:۳۰ بنویسید.", code="invalid")
        return datetime.time(int(found[1]), int(found[2] or 0))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        parts = [data.get(name) for name in ("year", "month", "day")]
        if all(parts) and data.get("time") is not None:
            self._moment(data, *map(str, parts))
        return data

    def _moment(self, data: dict[str, Any], year: str, month: str, day: str) -> None:
        try:
            date = jalali.parse_date(year, month, day)
            data["at"] = datetime.datetime.combine(date, data["time"], jalali.TEHRAN)
            visits.check_time(self.case, data["at"])
        except jalali.InvalidDate as error:
            self.add_error(error.part if error.part in self.fields else "day", str(error))
        except NotAVisitTime as error:
            self.add_error(error.part, str(error))
