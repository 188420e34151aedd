"""How the sandbox shows a page: bare HTML of our own, without scripts, framed by nobody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"


def page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    """Show a template of the sandbox; with `?refresh` it asks again by itself."""
    context["refresh"] = "refresh" in request.GET
    response = render(request, f"sandbox/{name}.html", context)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
