"""Settings, read from the environment and safe for production by default.

Whatever the environment does not say is read from ``var/run.env``, which the embedded services write
(``config/services``), so that ``manage.py`` in another shell finds the running parts.
A value of the wrong type stops the start.
"""

from decimal import Decimal
from pathlib import Path

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from config.services.paths import var_dir
from config.settings import content_security as csp
from config.settings.logs import configure as configure_logs

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
VAR_DIR = var_dir()  # as root not in the clone; see there
environ.Env.read_env(VAR_DIR / "run.env")

DEMO = env.bool("ZHONGHE_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
# The beginning of every problem document's "type": set once, then kept, since programs compare it.
PROBLEM_TYPE_PREFIX = env.str("PROBLEM_TYPE_PREFIX", default=f"{SITE_URL}/problems/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    # ours, so that our templates and commands win
    "config",
    "look",
    "accounts",
    "footprint",
    "marketplace",
    "marketplace.registry",
    "marketplace.market",
    "marketplace.payments",
    "marketplace.certificates",
    "marketplace.methodologies",
    "marketplace.projects",
    "marketplace.points",
    "marketplace.supervision",
    "events",
    "cms",
    "demo",
    # Wagtail
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # people
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # Django
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_structlog",
    "djmoney",
    "ninja",
]

MIDDLEWARE = [
    "config.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.settings.content_security.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.problems.PageLocaleMiddleware",
    "config.answers.FormAnswerMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "look.context_processors.look",
            ],
        },
    }
]
FORM_RENDERER = "look.forms.LookRenderer"

# --- Database: one kind, two roles --------------------------------------------------------------
# The site connects as a role that cannot change evidence; `manage.py migrate` connects as the owner
# (config/management/commands/migrate.py).

DATABASES = {"default": env.db_url("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgres://…).")
# A connection serves many requests, and what it is asked again is parsed and planned once (by the server, which
# therefore gets statements and values apart). Behind a pool that lends a connection per transaction and does not
# know prepared statements (PgBouncer before 1.21) set ZHONGHE_DB_PREPARE=0.
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": DATABASES["default"].get("OPTIONS", {})
    | {
        "server_side_binding": True,
        "prepare_threshold": env.int("ZHONGHE_DB_PREPARE", default=3) or None,
    },
}
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DATABASE_APP_ROLE = DATABASES["default"]["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and jobs: one Redis-protocol server ---------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", default=CELERY_BROKER_URL),
        "KEY_PREFIX": "zhonghe",
    }
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "marketplace.heartbeat", "schedule": 10},
    "imports": {"task": "footprint.sweep_imports", "schedule": 15},
    "sweep": {"task": "marketplace.sweep", "schedule": 2 if DEMO else 15},
    "seal": {"task": "registry.seal", "schedule": 2 if DEMO else 15},
    # The demo's worker also audits when it starts (config.celery): nobody waits for the night to look.
    "audit": {
        "task": "registry.audit",
        "schedule": crontab(minute=30) if DEMO else crontab(hour=3, minute=30),
    },
    "supervision": {"task": "supervision.scan", "schedule": 60 if DEMO else 900},
    "opendata": {
        "task": "registry.publish_open_data",
        "schedule": crontab(minute=15) if DEMO else crontab(hour=2, minute=15),
    },
    "market": {"task": "market.sweep", "schedule": 15 if DEMO else 60},
    "points-expiry": {"task": "points.expire_due", "schedule": crontab(hour=0, minute=10)},
    "search": {"task": "market.refresh_texts", "schedule": 300},
    "payments-expiry": {"task": "payments.expire_due", "schedule": 15 if DEMO else 60},
    "payments-reconcile": {"task": "payments.reconcile", "schedule": 30 if DEMO else 300},
}
# Wagtail's own small jobs (reference index, search) run in the request; ours go to Celery.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMO else "https"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupFields"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_USER_DISPLAY = "accounts.queries.person_name"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Zhonghe"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"
_FORMS = "accounts.signin_forms."
ACCOUNT_FORMS = {
    "login": _FORMS + "LoginForm",
    "signup": _FORMS + "SignupForm",
    "add_email": _FORMS + "AddEmailForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "reset_password": _FORMS + "ResetPasswordForm",
    "reset_password_from_key": _FORMS + "ResetPasswordKeyForm",
    "reauthenticate": _FORMS + "ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": _FORMS + "AuthenticateForm",
    "reauthenticate": _FORMS + "ReauthenticateForm",
    "activate_totp": _FORMS + "ActivateTOTPForm",
    "add_webauthn": _FORMS + "AddWebAuthnForm",
    "edit_webauthn": _FORMS + "EditWebAuthnForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
USERSESSIONS_TRACK_ACTIVITY = True

# --- Language, time, files ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").iterdir() if path.is_dir())
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Compressing takes a minute of computing, which a demo on the same machine gains nothing from.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

WAGTAIL_SITE_NAME = "Zhonghe 中和"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request leaves the site's own host, an editor's neither
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "cms.translator.OpenCCTranslator"}
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
# Names, addresses and passwords are changed on allauth's pages only, behind its checks.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False

