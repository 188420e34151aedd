"""How files of forms and packages come in: larger than what citizens attach, from staff alone."""

from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from miz.catalogue.importing.sources import MAX_BYTES
from miz.catalogue.importing.sources.errors import TooLarge
from miz.web.office.permissions import View
from miz.web.shared.uploads import MAX_BODY, BoundedMemoryHandler


class FormFileHandler(BoundedMemoryHandler):
    most = MAX_BYTES


def takes_forms(view: View) -> View:
    """Outermost but for the question who it is: a body that was read already cannot be read
    otherwise, so the check against forgery comes after the handler has been set."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            messages.error(request, str(TooLarge()))
            return redirect("office:catalogue-new")
        request.upload_handlers = [FormFileHandler(request)]
        return protected(request, *args, **kwargs)

    return wrapped
