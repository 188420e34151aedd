"""Limits that hold across workers."""

from collections.abc import Callable

import pytest
from django.db import connection
from pytest_django import Settings

from miz.accounts import quotas, tasks
from miz.accounts.errors import QuotaExceeded
from miz.accounts.models import Quota
from tests.committed import in_parallel


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    settings.QUOTAS = {"few": (5, 60), "other": (5, 60)}


def _left(name: str = "few", subject: str = "someone") -> int:
    for left in range(10):
        try:
            quotas.spend(name, subject)
        except QuotaExceeded:
            return left
    raise AssertionError("no limit")


def _lapse() -> None:
    connection.cursor().execute("update accounts_quota set window_ends_at = now()")


@pytest.mark.django_db
def test_a_quota_ends_and_says_when_to_come_back() -> None:
    assert _left() == 5
    with pytest.raises(QuotaExceeded) as refused:
        quotas.spend("few", "someone")
    assert 0 < refused.value.retry_after <= 60
    assert refused.value.name == "few"


@pytest.mark.django_db
def test_everybody_and_every_thing_has_a_quota_of_its_own() -> None:
    assert [_left(), _left("other"), _left(subject="someone else")] == [5, 5, 5]


@pytest.mark.django_db
def test_a_lapsed_window_begins_anew() -> None:
    assert _left() == 5
    _lapse()
    quotas.check(("few", "someone"))
    assert _left() == 5


@pytest.mark.django_db
def test_checking_spends_nothing() -> None:
    for _ in range(10):
        quotas.check(("few", "someone"))
    assert _left() == 5
    with pytest.raises(QuotaExceeded):
        quotas.check(("few", "someone"))


@pytest.mark.django_db
def test_whom_a_quota_is_about_is_not_kept() -> None:
    quotas.spend("few", "0012345679")
    assert b"0012345679" not in bytes(Quota.objects.get().key)


@pytest.mark.django_db
def test_lapsed_windows_are_forgotten_and_running_ones_are_kept(
    run: Callable[[object], None],
) -> None:
    quotas.spend("few", "lapsed")
    _lapse()
    quotas.spend("few", "running")
    run(tasks.forget_lapsed_quotas)
    assert Quota.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_two_hundred_at_once_spend_exactly_the_limit() -> None:
    spent = in_parallel(200, lambda _: quotas.spend("few", "someone"))
    assert sum(each is None for each in spent) == 5
    assert sum(isinstance(each, QuotaExceeded) for each in spent) == 195


@pytest.fixture
def run() -> Callable[[object], None]:
    """Runs a periodic task as the worker would."""
    return lambda task: task.func(timestamp=0)  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_who_is_stopped_by_one_quota_uses_up_no_other() -> None:
    for _ in range(5):
        quotas.spend_all(("few", "an address"), ("other", "a person"))
    for _ in range(3):
        with pytest.raises(QuotaExceeded) as refused:
            quotas.spend_all(("few", "an address"), ("other", "somebody else"))
        assert refused.value.name == "few"
    assert _left("other", "somebody else") == 5
    assert _left("other", "a person") == 0


@pytest.mark.usefixtures("committed")
def test_many_who_share_quotas_in_any_order_neither_wait_for_ever_nor_slip_through() -> None:
    uses = [("few", "one"), ("other", "two")]
    spent = in_parallel(24, lambda number: quotas.spend_all(*uses[:: 1 if number % 2 else -1]))
    assert sum(each is None for each in spent) == 5
    assert sum(isinstance(each, QuotaExceeded) for each in spent) == 19
