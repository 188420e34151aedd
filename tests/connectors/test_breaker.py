import pytest

from miz.connectors import breaker
from miz.connectors.breaker import REST, THRESHOLD, Breaker
from tests.committed import in_parallel


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(breaker.time, "monotonic", lambda: now[0])

    def passes(seconds):
        now[0] += seconds

    return passes


def broken() -> Breaker:
    made = Breaker()
    for _ in range(THRESHOLD):
        assert made.lets_through()
        made.note(failed=True)
    return made


def test_a_few_failures_hold_nothing_back():
    made = Breaker()
    for _ in range(THRESHOLD - 1):
        made.note(failed=True)
    assert made.lets_through()


def test_failures_count_only_in_a_row():
    made = Breaker()
    for number in range(THRESHOLD * 3):
        made.note(failed=number % 2 == 0)
    assert made.lets_through()


def test_after_many_failures_calls_are_held_back_for_a_while(clock):
    made = broken()
    assert not made.lets_through()
    clock(REST - 0.1)
    assert not made.lets_through()


def test_after_the_rest_one_probe_goes_and_its_success_opens_the_way(clock):
    made = broken()
    clock(REST)
    assert made.lets_through()
    assert not made.lets_through()
    made.note(failed=False)
    assert made.lets_through()
    assert made.lets_through()


def test_a_probe_that_fails_means_another_rest(clock):
    made = broken()
    clock(REST)
    assert made.lets_through()
    made.note(failed=True)
    assert not made.lets_through()
    clock(REST)
    assert made.lets_through()


def test_a_probe_that_never_comes_back_blocks_nobody_for_ever(clock):
    made = broken()
    clock(REST)
    assert made.lets_through()
    clock(REST)
    assert made.lets_through()


def test_of_many_threads_one_is_the_probe(clock):
    made = broken()
    clock(REST)
    assert sum(in_parallel(16, lambda _: made.lets_through())) == 1


def test_who_looks_whether_it_works_need_not_wait_for_the_rest(clock):
    made = broken()
    made.rest_ends()
    assert made.lets_through()
    assert not made.lets_through()


def test_each_connector_has_one_of_its_own():
    assert breaker.of("one") is breaker.of("one")
    assert breaker.of("one") is not breaker.of("two")
