"""Addresses of the citizen's door."""

from django.urls import path
from django.views.generic import RedirectView

from . import (
    access,
    pages,
    previews,
    process_form,
    processes,
    receipts,
    representation,
    services,
    talk,
    tracking,
    wizard,
)
from .account import urls as account

app_name = "portal"


def _wizard(kind: str, name: str) -> list[object]:
    """The same pages for a request, a complaint and a request for information."""
    given = {"kind": kind}
    return [
        path(f"{name}/", wizard.identity, given, name=name),
        path(f"{name}/contact/", wizard.contact, given, name=f"{name}-contact"),
        path(f"{name}/topic/", wizard.topic, given, name=f"{name}-topic"),
        path(f"{name}/details/", wizard.details, given, name=f"{name}-details"),
        path(f"{name}/check/", wizard.check, given, name=f"{name}-check"),
        path(f"{name}/done/", wizard.done, given, name=f"{name}-done"),
        path(f"{name}/new/", wizard.start_again, given, name=f"{name}-new"),
    ]


urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("notices/<int:pk>/", pages.notice, name="notice"),
    path("services/", services.index, name="services"),
    path("services/agency/<slug:code>/", services.of_agency, name="services-of-agency"),
    path("services/audience/<slug:audience>/", services.of_audience, name="services-of-audience"),
    path("services/event/<slug:event>/", services.of_event, name="services-of-event"),
    path("services/<slug:slug>/", services.service, name="service"),
    path("services/<slug:slug>/form.pdf", services.form_pdf, name="service-form"),
    path("services/<slug:slug>/process/", process_form.page, name="service-process"),
    path("services/preview/<str:token>/", previews.preview, name="service-preview"),
    *_wizard("desk", "request"),
    *_wizard("complaints", "complaint"),
    *_wizard("access", "information"),
    path("receipt/<str:token>/", receipts.page, name="receipt"),
    path("receipt/<str:token>/receipt.pdf", receipts.pdf, name="receipt-pdf"),
    *account.PAGES,
    path("track/", tracking.find, name="track"),
    path("track/code/", tracking.code, name="track-code"),
    path("track/case/", tracking.case, name="track-case"),
    path("track/case/process/", processes.process, name="track-process"),
    path("track/case/access/", access.accesses, name="track-access"),
    path("track/case/reply/", tracking.reply, name="track-reply"),
    path("track/case/rate/", tracking.rate, name="track-rate"),
    path("track/case/object/", tracking.objection, name="track-object"),
    path("track/case/message/", talk.message, name="track-message"),
    path("track/case/correct/<slug:field>/", talk.correct, name="track-correct"),
    path("track/case/visit/confirm/", talk.confirm, name="track-visit-confirm"),
    path("track/case/visit/move/", talk.ask_move, name="track-visit-move"),
    path("track/case/visit.ics", talk.calendar, name="track-visit-file"),
    *representation.PAGES,
    path("track/leave/", tracking.leave, name="track-leave"),
    path("track/files/<uuid:key>/", tracking.attachment, name="track-file"),
    path("robot/challenge.json", pages.robot_challenge, name="robot-challenge"),
    path("robot/<str:token>.png", pages.robot_picture, name="robot-picture"),
    path("favicon.ico", RedirectView.as_view(url="/static/icon.svg")),
]
