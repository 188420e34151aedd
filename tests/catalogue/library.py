"""A library for tests: what stands beside a package is said by hand."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from miz.catalogue.library import Known


@dataclass(frozen=True)
class Beside:
    processes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known_units: Collection[str] | None = None
    services: tuple[Known, ...] = ()

    def process(self, name: str) -> Mapping[str, str] | None:
        return self.processes.get(name)

    def units(self) -> Collection[str] | None:
        return self.known_units

    def others(self, slug: str, codes: Collection[str]) -> Iterable[Known]:
        return [each for each in self.services if each.slug == slug or each.code in codes]
