"""A questionnaire for calls, criteria for reviews, and a matter under way."""

import datetime as dt

import pytest

from gongjian.core.asking.actions import Asked, keep_questionnaire
from gongjian.core.asking.models import Questionnaire
from gongjian.core.items.models import Item
from gongjian.lib.worktime import SHANGHAI
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def questions(cast: Cast) -> Questionnaire:
    asked = [
        Asked("quality", "scale", "做得怎么样", most=5),
        Asked("again", "choice", "还需要做什么", choices=("不需要", "返工"), required=False),
        Asked("words", "text", "您的话", required=False),
    ]
    return keep_questionnaire(
        cast.office,
        slug="project-call",
        use="call",
        title="项目回访",
        questions=asked,
        by=cast.checker,
        now=NOW,
    )


@pytest.fixture
def criteria(cast: Cast) -> Questionnaire:
    asked = [
        Asked("progress", "scale", "进度", most=10, weight=3),
        Asked("quality", "scale", "质量", most=5, weight=1),
        Asked("remark", "text", "备注", required=False),
    ]
    return keep_questionnaire(
        cast.office, slug="quarter", use="review", title="季度点评", questions=asked, by=cast.checker, now=NOW
    )


@pytest.fixture
def work(cast: Cast) -> Item:
    """A planned task of the city department, under way."""
    return make_item(
        cast,
        kind="task",
        title="加装扶手",
        unit=cast.city_unit,
        handler=cast.head,
        state="running",
        phase="handling",
    )
