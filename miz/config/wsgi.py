"""The WSGI application that the HTTP server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "miz.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for ever: the collector need not walk it again in every request.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
