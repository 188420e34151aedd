"""Addresses of the machine door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
