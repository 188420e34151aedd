"""Recoveries as they would stand in the database, with moments as the test wants them."""

import itertools
import secrets
from datetime import date, datetime, timedelta

from miz.citizens.models import Citizen, Recovery
from miz.outbox.models import Message

_numbers = itertools.count(1)


def citizen() -> Citizen:
    number = next(_numbers)
    return Citizen.objects.create(
        kind="foreign",
        code=f"{number:012d}",
        given_name="نام",
        family_name="خانوادگی",
        birth_date=date(1990, 1, 1),
        mobile=f"0955{number:07d}",
        mobile_proved_at=datetime.fromisoformat("2026-01-01T00:00+00:00"),
        created_at=datetime.fromisoformat("2026-01-01T00:00+00:00"),
    )


def recovery(
    asked_at: datetime,
    *,
    person: Citizen | None,
    sent: float | None = None,
    delivered: float | None = None,
    password_set: float | None = None,
) -> Recovery:
    """One that was sent, delivered and ended so many seconds after it was asked; without a
    person that of a stranger, whose message is a decoy."""

    def at(seconds: float | None) -> datetime | None:
        return None if seconds is None else asked_at + timedelta(seconds=seconds)

    message = Message.objects.create(
        channel=Message.Channel.SMS,
        recipient="09550000000",
        body="کد",
        reference="recovery",
        decoy=person is None,
        state=Message.State.QUEUED if sent is None else Message.State.SENT,
        due_at=asked_at,
        created_at=asked_at,
        sent_at=at(sent),
        delivered_at=at(delivered),
    )
    return Recovery.objects.create(
        way=Recovery.Way.CODE,
        citizen=person,
        browser=secrets.token_bytes(16),
        message=message,
        asked_at=asked_at,
        used_at=at(password_set),
        password_set_at=at(password_set),
        ended=Recovery.Ended.SET if password_set else "",
    )
