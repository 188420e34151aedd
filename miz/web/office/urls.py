"""Addresses of the staff door."""

from django.urls import URLPattern

app_name = "office"
urlpatterns: list[URLPattern] = []
