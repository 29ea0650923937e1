"""A type, a lecturer of the partner unit, and her service with one session a month."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gongjian.modules.experts import actions
from gongjian.modules.experts.actions.cataloguing import ServiceFacts
from gongjian.modules.experts.actions.ordering import Wanted
from gongjian.modules.experts.actions.registering import ExpertFacts
from gongjian.modules.experts.models import Expert, ExpertService, ServiceOrder, ServiceType
from tests.cast import Cast

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NEXT_MONTH = (TODAY.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def at(day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """An hour of a day of the next month."""
    moment = dt.datetime.combine(NEXT_MONTH.replace(day=day), dt.time(hour, minute))
    return timezone.make_aware(moment)


@pytest.fixture
def type(cast: Cast) -> ServiceType:
    return actions.add_type(
        cast.office, name="党课辅导", since=dt.date(2026, 1, 1), actor=cast.secretary, now=NOW
    )


@pytest.fixture
def lecturer(cast: Cast) -> Expert:
    said = ExpertFacts(
        name="顾维民",
        post="教授",
        fields="基层治理",
        is_lecturer=True,
        topics="从枫桥经验学起",
        contact="顾老师 13800138000",
    )
    return actions.add_expert(cast.partner, facts=said, actor=cast.partner_contact, now=NOW)


@pytest.fixture
def facts(type: ServiceType) -> dict[str, Any]:
    return {
        "title": "专题党课",
        "type": type,
        "minutes": 90,
        "capacity": 2,
        "gives": "理论加案例。",
        "audience": "党支部",
    }


@pytest.fixture
def service(cast: Cast, facts: dict[str, Any], lecturer: Expert) -> ExpertService:
    told = ServiceFacts(**facts, expert=lecturer)
    return actions.add_service(cast.partner, facts=told, actor=cast.partner_contact, now=NOW)


def place(cast: Cast, service: ExpertService, **more: Any) -> ServiceOrder:
    """The clerk orders it for her committee, on the tenth of the next month unless said."""
    given = {"starts_at": at(10), "audience": "党员", "people": 30, "place": "党群服务中心"} | more
    actor, orderer = given.pop("actor", cast.clerk), given.pop("orderer", cast.committee)
    source = given.pop("comes_from", None)
    return actions.place_order(
        service.pk, orderer=orderer, wanted=Wanted(**given), actor=actor, now=NOW, comes_from=source
    )


@pytest.fixture
def order(cast: Cast, service: ExpertService) -> ServiceOrder:
    return place(cast, service)
