"""A project from its proposal to its publication, and every refusal on the way."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

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
from gongjian.core.events import emit
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.items.opening import open_item
from gongjian.core.links.actions import link
from gongjian.core.links.models import ITEM, LinkKind
from gongjian.core.links.walking import thread_of
from gongjian.core.manifest import flow_for
from gongjian.core.notices.models import Notice
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.core.people.access import access_of
from gongjian.core.publicity.actions import object_to, publish
from gongjian.core.refusal import Refused
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Evaluation, Method, Milestone, Project
from gongjian.modules.projects.tests.conftest import DAY, NOW, plan_of
from tests.cast import Cast, join
from tests.items import make_item

pytestmark = pytest.mark.django_db


def brought_to(project: Project, cast: Cast, state: str) -> Project:
    """The project moved on by the people who would do it."""
    way = (
        ("approve", cast.secretary, "同意"), ("agree", cast.branch_secretary, ""), ("begin", cast.branch_secretary, ""),
        ("deliver", cast.branch_secretary, "完工"),
    )  # fmt: skip
    if not project.no_agreement_why:
        actions.waive_agreement(project.pk, why="社区自行实施", actor=cast.branch_secretary, now=NOW)
    for number, (move, actor, note) in enumerate(way, start=1):
        project.item.refresh_from_db()
        if project.item.state == state:
            break
        make_move(project.pk, move, actor=actor, now=NOW + number * DAY, note=note)
    project.item.refresh_from_db()
    assert project.item.state == state
    return project


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"orientation": "fashion"}, "orientation"), ({"sponsor": "city_unit"}, "sponsor"), ({"sponsor": "twin"}, "sponsor"),
        ({"end_on": dt.date(2026, 3, 9)}, "end_on"), ({"cost": 10**15}, "cost"), ({"cost": -1}, "cost"),
        ({"difficulty": 6}, "difficulty"), ({"title": " "}, "title"), ({"households": 10**9}, "households"),
    ],
)  # fmt: skip
def test_a_project_that_makes_no_sense_is_refused_at_its_field(
    cast: Cast, changed: dict[str, Any], field: str
) -> None:
    known = {"city_unit": cast.city_unit, "twin": cast.twin.branch}
    told = {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in changed.items()
    }
    with pytest.raises(Refused) as refused:
        actions.propose_project(
            cast.community, plan=plan_of(cast, **told), actor=cast.branch_secretary, now=NOW
        )
    assert refused.value.field == field
    assert not Project.objects.exists()


def test_it_stands_in_the_thread_of_the_report_and_a_stranger_finds_nothing(
    cast: Cast, project: Project, report: Item
) -> None:
    thread = thread_of((ITEM, report.pk), access_of(cast.secretary))
    assert thread is not None
    assert [knot.face.title for knot in thread.later] == ["三个楼院亮灯"]
    page = reverse("projects:detail", args=[project.pk])
    assert cast.client_for(cast.branch_secretary).get(page).status_code == 200
    assert cast.client_for(cast.outsider).get(page).status_code == 404
    with pytest.raises(Refused):
        actions.propose_project(cast.community, plan=plan_of(cast), actor=cast.grid_worker, now=NOW)


def test_whoever_proposed_it_does_not_approve_it(cast: Cast, project: Project) -> None:
    with pytest.raises(Refused):
        make_move(project.pk, "approve", actor=cast.branch_secretary, now=NOW, note="同意")
    with pytest.raises(Refused):
        make_move(project.pk, "refuse", actor=cast.secretary, now=NOW)
    make_move(project.pk, "return", actor=cast.secretary, now=NOW, note="预算不清")
    make_move(project.pk, "resubmit", actor=cast.branch_secretary, now=NOW + DAY, note="补了预算")
    make_move(project.pk, "approve", actor=cast.secretary, now=NOW + DAY, note="同意")


def agreement(cast: Cast, until: dt.date) -> Item:
    item = open_item(
        flow_for("agreement"),
        office=cast.office,
        area=cast.community,
        title="联建协议",
        unit=cast.partner,
        now=NOW,
        actor=cast.secretary,
    )
    made = apps.get_model("network", "Agreement")._default_manager
    made.create(item=item, side=cast.branch, since=dt.date(2026, 1, 1), until=until)
    return item


def test_partners_agree_first_and_no_agreement_ends_before_the_project(cast: Cast, project: Project) -> None:
    make_move(project.pk, "approve", actor=cast.secretary, now=NOW, note="同意")

    def agree() -> None:
        make_move(project.pk, "agree", actor=cast.branch_secretary, now=NOW + DAY)

    with pytest.raises(Refused, match=r"No unit|没有参与单位"):
        agree()
    partner = actions.add_partner(
        project.pk,
        unit=cast.partner,
        gives="两名电工",
        since=NOW.date(),
        actor=cast.branch_secretary,
        now=NOW,
    )
    with pytest.raises(Refused, match=r"takes part already|已经参与"):
        actions.add_partner(
            project.pk,
            unit=cast.partner,
            gives="再来",
            since=NOW.date(),
            actor=cast.branch_secretary,
            now=NOW,
        )
    with pytest.raises(Refused, match=r"No agreement|没有关联协议"):
        agree()
    short = agreement(cast, dt.date(2026, 5, 1))
    tie = link(project.item, to=short, kind=LinkKind.AGREED, by=None, now=NOW)
    with pytest.raises(Refused, match=r"2026-05-01"):
        agree()
    tie.ended_at = NOW
    tie.save()
    link(project.item, to=agreement(cast, dt.date(2026, 12, 31)), kind=LinkKind.AGREED, by=None, now=NOW)
    agree()
    assert partner.unit == cast.partner


def test_a_unit_that_withdraws_in_the_middle_is_shown_and_the_lead_is_told(
    cast: Cast, project: Project
) -> None:
    actions.add_partner(
        project.pk, unit=cast.partner, gives="电工", since=NOW.date(), actor=cast.branch_secretary, now=NOW
    )
    emit(UnitWithdrew(cast.partner, dt.date(2026, 4, 1), "单位搬迁", None))
    row = project.partners.get()
    assert (row.until, row.left_why) == (dt.date(2026, 4, 1), "单位搬迁")
    assert project.item.steps.filter(move="partner_left").exists()
    assert Notice.objects.filter(person=cast.branch_secretary, kind="partner_left").exists()
    page = (
        cast.client_for(cast.branch_secretary)
        .get(reverse("projects:detail", args=[project.pk]))
        .content.decode()
    )
    assert "单位搬迁" in page


def test_it_is_delivered_only_when_nothing_of_the_plan_is_open(cast: Cast, project: Project) -> None:
    step = actions.add_milestone(
        project.pk,
        title="勘察",
        due_on=dt.date(2026, 3, 20),
        unit=cast.city_unit,
        actor=cast.branch_secretary,
        now=NOW,
    )
    brought_to(project, cast, "running")
    with pytest.raises(Refused, match="勘察"):
        make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 5 * DAY, note="完工")
    make_move(step.pk, "submit", actor=cast.head, now=NOW + 5 * DAY, note="勘察完")
    with pytest.raises(Refused):
        make_move(step.pk, "confirm", actor=cast.head, now=NOW + 5 * DAY)
    make_move(step.pk, "confirm", actor=cast.checker, now=NOW + 5 * DAY)
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 6 * DAY, note="完工")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"due_on": dt.date(2026, 7, 1)}, "due_on"),
        ({"title": ""}, "title"),
        ({"unit": "twin"}, "unit"),
        ({"handler": "clerk"}, "handler"),
    ],
)
def test_a_milestone_outside_the_project_is_refused(
    cast: Cast, project: Project, changed: dict[str, Any], field: str
) -> None:
    known = {"twin": cast.twin.branch, "clerk": cast.clerk}
    told: dict[str, Any] = {
        "title": "勘察",
        "due_on": dt.date(2026, 3, 20),
        "actor": cast.branch_secretary,
        "now": NOW,
    }
    told |= {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in changed.items()
    }
    with pytest.raises(Refused) as refused:
        actions.add_milestone(project.pk, **told)
    assert refused.value.field == field
    assert not Milestone.objects.exists()


def judged(cast: Cast, project: Project, outcomes: tuple[str, ...]) -> Evaluation:
    """Announce, deliver, review, draw, ask, and work it out."""
    call = keep_questionnaire(
        cast.office,
        slug="c",
        use="call",
        title="回访",
        by=None,
        now=NOW,
        questions=[Asked("q", "scale", "好吗", required=False)],
    )
    criteria = keep_questionnaire(
        cast.office,
        slug="r",
        use="review",
        title="点评",
        by=None,
        now=NOW,
        questions=[Asked("all", "scale", "总体")],
    )
    brought_to(project, cast, "running")
    sample = commit_sample(
        call, title="回访", size=len(outcomes), item=project.item, by=cast.checker, now=NOW + 5 * DAY
    )
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 6 * DAY, note="完工")
    project.item.refresh_from_db()
    found = open_round(
        cast.office,
        year=2026,
        quarter=1,
        criteria=criteria,
        due_on=dt.date(2026, 3, 31),
        by=cast.secretary,
        now=NOW,
    )
    with pytest.raises(Refused):
        actions.evaluate(project.pk, actor=cast.checker, now=NOW + 7 * DAY)
    hand_in_sheet(found, item=project.item, marks={"all": 8}, reviewer=cast.checker, now=NOW + 7 * DAY)
    with pytest.raises(Refused):
        actions.evaluate(project.pk, actor=cast.checker, now=NOW + 7 * DAY)
    homes = [Entry(f"{n}", f"{n}号楼101") for n in range(len(outcomes))]
    add_respondents(sample, entries=homes, by=cast.checker, now=NOW + 7 * DAY)
    sample = draw_sample(sample, by=cast.checker, now=NOW + 7 * DAY)
    for home, outcome in zip(sample.respondents.drawn(), outcomes, strict=True):
        record_call(home, outcome=outcome, by=cast.checker, now=NOW + 8 * DAY)
    return actions.evaluate(project.pk, actor=cast.checker, now=NOW + 9 * DAY)


def test_the_mark_comes_about_as_the_published_method_says(
    cast: Cast, project: Project, method: Method
) -> None:
    made = judged(cast, project, ("satisfied", "satisfied", "satisfied", "not", "refused"))
    assert (made.site, made.residents, made.answered) == (Decimal(80), Decimal(75), 4)
    assert made.added == Decimal("3.88")  # 1.5 × (2 − 1) + 1 × log10(240)
    assert made.mark == Decimal("80.88")  # 0.4 × 80 + 0.6 × 75 + 3.88
    with pytest.raises(Refused):
        make_move(project.pk, "evaluate", actor=cast.branch_secretary, now=NOW + 10 * DAY)
    make_move(project.pk, "evaluate", actor=cast.checker, now=NOW + 10 * DAY)


def test_unsatisfied_residents_send_it_back_and_are_asked_again(
    cast: Cast, project: Project, method: Method
) -> None:
    made = judged(cast, project, ("not", "not", "partly", "satisfied"))
    assert not made.is_enough
    with pytest.raises(Refused, match=r"37\.50"):
        make_move(project.pk, "evaluate", actor=cast.checker, now=NOW + 10 * DAY)
    assert not project.item.clocks.filter(name="due", stopped_at__isnull=True).exists()
    make_move(project.pk, "improve", actor=cast.checker, now=NOW + 10 * DAY, note="灯太暗")
    project.item.refresh_from_db()
    assert project.item.due_at == project.item.clocks.get(name="due", stopped_at__isnull=True).due_at
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=NOW + 20 * DAY, note="换了亮灯")
    with pytest.raises(Refused, match=r"since it was delivered|交付后"):
        make_move(project.pk, "evaluate", actor=cast.checker, now=NOW + 21 * DAY)


def test_nobody_who_has_a_part_evaluates(cast: Cast, project: Project, method: Method) -> None:
    brought_to(project, cast, "delivered")
    join(cast.checker, unit=cast.branch)
    with pytest.raises(Refused, match=r"part in this project|参与了"):
        actions.evaluate(project.pk, actor=cast.checker, now=NOW + 9 * DAY)


def test_it_closes_when_the_notice_is_over_and_no_objection_is_open(
    cast: Cast, project: Project, method: Method
) -> None:
    judged(cast, project, ("satisfied",) * 4)
    make_move(project.pk, "evaluate", actor=cast.checker, now=NOW + 10 * DAY)

    def close() -> None:
        make_move(project.pk, "publish", actor=cast.secretary, now=NOW + 30 * DAY)

    with pytest.raises(Refused, match=r"public page|公示"):
        close()
    project.item.refresh_from_db()
    shown = publish(project.item, by=cast.secretary, now=NOW + 11 * DAY, notice_days=5)
    taken = object_to(shown, text="还有一个单元没换", now=NOW + 12 * DAY)
    with pytest.raises(Refused, match=r"objection|异议"):
        close()
    Item.objects.filter(pk=taken.item.pk).update(closed_at=NOW + 13 * DAY, state="closed", phase="closed")
    close()
    project.item.refresh_from_db()
    assert (project.item.state, project.item.result) == ("published", "published")


def test_the_branch_secretary_proposes_from_two_reports_by_the_page(
    cast: Cast, report: Item, lighting: Any
) -> None:
    other, client = make_item(cast, title="院里太黑"), cast.client_for(cast.branch_secretary)
    page = client.get(f"{reverse('projects:propose')}?from={report.pk}").content.decode()
    assert report.number in page
    form = {
        "title": "亮灯", "orientation": "urgent_need", "field": lighting.pk, "area": cast.community.pk, "sponsor": cast.branch.pk,
        "origins": f"{report.number}，{other.number}", "start_on": "2026-03-10", "end_on": "2031-06-10", "cost": "1.2万",
        "households": 86, "people": "", "difficulty": 2, "text": "", "public_words": "换灯",
    }  # fmt: skip
    wrong = client.post(reverse("projects:propose"), form | {"origins": "GJ1"})
    assert wrong.status_code == 422
    assert "GJ1" in wrong.content.decode()
    done = client.post(reverse("projects:propose"), form, follow=True)
    made = Project.objects.get()
    assert made.cost == 1_200_000
    assert "亮灯" in done.content.decode()
    for name, told in (
        ("add_milestone", {"title": "勘察", "due_on": "2031-01-20"}),
        ("add_partner", {"unit": cast.partner.pk, "gives": "电工", "since": "2026-03-10"}),
        ("add_to_team", {"post": "网格长", "part": "入户告知"}),
        (
            "change",
            {"orientation": "hard_point", "cost": "800", "households": 90, "people": 1, "difficulty": 3},
        ),
        ("waive", {"why": "自行实施"}),
    ):
        assert client.post(reverse(f"projects:{name}", args=[made.pk]), told).status_code == 302, name
    made.refresh_from_db()
    assert (made.cost, made.orientation, made.people) == (80_000, "hard_point", 1)
    page = client.get(reverse("projects:detail", args=[made.pk])).content.decode()
    for words in ("勘察", "电工", "网格长"):
        assert words in page


def test_a_reviewer_hands_her_sheet_in_on_a_phone_and_the_round_ranks(cast: Cast, project: Project) -> None:
    brought_to(project, cast, "running")
    criteria = keep_questionnaire(
        cast.office,
        slug="r",
        use="review",
        title="点评",
        by=None,
        now=NOW,
        questions=[Asked("all", "scale", "总体")],
    )
    client = cast.client_for(cast.secretary)
    told = {
        "office": cast.office.pk,
        "year": 2026,
        "quarter": 2,
        "criteria": criteria.pk,
        "due_on": "2026-06-30",
    }
    page = client.post(reverse("projects:open_round"), told)
    assert "三个楼院亮灯" in client.get(page["Location"]).content.decode()
    number = int(page["Location"].rstrip("/").rsplit("/", 1)[1])
    address = reverse("projects:sheet", args=[number, project.pk])
    assert client.post(address, {"mark_all": 11}).status_code == 422
    assert client.post(address, {"mark_all": 9, "comment": "看过", "urge": "加快"}).status_code == 302
    assert cast.client_for(cast.branch_secretary).get(address).status_code == 404
    round_page = client.get(reverse("projects:round", args=[number])).content.decode()
    assert "90.00" in round_page
    assert "加快" in client.get(reverse("projects:reviews_of", args=[project.pk])).content.decode()
