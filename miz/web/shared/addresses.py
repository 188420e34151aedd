"""Whose request it is, as far as the network tells."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address; X-Forwarded-For counts only when our own proxy says it."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if peer in settings.TRUSTED_PROXIES:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", peer)).rpartition(",")[2].strip()
    return peer
