"""The office's own settings for the servers of fault tests: styles and scripts need not be gathered first, and the SQLite
file of a test is opened as an office's own is."""

import os

from gongjian.config.settings import *  # noqa: F403
from gongjian.config.settings import DATABASE_URL, DATABASES, SQLITE, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if DATABASE_URL.startswith("sqlite:///"):
    DATABASES["default"] |= {name: SQLITE[name] for name in ("OPTIONS", "TEST")}
    DATABASES["default"]["OPTIONS"]["timeout"] = int(os.environ.get("GONGJIAN_FAULTS_TIMEOUT", "20"))
