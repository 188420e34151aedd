"""Recovery: six digits, five minutes, five tries, one browser; a stranger costs the same."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.errors import WrongCode
from miz.audit.models import Event
from miz.citizens import passwords, queries, recovery, signing_in, tasks
from miz.citizens.errors import Lapsed, WeakPassword
from miz.citizens.identities import Identity
from miz.citizens.models import Citizen, Recovery, Way
from miz.citizens.recovery import Asked
from miz.outbox.models import Message

from . import people

pytestmark = pytest.mark.django_db
GENERATED = Recovery.Way.GENERATED


def ask(identity: Identity, way: Recovery.Way = Recovery.Way.CODE) -> Asked:
    return recovery.ask(identity=identity, mobile=people.MOBILE, way=way)


def prove(asked: Asked, code: str, browser: str = "") -> None:
    recovery.prove(recovery=asked.recovery, browser=browser or asked.browser, code=code)


def proved(citizen: Citizen) -> Asked:
    asked = ask(people.identity(citizen))
    prove(asked, people.last_code())
    return asked


def test_wish_code_and_message_are_written_together_and_leave_first() -> None:
    citizen = people.citizen()
    asked = ask(people.identity(citizen))
    message = Message.objects.get()
    assert asked.recovery.message == message
    assert (message.priority, message.recipient) == (Message.Priority.CODE, citizen.mobile)
    assert not message.decoy
    assert asked.recovery.asked_at <= message.created_at
    assert Event.objects.filter(subject=asked.recovery.subject, action="recovery.ask").exists()


def test_who_proves_the_number_sets_a_new_password_and_all_sessions_end() -> None:
    citizen = people.citizen(password=people.PASSWORD)
    people.session(citizen)
    asked = proved(citizen)
    recovery.finish(recovery=asked.recovery, password=people.NEW_PASSWORD)
    citizen.refresh_from_db()
    assert passwords.fits(people.NEW_PASSWORD, citizen.password)
    assert queries.sessions(citizen) == []
    asked.recovery.refresh_from_db()
    assert asked.recovery.ended == Recovery.Ended.SET
    assert asked.recovery.password_set_at is not None


def test_the_moments_stand_in_their_order() -> None:
    citizen = people.citizen()
    row = proved(citizen).recovery
    recovery.finish(recovery=row, password=people.NEW_PASSWORD)
    row.refresh_from_db()
    assert row.message is not None
    assert row.used_at is not None
    assert row.password_set_at is not None
    assert row.asked_at <= row.message.created_at <= row.used_at <= row.password_set_at


def test_the_code_is_bound_to_the_browser() -> None:
    asked = ask(people.identity(people.citizen()))
    with pytest.raises(WrongCode):
        prove(asked, people.last_code(), browser="theirs")
    assert recovery.find("theirs") is None
    assert recovery.find(asked.browser) == asked.recovery


def test_the_sixth_try_is_refused_though_it_is_right() -> None:
    asked = ask(people.identity(people.citizen()))
    code = people.last_code()
    for _ in range(5):
        with pytest.raises(WrongCode):
            prove(asked, people.other_than(code))
    with pytest.raises(WrongCode):
        prove(asked, code)


def test_without_the_code_no_password_is_set() -> None:
    asked = ask(people.identity(people.citizen()))
    with pytest.raises(Lapsed):
        recovery.finish(recovery=asked.recovery, password=people.NEW_PASSWORD)


def test_a_recovery_sets_one_password_only() -> None:
    asked = proved(people.citizen())
    recovery.finish(recovery=asked.recovery, password=people.NEW_PASSWORD)
    with pytest.raises(Lapsed):
        recovery.finish(recovery=asked.recovery, password=people.PASSWORD)


def test_a_weak_password_leaves_the_recovery_open() -> None:
    asked = proved(people.citizen())
    with pytest.raises(WeakPassword):
        recovery.finish(recovery=asked.recovery, password="کوتاه")
    recovery.finish(recovery=asked.recovery, password=people.NEW_PASSWORD)


def test_it_lapses(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = proved(people.citizen())
    then = timezone.now() + recovery.LIFE + datetime.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: then)
    assert recovery.find(asked.browser) is None


def test_another_wish_of_the_same_person_is_overtaken() -> None:
    citizen = people.citizen()
    older, newer = proved(citizen), proved(citizen)
    recovery.finish(recovery=newer.recovery, password=people.NEW_PASSWORD)
    assert recovery.find(older.browser) is None
    with pytest.raises(Lapsed):
        recovery.finish(recovery=older.recovery, password=people.PASSWORD)


def test_a_strangers_wish_is_kept_and_its_message_handed_to_nobody() -> None:
    asked = ask(people.STRANGER)
    assert asked.recovery.citizen_id is None
    assert Message.objects.get().decoy
    with pytest.raises(WrongCode):
        prove(asked, people.last_code())
    assert Recovery.objects.get().used_at is None


def test_the_right_person_with_a_wrong_number_is_a_stranger() -> None:
    citizen = people.citizen(mobile=people.OTHER_MOBILE)
    assert ask(people.identity(citizen)).recovery.citizen_id is None


@pytest.mark.parametrize("way", Recovery.Way)
def test_a_stranger_costs_the_same_statements(way: Recovery.Way) -> None:
    def act(identity: Identity) -> None:
        ask(identity, way)

    known = people.identity(people.citizen())
    assert people.statements(act, known) == people.statements(act, people.STRANGER)


def test_a_generated_password_comes_in_once_and_only_to_be_changed() -> None:
    citizen = people.citizen(password=people.PASSWORD)
    ask(people.identity(citizen), GENERATED)
    generated = Message.objects.latest("pk").body.partition(": ")[2].partition("\n")[0]
    found = signing_in.by_password(identity=people.identity(citizen), password=generated.lower())
    assert found == signing_in.Known(citizen, Way.GENERATED)
    assert signing_in.by_password(identity=people.identity(citizen), password=generated) is None
    under_way = recovery.under_way(citizen)
    passwords.set_new(citizen=citizen, password=people.NEW_PASSWORD, recovery=under_way)
    assert Recovery.objects.get().ended == Recovery.Ended.SET


def test_asking_for_a_generated_password_leaves_the_old_one_alone() -> None:
    """Else anybody who knows the pair could lock its owner out."""
    citizen = people.citizen(password=people.PASSWORD)
    ask(people.identity(citizen), GENERATED)
    found = signing_in.by_password(identity=people.identity(citizen), password=people.PASSWORD)
    assert found == signing_in.Known(citizen, Way.PASSWORD)


def test_a_generated_password_lives_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = people.citizen()
    ask(people.identity(citizen), GENERATED)
    generated = Message.objects.latest("pk").body.partition(": ")[2].partition("\n")[0]
    then = timezone.now() + signing_in.GENERATED_LIFE
    monkeypatch.setattr(timezone, "now", lambda: then)
    assert signing_in.by_password(identity=people.identity(citizen), password=generated) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"password_set_at": timezone.now()},
        {"ended": "set"},
        {"ended": "strange"},
        {"way": "generated"},
    ],
)
def test_the_database_keeps_a_recovery_true(changes: dict[str, object]) -> None:
    row = ask(people.STRANGER).recovery
    with pytest.raises(IntegrityError, match="recovery_"), transaction.atomic():
        Recovery.objects.filter(pk=row.pk).update(**changes)


def test_old_wishes_of_strangers_are_forgotten_and_those_of_citizens_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(people.STRANGER)
    kept = ask(people.identity(people.citizen())).recovery
    then = timezone.now() + datetime.timedelta(days=31)
    monkeypatch.setattr(timezone, "now", lambda: then)
    tasks.forget_strangers(0)
    assert Recovery.objects.get() == kept
