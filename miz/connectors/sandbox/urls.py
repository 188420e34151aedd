"""Every outside system of the sandbox under one address."""

from django.urls import path

from miz.connectors.civil_registry import sandbox as civil_registry
from miz.connectors.sms_gateway import sandbox as sms_gateway

from . import views

urlpatterns = [
    path("civil-registry/inquiry", civil_registry.inquiry),
    path("sms/v1/<str:key>/sms/send.json", sms_gateway.send),
    path("sms/v1/<str:key>/sms/status.json", sms_gateway.status),
    path("sms/v1/<str:key>/verify/lookup.json", sms_gateway.lookup),
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
