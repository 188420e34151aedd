"""What is read of a form: every field with its words, its place and how sure the reading is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from miz.catalogue.forms import process, service
from miz.catalogue.forms.shapes import Form
from miz.lib.errors import Told

from .sources import Place

Kind = Literal["service", "process"]
FORMS: dict[Kind, Form] = {"service": service.FORM, "process": process.FORM}
STAGES = "stages"
SURE = 0.8  # below it a person has to look
NOT_FOUND = "در این فایل پیدا نشد."


class NotAForm(Told):
    """در این فایل شناسنامهٔ خدمت یا شناسنامهٔ فرایند پیدا نشد. فایل خود فرم را انتخاب کنید."""


@dataclass
class Reading:
    """A value in the shape of its field, `raw` as it stands in the file.

    `confidence` is 0 to 1: 1 is an exact label before a clean value. `reason` says in Persian why
    the reading is doubtful; None when it is not.
    """

    value: Any
    raw: str = ""
    place: Place | None = None
    confidence: float = 1.0
    reason: str | None = None

    def doubt(self, confidence: float, reason: str) -> None:
        """Lowers the confidence to `confidence` at most and adds a reason."""
        self.confidence = min(self.confidence, confidence)
        if not self.reason or reason not in self.reason:
            self.reason = f"{self.reason} {reason}" if self.reason else reason


@dataclass
class Found:
    """One form of a file: its readings by the keys of the record, every key of it.

    The key `stages` holds four readings by the stage's key.
    """

    kind: Kind
    fields: dict[str, Any] = field(default_factory=dict)

    def readings(self) -> Iterator[tuple[tuple[str, ...], Reading]]:
        """Every reading with its path, in the order of the form."""
        for key, told in self.fields.items():
            if key == STAGES:
                yield from (((key, stage), reading) for stage, reading in told.items())
            else:
                yield (key,), told


def record(found: Found) -> dict[str, Any]:
    """The form as the plain data of service.yaml or process.yaml."""
    plain: dict[str, Any] = {}
    for path, reading in found.readings():
        if len(path) == 1:
            plain[path[0]] = reading.value
        else:
            plain.setdefault(path[0], {})[path[1]] = reading.value
    return plain


def as_json(found: Found) -> dict[str, Any]:
    """`{"kind": …, key: {value, raw, place, confidence, reason}}`, stages one level deeper."""
    told: dict[str, Any] = {"kind": found.kind}
    for path, reading in found.readings():
        if len(path) == 1:
            told[path[0]] = _reading(reading)
        else:
            told.setdefault(path[0], {})[path[1]] = _reading(reading)
    return told


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "value": reading.value,
        "raw": reading.raw,
        "place": vars(reading.place) if reading.place else None,
        "confidence": round(reading.confidence, 2),
        "reason": reading.reason,
    }
