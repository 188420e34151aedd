from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "miz.outbox"
