from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "miz.cases"
