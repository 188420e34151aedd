import random

import pytest

from miz.bench import ranks


def test_groups_that_are_alike_stand_at_a_half():
    assert ranks.auc([1, 2, 3], [1, 2, 3]) == 0.5
    assert ranks.auc([5], [5, 5]) == 0.5


def test_a_group_that_is_always_longer_stands_at_one_and_the_other_way_at_nought():
    assert ranks.auc([4, 5], [1, 2, 3]) == 1
    assert ranks.auc([1, 2, 3], [4, 5]) == 0


def test_pairs_are_counted_one_by_one():
    # (3,1) (3,2) (3,4) (0,...): two of six pairs, and no ties.
    assert ranks.auc([3, 0], [1, 2, 4]) == pytest.approx(2 / 6)


def test_what_would_have_been_seen_follows_from_the_spread():
    rng = random.Random(1)  # noqa: S311 - the same every time
    calm = [[rng.gauss(100, 1) for _ in range(500)] for _ in range(2)]
    rough = [[each * 10 for each in group] for group in calm]
    fine = ranks.seen_from(*calm, margin=0.03)
    assert 0 < fine < 1
    assert ranks.seen_from(*rough, margin=0.03) == pytest.approx(fine * 10)
