"""Processes of a bench: each sets Django up before anything of the house is loaded."""

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django

Share = tuple[list[int], float]


def complete_in_processes(environment: Mapping[str, str], shares: list[Share]) -> list[float]:
    """The latencies of all tasks that the processes completed, one process for each share."""
    with ProcessPoolExecutor(
        len(shares), get_context("spawn"), _set_up, (dict(environment),)
    ) as pool:
        return sorted(each for found in pool.map(_complete, shares) for each in found)


def _set_up(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    django.setup()


def _complete(share: Share) -> list[float]:
    from . import work  # noqa: PLC0415 - needs Django

    return work.complete(*share)
