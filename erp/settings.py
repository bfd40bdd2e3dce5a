"""Settings. Everything that differs between machines comes from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from base import logs
from base.counters import client_address
from erp.environment import environment

ENV = environment()
BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts.split(",")
DEMO = ENV.demo

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its templates: ours and those of widgets are found by the same loaders
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bom",
    "inventory",
    "orders",
    "suppliers",
    "quality",
    "shopfloor",
    "scheduling",
    "erp",
    "base",  # last: its ready() loads the rooms of every app
]
MIDDLEWARE = [
    "base.observing.observed",
    "django.middleware.security.SecurityMiddleware",
    "base.security.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "base.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "base.middleware.TenantMiddleware",  # innermost: the whole response lies inside the tenant's transaction
]
ROOT_URLCONF = "erp.urls"
WSGI_APPLICATION = "erp.wsgi.application"
ASGI_APPLICATION = "erp.asgi.application"

# Database: one schema, three roles. No ATOMIC_REQUESTS: `in_tenant` opens scope and transaction together.
APP_ROLE, PLATFORM_ROLE, TENANT_TABLE = ENV.db_app, ENV.db_platform, "base_tenant"


def database(user: str, password: str, **more: Any) -> dict[str, Any]:
    seconds = ENV.statement_timeout_seconds
    limits = {
        "statement_timeout": f"{seconds}s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": f"{max(15, seconds)}s",
    }
    return {
        "ENGINE": "base.tenancy.backend",
        "NAME": ENV.db_name,
        "HOST": ENV.db_host,
        "PORT": str(ENV.db_port),
        "USER": user,
        "PASSWORD": password,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"options": " ".join(f"-c {name}={value}" for name, value in limits.items())},
        **more,
    }


DATABASES = {
    "default": database(ENV.db_app, ENV.db_password_app),
    "owner": database(ENV.db_owner, ENV.db_password_owner, OPTIONS={}),
    "platform": database(ENV.db_platform, ENV.db_password_platform),
}
DATABASE_ROUTERS = ["erp.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "base.User"
SESSION_ENGINE = "base.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure_cookies
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "base.signing_in.AccountAdapter"
ACCOUNT_FORMS = {"login": "base.signing_in.LoginForm", "reauthenticate": "base.signing_in.ConfirmForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key"}  # a plant has one address outside
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
MFA_ADAPTER = "base.codes.CodeAdapter"
MFA_FORMS = {
    "authenticate": "base.codes.SignInForm",
    "reauthenticate": "base.codes.ConfirmForm",
    "activate_totp": "base.codes.SetUpForm",
}
MFA_TOTP_ISSUER = "Loopworks"
MFA_TOTP_TOLERANCE = 1  # half minutes: clocks differ, and people type slowly
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True

# Pages
LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
CACHED = ("django.template.loaders.cached.Loader", LOADERS)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "base.navigation.shell",
            ],
            "loaders": [("template_partials.loader.Loader", LOADERS if DEBUG else [CACHED])],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "base.templatetags.screens",
                "base.templatetags.live",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "NAME": "rows",
        "OPTIONS": {"environment": "base.templatetags.screens.rows_environment"},
    },
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a document of two thousand lines
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
NAVIGATION = [
    ("own", ""),  # what waits for this person
    ("plan", _("Planning")),
    ("orders", _("Orders")),
    ("floor", _("Shop floor")),
    ("purchasing", _("Purchasing")),
    ("materials", _("Materials")),
    ("quality", _("Quality")),
    ("standards", _("Engineering")),
    ("system", _("System")),
]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / ENV.static_root
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder", "base.assets.VendorFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "base.assets.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
VENDOR = {  # name under /static/vendor/ -> path in node_modules
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "morph.js": "idiomorph/dist/idiomorph-ext.min.js",
    "swagger.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger.css": "swagger-ui-dist/swagger-ui.css",
    "inter.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
}
CONTENT_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["base.rest.conventions.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["base.rest.conventions.ActorPermission"],
    "DEFAULT_RENDERER_CLASSES": ["base.rest.conventions.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["base.rest.conventions.JsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "base.rest.conventions.OneRepresentation",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "base.rest.schema.Description",
    "EXCEPTION_HANDLER": "base.rest.problems.problem_response",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Loopworks",
    "DESCRIPTION": "Reads are rows as stored; every write is a verb with its permission, audit entry and event.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "DEFAULT_GENERATOR_CLASS": "base.rest.schema.Generator",
    "POSTPROCESSING_HOOKS": [],
}

# Background work: one task, tickets without payload (see base/jobs.py)
JOB_LEASE_SECONDS = ENV.job_lease_seconds
CELERY_BROKER_URL = ENV.redis_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 1}

# Counts that may be lost: requests of a caller in a minute (0: no limit), attempts to sign in
REQUESTS_PER_MINUTE = ENV.requests_per_minute
IN_VALKEY = {
    "BACKEND": "base.counters.Counters",
    "LOCATION": client_address(ENV.redis_url),
    "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
}
IN_PROCESS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = {"default": IN_PROCESS if ENV.redis_url.startswith("memory:") else IN_VALKEY}

# Webhooks go outside only, and into these networks
WEBHOOK_NETWORKS = ENV.webhook_networks

# Health: figures for Prometheus; log lines
METRICS_TOKEN = ENV.metrics_token
LOGGING = logs.configuration(ENV.log_format)
CELERY_WORKER_HIJACK_ROOT_LOGGER = ENV.log_format == "text"
