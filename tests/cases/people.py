"""Staff of every kind, to be let in and to be refused."""

import itertools
from typing import Any

from miz.accounts.models import Organisation, Unit, User

_KINDS = {"inspector": "inspection", "headquarters": "headquarters"}
_numbers = itertools.count(1)


def make(organisation: Organisation, role: str, province: str = "tehran", **more: Any) -> User:
    """A member of staff in the unit where that role sits."""
    kind = _KINDS.get(role, "desk")
    place = province if kind == "desk" else ""
    if "unit" not in more:
        more["unit"] = Unit.objects.get(organisation=organisation, kind=kind, province=place)
    number = next(_numbers)
    return User.objects.create_user(
        username=f"{role}-{number}",
        full_name=f"{role} {number}",
        organisation=organisation,
        role=role,
        **more,
    )


def colleague_elsewhere(role: str, province: str = "tehran") -> User:
    """The same role, in the same province, in another organisation."""
    other, _ = Organisation.objects.get_or_create(
        code="elsewhere", defaults={"name": "سازمان دیگر", "short_name": "سازمان دیگر"}
    )
    unit, _ = Unit.objects.get_or_create(
        organisation=other, code="desk", province=province, defaults={"name": "میز", "kind": "desk"}
    )
    return make(other, role, unit=unit)