# --- Mail -------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Zhonghe 中和 <noreply@zhonghe.example>")

# --- Safety -----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = csp.PUBLIC_POLICY
X_FRAME_OPTIONS = "DENY"
# Whom to tell of a hole, as mailto: or https:; without one there is no security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEMO)
SECURE_HSTS_SECONDS = 0 if DEMO else env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else all visitors share the proxy's address, and one guesser locks everybody out.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

# --- Money, marketplace, proof ------------------------------------------------------------------------

DEFAULT_CURRENCY = "CNY"
CURRENCIES = ("CNY",)
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="")
SANDBOX_STRIPE_URL = env.str("SANDBOX_STRIPE_URL", default="")
SANDBOX_MAIL_URL = env.str("SANDBOX_MAIL_URL", default="")
LOG_ORIGIN = env.str("LOG_ORIGIN", default="zhonghe.example/log")
LOG_SIGNING_KEY_FILE = env.str(
    "LOG_SIGNING_KEY_FILE", default=str(VAR_DIR / "keys" / "log-ed25519.pem")
)
PDF_SIGNING_KEY_FILE = env.str(
    "PDF_SIGNING_KEY_FILE", default=str(VAR_DIR / "keys" / "pdf-p256.pem")
)
PDF_SIGNING_CERT_FILE = env.str(
    "PDF_SIGNING_CERT_FILE", default=str(VAR_DIR / "keys" / "pdf-cert.pem")
)

ZHONGHE = {
    "FEE_RATE": Decimal(env.str("FEE_RATE", default="0.05")),
    "FEE_MINIMUM": Decimal(env.str("FEE_MINIMUM", default="0.50")),
    "TAX_RATE": Decimal(env.str("TAX_RATE", default="0.06")),
    "CARD_MIN": Decimal("10"),
    "CARD_MAX": Decimal("500000"),
    "CARD_HOLD_MINUTES": 35,
    "QUOTATION_WORKDAYS": 10,
    # Without a verified organization: of a listing for one, of what is unsold of it for all, and in one quote.
    "GUEST_LISTING_SHARE": Decimal(env.str("GUEST_LISTING_SHARE", default="0.20")),
    "GUESTS_UNSOLD_SHARE": Decimal(env.str("GUESTS_UNSOLD_SHARE", default="0.50")),
    "GUEST_QUOTE_MOST_KG": env.int("GUEST_QUOTE_MOST_KG", default=20_000),
    "GUEST_NETWORK_MOST_KG": env.int("GUEST_NETWORK_MOST_KG", default=100_000),
    "OPERATOR_USCC": env.str("OPERATOR_USCC", default=""),
    "BANK_ACCOUNT": {
        "name": env.str("BANK_ACCOUNT_NAME", default="深圳中和碳普惠平台（演示）" if DEMO else ""),
        "bank": env.str("BANK_ACCOUNT_BANK", default="演示银行深圳分行" if DEMO else ""),
        "number": env.str("BANK_ACCOUNT_NUMBER", default="0000 1111 2222 3333" if DEMO else ""),
    },
}
if DEMO and STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")):
    raise ImproperlyConfigured("ZHONGHE_DEMO refuses a live Stripe key: unset one of the two.")
if (
    DEMO
    and DATABASES["default"]["HOST"] not in ("", "localhost", "127.0.0.1", "::1")
    and not str(DATABASES["default"]["HOST"]).startswith("/")
):
    raise ImproperlyConfigured("ZHONGHE_DEMO refuses a remote database: unset one of the two.")

LOGGING = configure_logs(json=not DEBUG)
