"""How residents are asked about a project: from the button on its page over the draw to the mark, and once more after an
improvement; what everybody reads of it."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.asking.actions import (
    Asked,
    Entry,
    add_respondents,
    commit_sample,
    draw_sample,
    hand_in_sheet,
    keep_questionnaire,
    open_round,
    record_call,
)
from gongjian.core.asking.models import Questionnaire, Sample
from gongjian.core.asking.policy import is_judged
from gongjian.core.items.actions import make_move
from gongjian.core.publicity.actions import publish
from gongjian.core.refusal import Refused
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Evaluation, Method, Project
from gongjian.modules.projects.tests.conftest import DAY, NOW
from gongjian.modules.projects.tests.test_projects import brought_to
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOMES = [Entry(f"{n}", f"{n}号楼101", f"1380000{n:04}") for n in range(1, 13)]


@pytest.fixture
def call(cast: Cast) -> Questionnaire:
    questions = [Asked("q", "scale", "好吗", required=False)]
    return keep_questionnaire(
        cast.office, slug="c", use="call", title="回访", by=None, now=NOW, questions=questions
    )


def reviewed(cast: Cast, project: Project) -> None:
    questions = [Asked("all", "scale", "总体")]
    criteria = keep_questionnaire(
        cast.office, slug="r", use="review", title="点评", by=None, now=NOW, questions=questions
    )
    found = open_round(
        cast.office, year=2026, quarter=1, criteria=criteria, due_on=dt.date(2026, 3, 31), by=cast.secretary, now=NOW
    )  # fmt: skip
    hand_in_sheet(found, item=project.item, marks={"all": 8}, reviewer=cast.checker, now=NOW + 7 * DAY)


def asked(cast: Cast, sample: Sample, outcome: str, *, now: dt.datetime) -> Sample:
    """Listed, drawn, and everybody says the same."""
    add_respondents(sample, entries=HOMES, by=cast.checker, now=now)
    drawn = draw_sample(sample, by=cast.checker, now=now)
    for home in drawn.respondents.drawn():
        record_call(home, outcome=outcome, by=cast.dispatcher, now=now)
    return drawn


def page_of(cast: Cast, project: Project, who: Any) -> Any:
    return cast.client_for(who).get(reverse("projects:detail", args=[project.pk]))


def test_a_project_page_leads_to_the_announcement_and_shows_the_draw(
    cast: Cast, project: Project, call: Questionnaire
) -> None:
    brought_to(project, cast, "running")
    announce = f"{reverse('asking:announce')}?item={project.pk}"
    page = page_of(cast, project, cast.checker).content.decode()
    assert announce in page
    assert "提交之后就来不及了" in page
    assert announce not in page_of(cast, project, cast.branch_secretary).content.decode()
    told = {"questionnaire": call.pk, "title": "亮灯满意度", "size": 4, "tries": 3}
    assert cast.client_for(cast.checker).post(announce, told).status_code == 302
    page = page_of(cast, project, cast.checker).content.decode()
    assert announce not in page
    assert "亮灯满意度" in page
    assert "亮灯满意度" in page_of(cast, project, cast.branch_secretary).content.decode()


def test_without_an_announced_draw_the_page_of_a_delivered_project_says_what_to_do(
    cast: Cast, project: Project, call: Questionnaire
) -> None:
    brought_to(project, cast, "delivered")
    assert "退回改进" in page_of(cast, project, cast.checker).content.decode()
    answer = cast.client_for(cast.checker).post(
        f"{reverse('asking:announce')}?item={project.pk}",
        {"questionnaire": call.pk, "title": "晚了", "size": 4, "tries": 3},
    )
    assert answer.status_code == 422
    assert "工作已经提交" in answer.content.decode()
    assert not Sample.objects.exists()


def test_unsatisfied_residents_are_asked_again_after_the_improvement(
    cast: Cast, project: Project, method: Method, call: Questionnaire
) -> None:
    brought_to(project, cast, "running")
    told: dict[str, Any] = {"size": 4, "item": project.item, "by": cast.checker}
    first = commit_sample(call, title="第一次", now=NOW + 5 * DAY, **told)
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 6 * DAY, note="完工")
    project.item.refresh_from_db()
    reviewed(cast, project)
    asked(cast, first, "not", now=NOW + 8 * DAY)
    assert not actions.evaluate(project.pk, actor=cast.checker, now=NOW + 9 * DAY).is_enough
    make_move(project.pk, "improve", actor=cast.checker, now=NOW + 10 * DAY, note="灯太暗")
    client = cast.client_for(cast.checker)
    again = client.get(reverse("asking:draw", args=[first.pk])).context["again_url"]
    assert client.get(again).status_code == 200
    second = commit_sample(call, title="第二次", now=NOW + 11 * DAY, **told)
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 20 * DAY, note="换了亮灯")
    with pytest.raises(Refused, match=r"not asked|没有回访|尚未"):
        actions.evaluate(project.pk, actor=cast.checker, now=NOW + 21 * DAY)
    asked(cast, second, "satisfied", now=NOW + 22 * DAY)
    made = actions.evaluate(project.pk, actor=cast.checker, now=NOW + 23 * DAY)
    assert (made.sample, made.is_enough) == (second, True)
    assert Evaluation.objects.count() == 2


def test_whoever_takes_the_evaluation_over_has_no_part_but_whoever_handed_it_in_has(
    cast: Cast, project: Project, method: Method, call: Questionnaire
) -> None:
    brought_to(project, cast, "running")
    sample = commit_sample(call, title="", size=4, item=project.item, by=cast.checker, now=NOW + 5 * DAY)
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 6 * DAY, note="完工")
    project.item.refresh_from_db()
    reviewed(cast, project)
    asked(cast, sample, "satisfied", now=NOW + 8 * DAY)
    actions.evaluate(project.pk, actor=cast.checker, now=NOW + 9 * DAY)
    make_move(project.pk, "evaluate", actor=cast.checker, now=NOW + 10 * DAY)
    project.item.refresh_from_db()
    assert project.item.submitted_by == cast.checker
    assert not is_judged(project.item, cast.checker)
    assert is_judged(project.item, cast.branch_secretary)


def test_everybody_reads_how_was_drawn_and_nobody_who(
    cast: Cast, project: Project, method: Method, call: Questionnaire
) -> None:
    brought_to(project, cast, "running")
    sample = commit_sample(call, title="亮灯", size=4, item=project.item, by=cast.checker, now=NOW + 5 * DAY)
    public, address = cast.client_for(None), reverse("public_draws:draw", args=[sample.uid])
    assert public.get(address).status_code == 404
    shown = publish(project.item, by=cast.secretary, now=timezone.now(), notice_days=7)
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 6 * DAY, note="完工")
    add_respondents(sample, entries=HOMES, by=cast.checker, now=NOW + 7 * DAY)
    sample = draw_sample(sample, by=cast.checker, now=NOW + 7 * DAY)
    page = public.get(address).content.decode()
    assert sample.commitment in page
    assert sample.seed not in page
    for home in sample.respondents.drawn():
        record_call(home, outcome="satisfied", by=cast.dispatcher, now=NOW + 8 * DAY)
    answer = public.get(address)
    page = answer.content.decode()
    assert sample.seed in page
    assert answer.context["repeated"].holds
    assert len(answer.context["repeated"].positions) == 4
    assert "号楼101" not in page
    assert "100.0%" in public.get(reverse("public:page", args=[shown.uid])).content.decode()
