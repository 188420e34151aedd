"""The WSGI application that the HTTP server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "miz.config.settings")
application = get_wsgi_application()
# Django loads the views with the first request: its sender would wait seconds for all the others.
get_resolver().reverse_dict  # noqa: B018 - asked for, so that it is there

# What is loaded by now stays for ever: the collector need not walk it again in every request.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
