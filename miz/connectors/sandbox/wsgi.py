"""The sandbox's one process: the web application, and the mail server beside it."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from miz.connectors.civil_registry import sandbox as civil_registry
from miz.connectors.mail import sandbox as mail

from . import switches

os.environ["DJANGO_SETTINGS_MODULE"] = "miz.config.sandbox_settings"

INQUIRY, ESTELAM = "/civil-registry/inquiry", "/civil-registry/estelam"
LONGEST_QUESTION = 4096
JSON = [("Content-Type", "application/json")]
XML = [("Content-Type", "text/xml; charset=utf-8")]

django = get_wsgi_application()
mail_server = mail.start(settings.SANDBOX_SMTP_PORT)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    # A bench asks the registry once per submission, on the cores it measures: a healthy registry
    # answers past Django, for a third of the cost.
    healthy = not switches.get(switches.System.CIVIL_REGISTRY).shares
    path = environ["PATH_INFO"]
    if healthy and path in (INQUIRY, ESTELAM) and environ["REQUEST_METHOD"] == "POST":
        question = environ["wsgi.input"].read(LONGEST_QUESTION)
        if path == ESTELAM:
            status, content = civil_registry.estelam_answer(question)
        else:
            status, content = civil_registry.answer(question, environ.get("HTTP_X_API_KEY", ""))
        start_response(f"{status} ", XML if path == ESTELAM else JSON)
        return [content]
    return django(environ, start_response)
