"""Addresses of the counter's door."""

from django.urls import path

from . import desk

app_name = "counter"
urlpatterns = [
    path("", desk.home, name="home"),
    path("new/<slug:kind>/", desk.new, name="new"),
    path("person/", desk.person, name="person"),
    path("consent/", desk.consent, name="consent"),
    path("contact/", desk.contact, name="contact"),
    path("details/", desk.details, name="details"),
    path("check/", desk.check, name="check"),
    path("done/", desk.done, name="done"),
    path("receipt/", desk.receipt, name="receipt"),
    path("cancel/", desk.cancel, name="cancel"),
]
