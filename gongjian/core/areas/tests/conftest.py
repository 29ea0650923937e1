"""A fixed moment and fixed chance."""

import datetime as dt
import random

import pytest
from django.utils import timezone


@pytest.fixture
def now():
    return timezone.make_aware(dt.datetime(2026, 3, 5, 9, 0))


@pytest.fixture
def rng():
    return random.Random(20260305)
