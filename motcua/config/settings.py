"""One settings file. Everything that differs between deployments comes from the environment.

Read by Motcua (names without MOTCUA_ are usual elsewhere): DATABASE_URL, and
MOTCUA_ VAR, DEBUG, DEMO, SITE, PORT, BASE_URL, HOSTS, PROXIES, SECRET_KEY, KEY_SECRET, OIDC, DB_POOL,
SMTP_URL, MAIL_FROM, SMS, ZALO.
"""

import os
from urllib.parse import urlsplit

from motcua.config import database, openid, paths, secret

VAR = paths.var()

DEBUG = os.environ.get("MOTCUA_DEBUG") == "1"
DEMO = os.environ.get("MOTCUA_DEMO") == "1"
SITE = os.environ.get("MOTCUA_SITE", "22")  # the province this deployment serves, by its two-digit code
PORT = int(os.environ.get("MOTCUA_PORT", "8000"))
BASE_URL = os.environ.get("MOTCUA_BASE_URL", f"http://localhost:{PORT}").rstrip("/")  # printed in QR codes

SECRET_KEY = os.environ.get("MOTCUA_SECRET_KEY") or secret.read_or_create(VAR / "secret")
# The private keys of signers are encrypted under this: if it is lost, they can sign no more.
KEY_SECRET = os.environ.get("MOTCUA_KEY_SECRET") or secret.read_or_create(VAR / "key-secret")

_base = urlsplit(BASE_URL)
ALLOWED_HOSTS = [
    host
    for host in os.environ.get("MOTCUA_HOSTS", f"{_base.hostname},localhost,127.0.0.1,[::1]").split(",")
    if host
]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]

INSTALLED_APPS = [
    "motcua.journal",
    "motcua.people",
    "motcua.agencies",
    "motcua.catalogue",
    "motcua.signing",
    "motcua.notifications",
    "motcua.vault",
    "motcua.dossiers",
    "motcua.indicators",
    "motcua.directives",
    "motcua.web.ui",
    "motcua.web.public",
    "motcua.web.citizen",
    "motcua.web.officer",
    "motcua.web.operations",
    "motcua.web.staff",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "motcua.config.middleware.vietnamese_first",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "motcua.web.middleware.errors",
]

ROOT_URLCONF = "motcua.config.urls"
WSGI_APPLICATION = "motcua.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.web.ui.context.site",
            ],
        },
    },
]

DATABASES = {"default": database.from_environment(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Who is who. Officers have a user name, a password and a code; citizens come through OpenID Connect.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
CSRF_FAILURE_VIEW = "motcua.web.ui.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 60 * 60
ACCOUNT_ADAPTER = "motcua.config.signin.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "motcua.config.signin.ProviderAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an e-mail address proves nothing about a citizen
SOCIALACCOUNT_PROVIDERS = openid.providers(os.environ.get("MOTCUA_OIDC", ""))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Motcua"
MFA_ADAPTER = "motcua.config.signin.SecondFactorAdapter"

# How many proxies of ours stand in front; only then are their headers believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MOTCUA_PROXIES", "0"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
if _base.scheme == "https":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LOCALE_PATHS = [paths.PACKAGE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "documents"
FACTS_ROOT = VAR / "facts"  # facts as Parquet: those of this site's journal, and those received from others
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_BYTES = 25 * 2**20  # of one request; config/wsgi.py refuses more before reading it
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a form with a full table of 50 rows
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Messages to people. Outside a demonstration nothing is sent by a way that is not configured here.
MAIL_ROOT = VAR / "mail"  # where a demonstration catches what it sends
MAIL_URL = os.environ.get("MOTCUA_SMTP_URL") or ("smtp://127.0.0.1:1025" if DEMO else "")
DEFAULT_FROM_EMAIL = os.environ.get("MOTCUA_MAIL_FROM") or f"motcua@{_base.hostname}"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "motcua.config.logs.OneLine", "keep_line_ends": DEBUG}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "procrastinate": {"level": "WARNING"},
        "mail.log": {"level": "ERROR"},  # the catcher of a demonstration, which talks of every line
        "pyhanko": {"level": "ERROR"},  # it warns of every file that fails verification
    },
}

_FAKE = "motcua.notifications.adapters.fake"
# The outside world, by port: which adapter answers; "" for none.
ADAPTERS = {
    "signing.keys": "motcua.signing.adapters.software.SoftwareKeys",
    "signing.timestamps": "motcua.signing.adapters.testauthority.TestTimeStamps",
    "dossiers.typesetter": "motcua.dossiers.adapters.typst.Typst",
    "indicators.store": "motcua.indicators.adapters.folders.own",
    "indicators.facts": "motcua.indicators.adapters.folders.Folders",
    "notifications.mailer": "motcua.notifications.adapters.smtp.Smtp" if MAIL_URL else "",
    "notifications.sms": os.environ.get("MOTCUA_SMS", f"{_FAKE}.FakeTexter" if DEMO else ""),
    "notifications.zalo": os.environ.get("MOTCUA_ZALO", f"{_FAKE}.FakeZalo" if DEMO else ""),
}
