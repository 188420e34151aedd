"""The measurement itself: it sees a small leak and finds none where there is none."""

import random

from miz.bench import enumeration
from miz.bench.browser import Page

DRAWN = random.Random(7)  # noqa: S311 - the same every time
PAIRS = 600


def page(seconds: float, text: str = "ok") -> Page:
    return Page(200, "", text, seconds)


def test_a_server_that_leaks_40_microseconds_is_caught():
    assert not enumeration.control(PAIRS).holds


def test_times_that_are_alike_hold():
    way = enumeration.compare(lambda _: page(DRAWN.gauss(0.010, 0.001)), 3000)
    assert way.holds
    assert 9 < way.p50_ms < 11


def test_a_small_and_steady_difference_is_seen_either_way():
    for sign in (1, -1):
        way = enumeration.compare(
            lambda known, sign=sign: page(DRAWN.gauss(0.010, 0.001) + sign * known * 0.0004), 3000
        )
        assert not way.holds


def test_answers_of_another_face_tell_as_much_as_time():
    way = enumeration.compare(
        lambda known: page(DRAWN.gauss(0.010, 0.001), "no" if known else "none"), 600
    )
    assert not way.alike
    assert not way.holds
