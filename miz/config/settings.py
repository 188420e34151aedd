"""The one settings file. Every deployment differs only by environment variables.

Everything Miz keeps on disk lies under MIZ_DATA. DATABASE_URL names the database; without it a
PostgreSQL cluster of our own under MIZ_DATA is used (`miz.config.database` starts it).
"""

import secrets
from pathlib import Path

from miz.config import database, environment

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(environment.text("MIZ_DATA", str(ROOT / ".data"))).resolve()
SERVICES = Path(environment.text("MIZ_SERVICES", str(ROOT / "services"))).resolve()

# Without a secret of the deployment each start draws its own: safe, but sessions end with it.
SECRET_KEY = environment.text("MIZ_SECRET_KEY", secrets.token_urlsafe(48))
DEBUG = False
ALLOWED_HOSTS = environment.words("MIZ_HOSTS", "127.0.0.1,localhost,[::1]")
BASE_URL = environment.text("MIZ_BASE_URL", "http://127.0.0.1:8000")
HTTPS = BASE_URL.startswith("https://")
TRUSTED_PROXIES = environment.words("MIZ_TRUSTED_PROXIES", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "miz.audit",
    "miz.accounts",
    "miz.outbox",
    "miz.connectors",
    "miz.documents",
    "miz.processes",
    "miz.catalogue",
    "miz.cases",
    "miz.web.shared",
    "miz.web.portal",
    "miz.web.office",
    "miz.web.api",
]

MIDDLEWARE = [
    "miz.web.shared.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "miz.config.urls"
WSGI_APPLICATION = "miz.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "miz.web.shared.context.desk",
            ],
        },
    }
]

DATABASES = {"default": database.django_settings(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["miz.web.office.backends.StaffBackend"]
LOGIN_URL = "office:login"
LOGIN_REDIRECT_URL = "office:inbox"
PASSWORD_HASHERS = ["miz.accounts.hashers.DeskArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]

LANGUAGE_CODE = "fa"
TIME_ZONE = "Asia/Tehran"
USE_TZ = True
# Numbers become Persian in templates, by the `fa` filter, never behind our back.
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("MIZ_STATIC", str(ROOT / "static-built")))
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True

# --- limits of what may come in
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_HANDLERS = ["miz.web.shared.uploads.BoundedMemoryHandler"]

# --- cookies and transport
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "miz.web.shared.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# --- the desk
PORTAL_ORGANISATION = environment.text("MIZ_ORGANISATION", "hajj")
PAPER_ASSETS = {
    "vazirmatn.woff2": ROOT / "miz/web/shared/static/fonts/vazirmatn.woff2",
}

# --- other agencies and messages
SANDBOX_URL = environment.text("MIZ_SANDBOX_URL", "http://127.0.0.1:8001")
SANDBOX_PEOPLE = environment.number("MIZ_SANDBOX_PEOPLE", 100_000)
SANDBOX_SMTP_PORT = environment.number("MIZ_SANDBOX_SMTP_PORT", 8025)
CIVIL_REGISTRY_URL = environment.text("MIZ_CIVIL_REGISTRY_URL", f"{SANDBOX_URL}/civil-registry")
CIVIL_REGISTRY_KEY = environment.text("MIZ_CIVIL_REGISTRY_KEY", "sandbox")
SMS_GATEWAY_URL = environment.text("MIZ_SMS_GATEWAY_URL", f"{SANDBOX_URL}/sms")
SMS_GATEWAY_KEY = environment.text("MIZ_SMS_GATEWAY_KEY", "sandbox")
SMS_SENDER = environment.text("MIZ_SMS_SENDER", "10001234")
EMAIL_HOST = environment.text("MIZ_EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = environment.number("MIZ_EMAIL_PORT", SANDBOX_SMTP_PORT)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("MIZ_EMAIL_FROM", "desk@miz.invalid")

# --- quotas: (how many, in how many seconds); counted in the database, exact across workers
QUOTAS = {
    "identity_by_address": (environment.number("MIZ_QUOTA_IDENTITY_BY_ADDRESS", 600), 3600),
    "identity_by_person": (environment.number("MIZ_QUOTA_IDENTITY_BY_PERSON", 60), 3600),
    "track_miss_by_address": (environment.number("MIZ_QUOTA_TRACK_MISS_BY_ADDRESS", 60), 600),
    "track_miss_by_person": (environment.number("MIZ_QUOTA_TRACK_MISS_BY_PERSON", 100), 600),
    "login_by_address": (environment.number("MIZ_QUOTA_LOGIN_BY_ADDRESS", 60), 600),
    "login_by_name": (environment.number("MIZ_QUOTA_LOGIN_BY_NAME", 10), 600),
    "code_by_case": (3, 600),
    "request_by_person": (environment.number("MIZ_QUOTA_REQUEST_BY_PERSON", 50), 24 * 3600),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"miz": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}

# Jobs that belong to no app.
PROCRASTINATE_IMPORT_PATHS = ["miz.config.tasks"]
