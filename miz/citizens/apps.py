from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "miz.citizens"
