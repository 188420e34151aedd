"""Settings of the sandbox of outside systems: those of the desk, without database or sessions."""

from .settings import *  # noqa: F403

INSTALLED_APPS = ["miz.connectors"]
MIDDLEWARE = []
ROOT_URLCONF = "miz.connectors.sandbox.urls"
DATABASES = {}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
