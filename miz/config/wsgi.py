"""The WSGI application that the HTTP server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "miz.config.settings")
application = get_wsgi_application()
