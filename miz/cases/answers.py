"""What was given with an outcome, as people read it beside the words."""

from collections.abc import Iterable, Mapping

from miz.lib import digits
from miz.processes.engine import Field, Value

from . import routing
from .models import Case

YES, NO = "بله", "خیر"


def facts(case: Case, fields: Iterable[Field], given: Mapping[str, Value]) -> list[tuple[str, str]]:
    """(label, value) of each field that was given something, in the author's order."""
    told = ((field, given.get(field.name)) for field in fields)
    return [(field.label, shown(case, field, value)) for field, value in told if value is not None]


def shown(case: Case, field: Field, value: Value) -> str:
    if isinstance(value, list):
        return "، ".join(shown(case, field, item) for item in value)
    if isinstance(value, bool):
        return YES if value else NO
    if field.type == "unit":
        return str(routing.find_unit(case.organisation_id, str(value), case.province) or value)
    text = field.said(str(value)) if field.type == "choice" else str(value)
    return digits.to_persian(text) if isinstance(value, int | float) else text
