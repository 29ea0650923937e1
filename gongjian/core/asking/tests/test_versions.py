"""A version of a questionnaire stands once in an office, and once among those that all offices share."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongjian.core.asking.models import Questionnaire
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shared", [True, False])
def test_a_second_row_of_the_same_version_is_refused(cast: Cast, shared: bool) -> None:
    told = {"office": None if shared else cast.office, "use": "call", "slug": "visits", "title": "回访",
            "since": dt.date(2020, 1, 1), "made_at": timezone.now()}  # fmt: skip
    Questionnaire.objects.create(**told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.objects.create(**told)
    Questionnaire.objects.create(**told, version=2)
