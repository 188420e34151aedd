"""A draft as the public would see it, for whoever got the address from the office."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from miz.catalogue import actions as catalogue_actions
from miz.catalogue import drafts
from miz.catalogue.errors import PackageError
from miz.catalogue.models import Draft, Service
from miz.catalogue.packages import Package
from miz.web.shared import previews

from . import services


@require_safe
@never_cache
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing of it is written. A draft that the check refuses has no page."""
    draft = previews.draft_of(token)
    if draft is None:
        raise Http404
    try:
        package = drafts.package(draft)
    except PackageError as error:
        raise Http404 from error
    version = catalogue_actions.version_of(package)
    return services.show(request, _service(draft, package), version, preview=True)


def _service(draft: Draft, package: Package) -> Service:
    """As publishing would leave it."""
    service = draft.base.service if draft.base else Service(organisation=draft.organisation)
    service.slug, service.kind = package.slug, package.identity["kind"]
    service.title = package.identity["title"]
    service.service_code = package.identity.get("service_code") or ""
    service.withdrawn_at = None
    return service
