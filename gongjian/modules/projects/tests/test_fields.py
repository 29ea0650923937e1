"""A project field in force stands once in an office, and once among those that all offices share."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

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


@pytest.mark.parametrize("address", ["projects:list", "projects:propose"])
def test_another_offices_fields_are_not_offered(cast: Cast, address: str) -> None:
    ProjectField.objects.create(office=cast.office, name="自家字段", since=SINCE)
    ProjectField.objects.create(office=cast.twin_office, name="隔壁字段", since=SINCE)
    page = cast.client_for(cast.branch_secretary).get(reverse(address)).content.decode()
    assert "自家字段" in page
    assert "隔壁字段" not in page
