"""Settings: everything an office may change comes from the environment; all state lives in GONGJIAN_HOME."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gongjian.config.modules import MODULES

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("GONGJIAN_HOME") or ROOT / "var").resolve()
KEYS = HOME / "keys"
DEBUG = os.environ.get("GONGJIAN_DEBUG") == "1"
HTTPS = os.environ.get("GONGJIAN_HTTPS") == "1"


def _kept_secret(name: str) -> str:
    """Read a secret from its own file in the home folder, making it on first use, readable by the owner only."""
    path = KEYS / name
    if not path.exists():
        KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = KEYS / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


SECRET_KEY = os.environ.get("GONGJIAN_SECRET") or _kept_secret("session")
ALLOWED_HOSTS = os.environ.get("GONGJIAN_HOSTS", "127.0.0.1,localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

CORE = ["areas", "orgs", "people", "factors", "sso", "once", "trail", "invites", "clock", "items", "links", "asking", "publicity",
        "files", "privacy", "notices", "search", "ledgers", "bulk", "looks", "fields", "intake",
        "papers", "measures", "jobs", "backup", "feeds"]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    *[f"gongjian.core.{name}" for name in CORE],
    "gongjian.web",
    *[f"gongjian.modules.{name}" for name in MODULES],
]
MIDDLEWARE = [
    "gongjian.web.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gongjian.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongjian.core.people.middleware.AccessMiddleware",
]
ROOT_URLCONF = "gongjian.config.urls"
WSGI_APPLICATION = "gongjian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "gongjian.web.context_processors.frame",
            ],
            "builtins": ["gongjian.web.templatetags.gongjian", "django.templatetags.i18n"],
        },
    }
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / "gongjian.sqlite3",
    "TEST": {"NAME": HOME / "test.sqlite3"},  # a file, so that tests meet the locks that an office meets
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
}
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL) if DATABASE_URL else SQLITE}
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # A server that does not even refuse is waited for this long, then the page says so
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # A pooler that gives every transaction another connection keeps nothing between two of them
    pooler = os.environ.get("GONGJIAN_POOLER") == "1"
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = None if pooler else 2  # see `core/planned`
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = pooler
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["gongjian.core.people.backend.Door"]
SESSION_ENGINE = "gongjian.core.people.session_store"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "items:inbox"
LOGOUT_REDIRECT_URL = "people:sign_in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = HOME / "files"
FILES_OFFICE_BYTES = int(os.environ.get("GONGJIAN_FILES_GB", "50")) * 1024**3  # what one office may keep
FILES_ITEM_BYTES = 2 * 1024**3
# Backups: where to, a second folder on another disk (empty: none), and the time of day
BACKUP_FOLDER = Path(os.environ.get("GONGJIAN_BACKUPS") or HOME / "backups")
BACKUP_COPY = os.environ.get("GONGJIAN_BACKUPS_COPY", "")
BACKUP_AT = os.environ.get("GONGJIAN_BACKUPS_AT") or "02:30"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# URL template of an office's own tile server; empty draws outlines only
MAP_TILES = os.environ.get("GONGJIAN_TILES", "")

# The address under which people reach the product, for links in messages; empty: messages carry no links
SITE = os.environ.get("GONGJIAN_SITE", "").rstrip("/")
# E-mail: without a host none is sent
EMAIL_HOST = os.environ.get("GONGJIAN_SMTP_HOST", "")
EMAIL_SECURITY = os.environ.get("GONGJIAN_SMTP_SECURITY", "tls")  # tls, starttls or none
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_SECURITY == "tls", EMAIL_SECURITY == "starttls"
EMAIL_PORT = int(
    os.environ.get("GONGJIAN_SMTP_PORT") or {"tls": 465, "starttls": 587}.get(EMAIL_SECURITY, 25)
)
EMAIL_HOST_USER = os.environ.get("GONGJIAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GONGJIAN_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("GONGJIAN_SMTP_FROM", "") or EMAIL_HOST_USER
# "host:port" of group robots in the own network; all others must be public https addresses
ROBOT_HOSTS = [one for one in os.environ.get("GONGJIAN_ROBOT_HOSTS", "").split(",") if one]
# "host:port" of Open311 servers, and of pictures, in the own network; all others must be public
OPEN311_HOSTS = [one for one in os.environ.get("GONGJIAN_OPEN311_HOSTS", "").split(",") if one]
# Single sign-on, each way only where it is set up; "host:port" of providers in the own network
SSO_HOSTS = [one for one in os.environ.get("GONGJIAN_SSO_HOSTS", "").split(",") if one]
OIDC_ISSUER = os.environ.get("GONGJIAN_OIDC_ISSUER", "")
OIDC_CLIENT = os.environ.get("GONGJIAN_OIDC_CLIENT", "")
OIDC_SECRET = os.environ.get("GONGJIAN_OIDC_SECRET", "")
OIDC_NAME = os.environ.get("GONGJIAN_OIDC_NAME", "") or "OpenID"
WECOM_CORP = os.environ.get("GONGJIAN_WECOM_CORP", "")
WECOM_AGENT = os.environ.get("GONGJIAN_WECOM_AGENT", "")
WECOM_SECRET = os.environ.get("GONGJIAN_WECOM_SECRET", "")
WECOM_DOOR = os.environ.get("GONGJIAN_WECOM_DOOR", "https://login.work.weixin.qq.com").rstrip("/")
WECOM_API = os.environ.get("GONGJIAN_WECOM_API", "https://qyapi.weixin.qq.com").rstrip("/")
DINGTALK_CLIENT = os.environ.get("GONGJIAN_DINGTALK_CLIENT", "")
DINGTALK_SECRET = os.environ.get("GONGJIAN_DINGTALK_SECRET", "")
DINGTALK_DOOR = os.environ.get("GONGJIAN_DINGTALK_DOOR", "https://login.dingtalk.com").rstrip("/")
DINGTALK_API = os.environ.get("GONGJIAN_DINGTALK_API", "https://api.dingtalk.com").rstrip("/")
FEISHU_APP = os.environ.get("GONGJIAN_FEISHU_APP", "")
FEISHU_SECRET = os.environ.get("GONGJIAN_FEISHU_SECRET", "")
FEISHU_DOOR = os.environ.get("GONGJIAN_FEISHU_DOOR", "https://accounts.feishu.cn").rstrip("/")
FEISHU_API = os.environ.get("GONGJIAN_FEISHU_API", "https://open.feishu.cn").rstrip("/")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gongjian.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# How to trust an own certificate must be readable before it is trusted
SECURE_REDIRECT_EXEMPT = [r"^trust/", r"^static/", r"^looks/$"]
if HTTPS:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"private": {"()": "gongjian.config.logs.HidePrivateLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["private"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gongjian": {"level": "INFO"}},
}
