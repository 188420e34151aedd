"""Processes of a bench: each sets Django up before anything of the house is loaded."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django

Share = tuple[list[int], float]


def in_processes(
    environment: Mapping[str, str],
    measured: Callable[[list[int], float], list[float]],
    shares: Sequence[Share],
) -> list[float]:
    """All that `measured` answers, sorted; one process for each share, which is its arguments.

    A process finds `measured` by its name, and that only once Django is set up.
    """
    with ProcessPoolExecutor(
        len(shares), get_context("spawn"), _set_up, (dict(environment),)
    ) as pool:
        answers = pool.map(measured, *zip(*shares, strict=True))
        return sorted(each for answer in answers for each in answer)


def _set_up(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    django.setup()
