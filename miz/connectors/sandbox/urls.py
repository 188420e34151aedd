"""Every outside system of the sandbox under one address."""

from django.urls import path

from miz.connectors.agent_banks import sandbox as agent_banks
from miz.connectors.civil_registry import sandbox as civil_registry
from miz.connectors.national_window import sandbox as national_window
from miz.connectors.shahkar import sandbox as shahkar
from miz.connectors.sms_gateway import sandbox as sms_gateway
from miz.connectors.sms_gateway import second as second_sms_gateway

from . import exchanges, views

urlpatterns = [
    path("civil-registry/inquiry", civil_registry.inquiry),
    path("civil-registry/estelam", civil_registry.estelam),
    path("shahkar/api/inquiry/mobile/owner/v2", shahkar.owner),
    path("national-window/oauth2/authorize", national_window.authorize),
    path("national-window/oauth2/approve", national_window.approve),
    path("national-window/oauth2/token", national_window.token),
    path("national-window/oauth2/jwks", national_window.keys),
    path("national-window/api/v1/user/userinfo", national_window.userinfo),
    path("sms/v1/<str:key>/sms/send.json", sms_gateway.send),
    path("sms/v1/<str:key>/sms/status.json", sms_gateway.status),
    path("sms/v1/<str:key>/verify/lookup.json", sms_gateway.lookup),
    path("sms2/messages", second_sms_gateway.messages),
    path("sms2/reports", second_sms_gateway.reports),
    path("agent-banks/files", agent_banks.files),
    path("agent-banks/pieces", agent_banks.pieces),
    path("agent-banks/receipts", agent_banks.receipts),
    path("batches", exchanges.batches, name="batches"),
    path("batches.json", exchanges.batches_json),
    path("letters", exchanges.letters, name="letters"),
    path("letters/<str:name>/answer", exchanges.answer, name="letter-answer"),
    path("", views.home, name="home"),
    path("health", views.health),
    path("sandbox.css", views.style, name="style"),
    path("people", views.people, name="people"),
    path("inbox", views.empty),
    path("inbox/sms", views.sms, name="sms"),
    path("inbox/sms.json", views.sms_json),
    path("inbox/mail", views.mails, name="mail"),
    path("inbox/mail.json", views.mail_json),
    path("switches", views.set_switches, name="switches"),
]
