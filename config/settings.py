"""The one settings file. Everything that differs between machines comes from the environment.

Without any of it the project runs on SQLite with files on disk (a development site). With
``DEBUG=false`` it refuses to start half-configured: see ``REQUIRED_IN_PRODUCTION``.
"""

import secrets
from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=True)
REQUIRED_IN_PRODUCTION = [
    "SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "MAIL_FROM",
    "AUTHORITY_NAME", "LETTER_TEAM", "LETTER_ADDRESS", "LETTER_PHONE", "LETTER_EMAIL",
]  # fmt: skip
missing = [name for name in REQUIRED_IN_PRODUCTION if not env.str(name, default="")]
if not DEBUG and missing:
    raise ImproperlyConfigured(
        f"With DEBUG off these must be set in the environment, and are not: {', '.join(missing)}."
    )

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def development_key() -> str:
    """A key of this machine's own, made on first start and kept."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or development_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "workflows",  # before the library whose command workflow_timers it replaces
    "viewflow",
    "viewflow.workflow",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "record",
    "schools",
    "people",
    "evaluation",
    "concern_cases",
    "support",
    "meetings",
    "letters",
    "web",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "record.middleware.ActorMiddleware",
    "record.middleware.PdfMiddleware",
    "people.middleware.PrivatePagesMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
            ],
        },
    },
]
FORM_RENDERER = "web.forms.GovukFormRenderer"
# All objectives of a plan are sent at once where no scripts run: twelve, each with 60 rows of three kinds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- Databases. SQLite needs immediate transactions to be safe with several writers, and
# recursive triggers so that INSERT OR REPLACE can't pass the guards of the event log.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # it breaks the flow lock's retry
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL", default=8),
        "timeout": 10,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and access
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "people.backends.SignInBackend",
    "people.backends.ScopeBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None
GUARDIAN_GET_INIT_ANONYMOUS_USER = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is verified by the invitation that was sent to it
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
SIGN_IN_LINK_MINUTES = env.int("SIGN_IN_LINK_MINUTES", default=30)  # how long a link from an e-mail works
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # an hour is an hour, whoever keeps trying
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "people.sign_in.address_of"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_SECONDS", default=2 * 60 * 60)
SESSION_SAVE_EVERY_REQUEST = True  # the age above is idle time
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 60 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = False

# --- History
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_ENABLED = True

# --- Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)

# --- Mail. Nothing calls the mail server but the outbox.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 30
MAIL_FROM = env.str("MAIL_FROM", default="Schools of Concern <schools-of-concern@wyvenshire.example>")
DEFAULT_FROM_EMAIL = MAIL_FROM
MESSAGE_ID_DOMAIN = parseaddr(MAIL_FROM)[1].partition("@")[2] or "localhost"

# --- The outbox: topic → the function that delivers it, and whether it may simply be done again
# after an interruption. A mail may not: nobody knows whether it left.
OUTBOX_TOPICS = {
    "mail": {"deliver": "record.mail.deliver", "repeatable": False},
    "letters.render": {"deliver": "workflows.letters.jobs.render_letter", "repeatable": True},
    "letters.notice": {"deliver": "workflows.letters.jobs.make_paper_notice", "repeatable": True},
    "letters.authorise_october": {"deliver": "workflows.letters.jobs.authorise_october", "repeatable": True},
    "meetings.plan_term": {"deliver": "meetings.plan_jobs.plan_term", "repeatable": True},
    "meetings.circulate": {"deliver": "workflows.jobs.circulate_minutes", "repeatable": True},
    "meetings.amend": {"deliver": "workflows.jobs.circulate_amendment", "repeatable": True},
    "strategy.compile": {"deliver": "workflows.strategy.jobs.compile_wanted_packs", "repeatable": True},
    "strategy.circulate": {"deliver": "workflows.strategy.jobs.circulate_wanted_packs", "repeatable": True},
    "meetings.make_packs": {"deliver": "meetings.jobs.make_packs", "repeatable": True},
    "meetings.announce_additions": {"deliver": "meetings.jobs.announce_additions", "repeatable": True},
    "meetings.make_pack": {"deliver": "meetings.jobs.make_pack", "repeatable": True},
}
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=120)
OUTBOX_MAX_TRIES = 8
WORKER_PAUSE_SECONDS = env.float("WORKER_PAUSE_SECONDS", default=1.0)
# The worker's other duties, called in turn by the loop: each returns how much it did.
WORKER_DUTIES = [
    "record.outbox.deliver_waiting",
    "workflows.triggers.serve_triggers",
    "concern_cases.services.plan_rewriting.ask_for_rewriting",
    "workflows.services.plans.begin_missing_drafts",
    "workflows.services.plans.carry_plans_into_cases",
    "support.services.continuing.bring_support_left_behind",
    "workflows.timers.fire_due_timers",
    "workflows.reviews.duties.keep_reviews_going",
    "workflows.services.strategy.keep_strategy_agendas",
    "workflows.strategy.jobs.finish_compiled_packs",
    "people.services.shares.end_contradicted_shares",
    "letters.services.governing.end_outdated_delegations",
    "meetings.services.replanning.plan_again_after_changes",
    "meetings.services.paper_reminders.ask_for_papers",
    "meetings.services.answer_reminders.ask_for_answers",
    "meetings.services.criteria.count_each_month",
    "support.services.reminders.remind_who_answers",
    "letters.kinds.waiting.remind_who_agrees",
    "web.digest.send_digests",
]
DIGEST_WEEKDAY = 0  # Monday
DIGEST_HOUR = 7

# --- Celery, only when there is a broker
CELERY_BROKER_URL = env.str("BROKER_URL", default="")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ALWAYS_EAGER = False

# --- The authority that runs this copy
SITE_NOTE = env.str("SITE_NOTE", default="")
AUTHORITY_NAME = env.str("AUTHORITY_NAME", default="Wyvenshire County Council")
LETTER_TEAM = env.str("LETTER_TEAM", default="Children’s Services, School Improvement")
LETTER_ADDRESS = env.str(
    "LETTER_ADDRESS", multiline=True, default="County Hall\nMarket Street\nWYVENFORD\nWY1 1AA"
)
LETTER_PHONE = env.str("LETTER_PHONE", default="01632 960 000")
LETTER_EMAIL = env.str("LETTER_EMAIL", default="school.improvement@wyvenshire.example")
LETTER_POST_DAYS = env.int("LETTER_POST_DAYS", default=2)  # working days until it counts as given
LETTER_QUESTION_DAYS = env.int("LETTER_QUESTION_DAYS", default=3)  # working days until one is answered
LETTER_MAIL_MAX_BYTES = env.int("LETTER_MAIL_MAX_BYTES", default=10 * 1024 * 1024)  # of its enclosures
LETTER_ATTACH_PDF = env.bool("LETTER_ATTACH_PDF", default=False)  # mails carry a link; a file leaves the site

# --- Browser rules
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=SITE_URL.startswith("https://"))
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # guardian's own backend is replaced by ScopeBackend

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
