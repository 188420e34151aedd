"""Answers for what went wrong, in the words of the desk; the API's in problem documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

HIDDEN_FIELDS = {"csrfmiddlewaretoken", "password", "altcha", "robot_token", "robot_answer"}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(loader.get_template("400.html").render({}, request), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def not_offered(request: HttpRequest) -> HttpResponse:
    return render(request, "410.html", status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    # No context and no database: this page must come when nothing else does.
    return HttpResponse(loader.get_template("500.html").render({}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is stale: what was typed is shown, to send again or to copy.

    Sending again is offered only when the browser says the form came from this very site: a
    stranger's page must not get its form confirmed by one click.
    """
    typed = [
        (name, value)
        for name, value in request.POST.items()
        if name not in HIDDEN_FIELDS and isinstance(value, str) and value
    ]
    same_site = request.META.get("HTTP_ORIGIN") == f"{request.scheme}://{request.get_host()}"
    context = {"typed": typed, "same_site": same_site}
    return render(request, "csrf.html", context, status=403)
