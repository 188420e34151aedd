"""Failures that come before a view or instead of one: for machines they are problem documents."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .problems import MEDIA_TYPE, Problem

PREFIX = "/api/"
FAILURES = {
    400: ("bad_request", "درخواست خوانده نشد."),
    404: ("address_not_found", "این نشانی در API نیست."),
    405: ("method_not_allowed", "این نشانی به این روش (method) پاسخ نمی‌دهد."),
    500: ("server_error", "کار انجام نشد و تقصیر شما نبود. چند دقیقهٔ دیگر دوباره بفرستید."),
}


class ProblemsMiddleware:
    """Puts a problem document in the place of a page that tells people of a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(PREFIX) or response.status_code not in FAILURES:
            return response
        if response["Content-Type"] == MEDIA_TYPE:
            return response
        return _problem(response)


def _problem(response: HttpResponse) -> HttpResponse:
    code, detail = FAILURES[response.status_code]
    allowed = {"Allow": response["Allow"]} if response.has_header("Allow") else {}
    return Problem(response.status_code, code, detail, headers=allowed).response()
