"""Who comes to the catalogue: designers and approvers, each to what their organisation has."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from miz.accounts.models import User
from miz.accounts.permissions import Permission
from miz.catalogue.models import Draft, Service
from miz.web.office.permissions import View, staff_with

DESIGN, APPROVE = Permission.DESIGN_SERVICES, Permission.APPROVE_SERVICES
reader = staff_with(DESIGN, APPROVE)
designer = staff_with(DESIGN)
approver = staff_with(APPROVE)


def of_draft(view: View) -> View:
    """Gives the view the draft of the address, as far as it exists for this user; else 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, user: User, pk: int, **kwargs: object) -> HttpResponse:
        people = ("author", "changed_by", "proposed_by", "approved_by")
        drafts = Draft.objects.of(user).select_related(*people, "organisation", "base__service")
        draft = drafts.filter(pk=pk).first()
        if draft is None:
            raise Http404
        return view(request, user, draft, **kwargs)

    return wrapped


def of_service(view: View) -> View:
    """Gives the view the service of the address, as far as its organisation has it; else 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, user: User, pk: int, **kwargs: object) -> HttpResponse:
        own = Service.objects.known().filter(organisation=user.organisation_id)
        service = (
            own.select_related("version", "withdrawn_by", "organisation").filter(pk=pk).first()
        )
        if service is None:
            raise Http404
        return view(request, user, service, **kwargs)

    return wrapped
