from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "miz.connectors"
