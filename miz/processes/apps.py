"""Django's registration of this app; it has no tables."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "miz.processes"
    label = "processes"
    verbose_name = "فرایندها"
