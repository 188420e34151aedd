"""The one settings file. Every deployment differs only by environment variables.

Everything Miz keeps on disk lies under MIZ_DATA. DATABASE_URL names the database; without it a
PostgreSQL cluster of our own under MIZ_DATA is used (`miz.config.database` starts it).
"""

import json
import secrets
from pathlib import Path
from urllib.parse import urlsplit

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
    "miz.citizens",
    "miz.processes",
    "miz.catalogue",
    "miz.cases",
    "miz.web.shared",
    "miz.web.portal",
    "miz.web.office",
    "miz.web.counter",
    "miz.web.api",
]

MIDDLEWARE = [
    "miz.web.shared.middleware.SecurityHeadersMiddleware",
    "miz.web.api.middleware.ProblemsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "miz.web.shared.middleware.NotOfferedMiddleware",
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
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a service form with its tables has several hundred
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_HANDLERS = ["miz.web.shared.uploads.BoundedMemoryHandler"]

# --- cookies and transport
SECOND_FACTOR = environment.text("MIZ_SECOND_FACTOR", "required")  # of staff; or "optional"
SESSION_COOKIE_AGE = 10 * 3600
# How long a citizen's new mobile waits, while the older one is told and may stop it.
MOBILE_COOLING_HOURS = environment.number("MIZ_MOBILE_COOLING_HOURS", 72)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "miz.web.shared.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# --- the desk
PORTAL_ORGANISATION = environment.text("MIZ_ORGANISATION", "hajj")
PAPER_ASSETS = {
    "vazirmatn.woff2": ROOT / "miz/web/shared/static/fonts/vazirmatn.woff2",
    "form.css": ROOT / "miz/catalogue/static/catalogue/form.css",
    "form-paper.css": ROOT / "miz/catalogue/static/catalogue/form-paper.css",
}

# --- other agencies and messages
SANDBOX_URL = environment.text("MIZ_SANDBOX_URL", "http://127.0.0.1:8001")
SANDBOX_PEOPLE = environment.number("MIZ_SANDBOX_PEOPLE", 100_000)
SANDBOX_SMTP_PORT = environment.number("MIZ_SANDBOX_SMTP_PORT", 8025)
CIVIL_REGISTRY_URL = environment.text("MIZ_CIVIL_REGISTRY_URL", f"{SANDBOX_URL}/civil-registry")
CIVIL_REGISTRY_KEY = environment.text("MIZ_CIVIL_REGISTRY_KEY", "sandbox")
CIVIL_REGISTRY_USER = environment.text("MIZ_CIVIL_REGISTRY_USER", "miz")
CIVIL_REGISTRY_PROTOCOL = environment.choice("MIZ_CIVIL_REGISTRY_PROTOCOL", "soap", "json")
SHAHKAR_URL = environment.text("MIZ_SHAHKAR_URL", f"{SANDBOX_URL}/shahkar")
SHAHKAR_ID = environment.text("MIZ_SHAHKAR_ID", "miz")
SHAHKAR_TOKEN = environment.text("MIZ_SHAHKAR_TOKEN", "sandbox")
# The national window's addresses are set by hand: it publishes no discovery document.
NATIONAL_WINDOW_URL = environment.text("MIZ_NATIONAL_WINDOW_URL", f"{SANDBOX_URL}/national-window")
NATIONAL_WINDOW_ISSUER = environment.text("MIZ_NATIONAL_WINDOW_ISSUER", "https://sso.my.gov.ir")
NATIONAL_WINDOW_ID = environment.text("MIZ_NATIONAL_WINDOW_ID", "miz")
NATIONAL_WINDOW_SECRET = environment.text("MIZ_NATIONAL_WINDOW_SECRET", "sandbox")
# Files of the agent banks: each bank with the number of its first file, their folders, our copies.
AGENT_BANKS = environment.words("MIZ_AGENT_BANKS", "mellat:1,melli:1")
AGENT_BANKS_URL = environment.text("MIZ_AGENT_BANKS_URL", f"{SANDBOX_URL}/agent-banks")
AGENT_BANKS_KEY = environment.text("MIZ_AGENT_BANKS_KEY", "sandbox")
BATCH_FOLDER = Path(environment.text("MIZ_BATCH_FOLDER", str(DATA / "exchange")))
BATCH_SPOOL = DATA / "batches"
# Hosts of inner networks that connectors may speak to; all others must be public. The sandbox is
# one as long as a connector still asks it.
CONNECTOR_HOSTS = set(environment.words("MIZ_CONNECTOR_HOSTS", ""))
ASKED = (CIVIL_REGISTRY_URL, SHAHKAR_URL, NATIONAL_WINDOW_URL, AGENT_BANKS_URL)
if any(url.startswith(SANDBOX_URL) for url in ASKED):
    CONNECTOR_HOSTS.add(str(urlsplit(SANDBOX_URL).hostname))
CALLS_KEPT_DAYS = environment.number("MIZ_CALLS_KEPT_DAYS", 400)
# Numbers of letters read 1405/ح/000123: each organisation with the letter of its series.
LETTER_SERIES = environment.words("MIZ_LETTER_SERIES", "hajj:ح")
SMS_GATEWAY_URL = environment.text("MIZ_SMS_GATEWAY_URL", f"{SANDBOX_URL}/sms")
SMS_GATEWAY_KEY = environment.text("MIZ_SMS_GATEWAY_KEY", "sandbox")
SMS_SENDER = environment.text("MIZ_SMS_SENDER", "10001234")
EMAIL_HOST = environment.text("MIZ_EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = environment.number("MIZ_EMAIL_PORT", SANDBOX_SMTP_PORT)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("MIZ_EMAIL_FROM", "desk@miz.invalid")

# --- the outbox: who carries, and how many leave when; codes know neither night nor total
SMS_PROVIDERS = json.loads(environment.text("MIZ_SMS_PROVIDERS", "[]"))
SMS_PER_MINUTE = environment.number("MIZ_SMS_PER_MINUTE", 6000)
MESSAGES_TO_ONE = (
    (environment.number("MIZ_MESSAGES_PER_HOUR", 30), 3600),
    (environment.number("MIZ_MESSAGES_PER_DAY", 100), 24 * 3600),
)
CODES_TO_ONE = (
    (environment.number("MIZ_CODES_PER_HOUR", 10), 3600),
    (environment.number("MIZ_CODES_PER_DAY", 30), 24 * 3600),
)
QUIET_HOURS = environment.text("MIZ_QUIET_HOURS", "22:00-08:00")
LETTER_SPOOL = Path(environment.text("MIZ_LETTER_SPOOL", str(DATA / "letters")))
# By name: it takes seconds to import, which is for the worker alone.
PAPER_RENDERER = "miz.documents.papers.render_pdf"

# --- what comes in by SMS and mail: address=organisation or address=organisation/province
MAILBOXES = environment.words("MIZ_MAILBOXES", "desk@miz.invalid=hajj")
MAIL_LARGEST = environment.number("MIZ_MAIL_LARGEST", 8 * 1024 * 1024)
MAIL_SPAM_SCORE = environment.number("MIZ_MAIL_SPAM_SCORE", 8)
# Without a secret the door for the SMS gateway is shut.
INBOUND_SECRET = environment.text("MIZ_INBOUND_SECRET", "")
INBOUND_SECRET_HEADER = environment.text("MIZ_INBOUND_SECRET_HEADER", "")

# --- quotas: (how many, in how many seconds); counted in the database, exact across workers
QUOTAS = {
    "identity_by_address": (environment.number("MIZ_QUOTA_IDENTITY_BY_ADDRESS", 600), 3600),
    "identity_by_person": (environment.number("MIZ_QUOTA_IDENTITY_BY_PERSON", 60), 3600),
    "track_miss_by_address": (environment.number("MIZ_QUOTA_TRACK_MISS_BY_ADDRESS", 60), 600),
    "track_miss_by_person": (environment.number("MIZ_QUOTA_TRACK_MISS_BY_PERSON", 100), 600),
    "login_by_address": (environment.number("MIZ_QUOTA_LOGIN_BY_ADDRESS", 60), 600),
    "login_by_name": (environment.number("MIZ_QUOTA_LOGIN_BY_NAME", 10), 600),
    "own_password": (10, 600),
    "second_factor_by_user": (5, 300),
    "second_factor_by_day": (50, 24 * 3600),
    "staff_recovery_by_name": (5, 3600),
    "staff_recovery_by_address": (30, 3600),
    "code_by_case": (3, 600),
    "connection_check": (6, 60),
    "identity_by_operator": (environment.number("MIZ_QUOTA_IDENTITY_BY_OPERATOR", 200), 3600),
    "consent_by_person": (5, 600),
    "consent_by_asker": (environment.number("MIZ_QUOTA_CONSENT_BY_ASKER", 100), 3600),
    "sms_by_number": (environment.number("MIZ_QUOTA_SMS_BY_NUMBER", 10), 3600),
    "sms_help_by_number": (1, 3600),
    "sms_answers": (environment.number("MIZ_QUOTA_SMS_ANSWERS", 3000), 3600),
    "mail_by_sender": (environment.number("MIZ_QUOTA_MAIL_BY_SENDER", 20), 24 * 3600),
    "call_by_number": (environment.number("MIZ_QUOTA_CALL_BY_NUMBER", 20), 3600),
    "call_misses": (environment.number("MIZ_QUOTA_CALL_MISSES", 600), 3600),
    "sign_in_by_address": (environment.number("MIZ_QUOTA_SIGN_IN_BY_ADDRESS", 60), 600),
    "sign_in_by_person": (environment.number("MIZ_QUOTA_SIGN_IN_BY_PERSON", 10), 600),
    "sign_in_in_all": (environment.number("MIZ_QUOTA_SIGN_IN_IN_ALL", 6000), 600),
    "code_by_person": (environment.number("MIZ_QUOTA_CODE_BY_PERSON", 5), 600),
    "window_by_address": (environment.number("MIZ_QUOTA_WINDOW_BY_ADDRESS", 60), 600),
    "code_by_address": (environment.number("MIZ_QUOTA_CODE_BY_ADDRESS", 120), 3600),
    "code_in_all": (environment.number("MIZ_QUOTA_CODE_IN_ALL", 12_000), 600),
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
PROCRASTINATE_IMPORT_PATHS = [
    "miz.config.tasks",
    "miz.catalogue.printing.tasks",
    "miz.connectors.agent_banks.tasks",
    "miz.connectors.foreign_ministry.tasks",
]
