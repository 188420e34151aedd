"""What stands beside a draft: the published services, as `miz.catalogue.library.Library` asks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from miz.accounts.models import Organisation, Unit

from .library import Known, process_id
from .models import Service


@dataclass(frozen=True)
class Published:
    """A Library out of the database, for a package with this slug of this organisation."""

    organisation: Organisation
    slug: str

    def process(self, name: str) -> Mapping[str, str] | None:
        named = Service.objects.filter(version__process__contains=f'"{name}"')
        for service in named.select_related("version").order_by("pk"):
            version = service.version
            if version and process_id(version.process) == name:
                return {"process": version.process, "rules": version.rules}
        return None

    def units(self) -> Collection[str]:
        return set(
            Unit.objects.filter(organisation=self.organisation).values_list("code", flat=True)
        )

    def others(self, slug: str, codes: Collection[str]) -> Iterable[Known]:
        """A service of another organisation is a stranger even under the same slug."""
        own = Q(slug=self.slug, organisation=self.organisation)
        found = Service.objects.filter(Q(slug=slug) | Q(service_code__in=set(codes) - {""}))
        for service in found.exclude(own).order_by("pk"):
            yield Known(service.slug, service.slug, service.service_code, service.title)
