"""Whether two groups of times differ: the Mann-Whitney statistic as a share of pairs."""

import bisect
from collections.abc import Sequence

STEPS = 40


def auc(first: Sequence[float], second: Sequence[float]) -> float:
    """How often, of all pairs, the one of `first` is the longer; ties are halves; 0.5 is alike."""
    ordered = sorted(second)
    below = sum(bisect.bisect_left(ordered, each) for each in first)
    not_above = sum(bisect.bisect_right(ordered, each) for each in first)
    return (below + not_above) / 2 / (len(first) * len(second))


def seen_from(first: Sequence[float], second: Sequence[float], margin: float) -> float:
    """The smallest addition to the times of `first` that would lift the AUC above 0.5 + margin.

    What the measurement was fine enough to see; of groups that are alike, in their own unit.
    """
    low, high = 0.0, max(*first, *second) - min(*first, *second)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if auc([each + middle for each in first], second) > 0.5 + margin:
            high = middle
        else:
            low = middle
    return high
