from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "miz.accounts"
