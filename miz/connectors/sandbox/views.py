"""Pages of the sandbox and the same as JSON: who lives there, what was sent, what fails."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
)
from django.views.decorators.http import require_GET, require_http_methods

from miz.connectors.mail import sandbox as mail
from miz.connectors.sms_gateway import sandbox as sms_gateway

from . import population, switches
from .pages import page

SHOWN_PEOPLE = 50
SHOWN_DEAD = 3
SHOWN_FOREIGNERS = 10
SHOWN_MESSAGES = 200
CSS = (Path(__file__).parent / "sandbox.css").read_bytes()


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return page(request, "home", desk=settings.BASE_URL)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CSS, content_type="text/css; charset=utf-8")


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    living = population.demo_people(SHOWN_PEOPLE)
    foreigners = population.foreigners(SHOWN_FOREIGNERS)
    dead = population.dead_people(SHOWN_DEAD)
    return page(request, "people", people=living, foreigners=foreigners, dead=dead)


@require_GET
def sms(request: HttpRequest) -> HttpResponse:
    return page(request, "sms", messages=sms_gateway.inbox.newest()[:SHOWN_MESSAGES])


@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    return page(request, "mail", messages=mail.inbox.newest()[:SHOWN_MESSAGES])


@require_GET
def sms_json(request: HttpRequest) -> HttpResponse:
    receptor = request.GET.get("receptor")
    found = [s for s in sms_gateway.inbox.newest() if receptor in (None, s.receptor)]
    return JsonResponse({"messages": [asdict(each) for each in found]})


@require_GET
def mail_json(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to")
    found = [m for m in mail.inbox.newest() if to is None or to in m.recipients]
    return JsonResponse({"messages": [asdict(each) for each in found]})


@require_http_methods(["DELETE"])
def empty(request: HttpRequest) -> HttpResponse:
    sms_gateway.inbox.clear()
    mail.inbox.clear()
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def set_switches(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return page(request, "switches", rows=_switch_rows())
    as_json = request.content_type == "application/json"
    try:
        switches.set_all(json.loads(request.body) if as_json else _typed(request))
    except (ValueError, AttributeError):
        return HttpResponseBadRequest("مقدارها را درست بنویسید: جمع سهم‌ها حداکثر ۱۰۰ است.")
    return JsonResponse(switches.as_json()) if as_json else HttpResponseRedirect(request.path)


def _typed(request: HttpRequest) -> dict[str, dict[str, str]]:
    fields = ["delay", *switches.Fault]
    return {
        system: {name: request.POST.get(f"{system}-{name}", "") for name in fields}
        for system in switches.System
    }


def _switch_rows() -> list[dict[str, Any]]:
    return [
        {
            "system": system,
            "label": switches.LABELS[system],
            "delay": f"{switches.get(system).delay:g}",
            "shares": _share_rows(switches.get(system)),
        }
        for system in switches.System
    ]


def _share_rows(switch: switches.Switch) -> list[dict[str, str]]:
    # `:g`, since a template would write the number as Persian prose does.
    return [
        {"fault": f, "label": switches.LABELS[f], "value": f"{switch.shares.get(f, 0):g}"}
        for f in switches.Fault
    ]
