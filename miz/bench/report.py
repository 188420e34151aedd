"""What a bench prints: one object, the same keys for every bench."""

import dataclasses
import json
import math

from .load import Measured


@dataclasses.dataclass(frozen=True)
class Report:
    """Rates are per second, times in milliseconds; `ratio` is rate_per_s / limit_per_s.

    `cases` and `services` were preloaded.
    """

    name: str
    clients: int
    seconds: float
    cases: int
    done: int
    errors: int
    rate_per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    limit_per_s: float
    limit_by: str
    ratio: float
    statements_per_request: int
    services: int = dataclasses.field(default=0, kw_only=True)

    def as_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))

    def as_table(self) -> str:
        rows = dataclasses.asdict(self).items()
        return "\n".join(f"{name:24} {value}" for name, value in rows)


def report(
    name: str,
    measured: Measured,
    *,
    clients: int,
    cases: int,
    limit: float,
    limit_by: str,
    statements: int,
    services: int = 0,
) -> Report:
    done = len(measured.latencies)
    rate = done / measured.seconds
    p50, p95, p99 = (percentile(measured.latencies, share) for share in (0.50, 0.95, 0.99))
    return Report(
        name=name,
        clients=clients,
        seconds=measured.seconds,
        cases=cases,
        done=done,
        errors=measured.errors,
        rate_per_s=round(rate, 1),
        p50_ms=_milliseconds(p50),
        p95_ms=_milliseconds(p95),
        p99_ms=_milliseconds(p99),
        limit_per_s=round(limit, 1),
        limit_by=limit_by,
        ratio=round(rate / limit, 4),
        statements_per_request=statements,
        services=services,
    )


def percentile(ordered: list[float], share: float) -> float:
    """The smallest value that `share` of all are not above, 0 when there are none."""
    if not ordered:
        return 0.0
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)
