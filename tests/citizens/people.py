"""Citizens to test with, and what was sent to them."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miz.citizens import passwords, queries, sessions
from miz.citizens.identities import Identity
from miz.citizens.models import Citizen, CitizenSession, Way
from miz.lib import digits
from miz.outbox.models import Message
from tests import factories

MOBILE, OTHER_MOBILE = "09121111111", "09122222222"
PASSWORD, NEW_PASSWORD = "چهار اسب و یک باران", "باد از سوی دریا می‌آید"
STRANGER = Identity(Citizen.Kind.NATIONAL, "0012345679")


def citizen(number: int = 0, password: str = "", **changes: Any) -> Citizen:
    """An account of one of the generated people, made without its code."""
    person = factories.applicant(number)
    values: dict[str, Any] = {
        "kind": Citizen.Kind.NATIONAL,
        "code": person.national_code,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "gender": person.gender,
        "birth_date": person.birth_date,
        "mobile": MOBILE,
        "mobile_proved_at": timezone.now(),
        "created_at": timezone.now(),
    }
    made = Citizen.objects.create(**{**values, **changes})
    if password:
        passwords.set_new(citizen=made, password=password)
        Message.objects.all().delete()
        made.refresh_from_db()
    return made


def identity(citizen: Citizen) -> Identity:
    return Identity(Citizen.Kind(citizen.kind), citizen.code)


def session(citizen: Citizen, way: Way = Way.CODE) -> CitizenSession:
    token = sessions.begin(citizen=citizen, way=way, device="فایرفاکس در ویندوز")
    found = queries.current(token)
    assert found is not None
    return found


def last_code() -> str:
    """The six digits of the newest message, handed over or not."""
    body = digits.to_ascii(Message.objects.latest("pk").body)
    return re.findall(r"\b[0-9]{6}\b", body)[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def statements(act: Callable[[Identity], None], identity: Identity) -> list[str]:
    """What an act asks of the database, without the values."""
    with CaptureQueriesContext(connection) as seen:
        act(identity)
    asked = (each["sql"] for each in seen if "SAVEPOINT" not in each["sql"])
    return [re.sub(r"'[^']*'|b'|\b(\d+|NULL|true|false)\b", "?", sql) for sql in asked]
