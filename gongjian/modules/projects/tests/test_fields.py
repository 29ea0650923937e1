"""A project field in force stands once in an office, and once among those that all offices share."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gongjian.modules.projects.models import ProjectField
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SINCE = dt.date(2020, 1, 1)


@pytest.mark.parametrize("shared", [True, False])
def test_a_second_field_of_the_same_name_is_refused(cast: Cast, shared: bool) -> None:
    office = None if shared else cast.office
    first = ProjectField.objects.create(office=office, name="照明", since=SINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectField.objects.create(office=office, name="照明", since=SINCE)
    first.until = dt.date(2021, 1, 1)
    first.save()
    ProjectField.objects.create(office=office, name="照明", since=dt.date(2021, 1, 1))
