"""The face of `miz bench --json`: others read it."""

import json

import pytest

from miz.bench.load import Measured
from miz.bench.report import percentile, report


def _report(latencies: list[float]):
    measured = Measured(sorted(latencies), errors=1, seconds=2.0)
    return report("track", measured, clients=16, cases=10_000, limit=1000.0, limit_by="pgbench",
                  statements=6)  # fmt: skip


def test_the_object_has_the_keys_that_others_read():
    content = json.loads(_report([0.010] * 99 + [0.500]).as_json())
    assert content == {
        "name": "track", "clients": 16, "seconds": 2.0, "cases": 10_000, "done": 100, "errors": 1,
        "rate_per_s": 50.0, "p50_ms": 10.0, "p95_ms": 10.0, "p99_ms": 10.0,
        "limit_per_s": 1000.0, "limit_by": "pgbench", "ratio": 0.05, "statements_per_request": 6,
        "services": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float):
    assert percentile([float(n) for n in range(1, 101)], share) == expected


def test_a_bench_that_got_nothing_done_still_reports():
    assert _report([]).p95_ms == 0
