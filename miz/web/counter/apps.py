from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "miz.web.counter"
    label = "counter"
