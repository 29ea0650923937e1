"""Settings of a test run: its own home folder and database, so that a test never meets an office's data."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "GONGJIAN_TEST_HOME" not in os.environ:  # worker processes of one run share the folder of the first
    os.environ["GONGJIAN_TEST_HOME"] = tempfile.mkdtemp(prefix="gongjian-test-")
    atexit.register(shutil.rmtree, os.environ["GONGJIAN_TEST_HOME"], ignore_errors=True)
os.environ["GONGJIAN_HOME"] = os.environ["GONGJIAN_TEST_HOME"]

from gongjian.config.settings import *  # noqa: F403
from gongjian.config.settings import DATABASES, HOME, STORAGES

# Runs side by side must not meet in one database; the folder's name is the run's own.
_run = Path(HOME).name.replace("-", "_")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_{_run}"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
(HOME / "static").mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
