"""A fixed moment and fixed chance."""

import datetime as dt
import random

import pytest

from gongjian.lib.worktime import SHANGHAI


@pytest.fixture
def now():
    return dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def rng():
    return random.Random(20260305)
