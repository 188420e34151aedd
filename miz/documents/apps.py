"""Django's registration of this app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "miz.documents"
    label = "documents"
    verbose_name = "مدارک"
