"""Whatever a program sends to an operation of the API, it gets an answer that the description announces, and no failure."""

import datetime as dt
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, settings

from gongjian.api.app import api
from gongjian.core.people.actions import make_token
from gongjian.core.people.roles import Role
from tests.cast import Cast, give, join, make_person

EXAMPLES = 12
schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = get_wsgi_application()
schema.config.phases.coverage.unexpected_methods = (
    set()
)  # a method that the address does not have is Django's own 405
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
]


@pytest.fixture
def bearer(cast: Cast) -> str:
    """Somebody who holds every role of the office, by a token."""
    person = make_person("众岗", username="everything", office=cast.home.office)
    for role in Role:
        if role not in (Role.ADMINISTRATOR, Role.RESIDENT):
            give(person, role=role, area=cast.home.office)
    join(person, unit=cast.home.city_unit, is_head=True)
    until = timezone.localdate() + dt.timedelta(days=1)
    _token, text = make_token(person, name="contract", reach="write", expires_on=until, now=timezone.now())
    return text


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
def test_every_operation_answers_as_it_says(case: Any, bearer: str) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {bearer}"})
    case.validate_response(answer, checks=CHECKS)
