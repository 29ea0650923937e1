"""A dispatcher acts on many reports at once: chosen, shown beforehand, done once, taken back."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongjian.core.bulk import actions
from gongjian.core.bulk.actions import begin_run, begin_undo, counts_of, fill_in, forget_runs, start_run
from gongjian.core.bulk.models import BulkRow, BulkRun, RowState, RunState
from gongjian.core.bulk.offer import act_named, acts_for
from gongjian.core.bulk.preview import Preview, preview_of
from gongjian.core.items.models import Item
from gongjian.core.jobs.tasks import cancel, run_tasks
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports import actions as reports
from gongjian.modules.reports.ledgers import REPORTS
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.conformance.growing import grow
from tests.journeys.scene import Scene

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return Scene(cast, now=timezone.now() - MINUTE)


@pytest.fixture
def many(scene: Scene) -> list[Report]:
    """Four new reports and one that is dispatched already."""
    return [*(scene.reported(text=f"第{n}处井盖破了") for n in range(4)), scene.dispatched()]


def ask(person: Person, query: str = "") -> Question:
    return read_question(
        REPORTS, QueryDict(query), Asked(access_of(person), REPORTS.permission, timezone.now())
    )


def begin(
    person: Person, name: str = "move-dispatch", *, query: str = "", rows: list[Any] | None = None
) -> BulkRun:
    act = act_named(REPORTS, name)
    assert act is not None
    keys = None if rows is None else [str(row.pk) for row in rows]
    return begin_run(ask(person, query), act, rows=keys, actor=person, now=timezone.now())


def filled(run: BulkRun, **data: Any) -> BulkRun:
    act = actions.act_of(run)
    assert act is not None
    return fill_in(run.pk, act, data={name: str(value) for name, value in data.items()})


def shown(run: BulkRun) -> Preview:
    act = actions.act_of(run)
    assert act is not None
    return preview_of(run, act, access_of(run.person))


def states(run: BulkRun) -> dict[str, int]:
    return {state: number for state, number in counts_of(run).items() if number}


def dispatched(cast: Cast) -> BulkRun:
    run = filled(begin(cast.dispatcher), unit=cast.city_unit.pk)
    return start_run(run.pk, actor=cast.dispatcher, now=timezone.now())


def test_she_sees_beforehand_what_will_be_refused_and_why(
    cast: Cast, scene: Scene, many: list[Report]
) -> None:
    run = begin(cast.dispatcher)
    preview = shown(filled(run, unit=cast.city_unit.pk))
    assert (preview.ready, preview.refused) == (4, 1)
    line = preview.lines[0]
    assert line.item is not None and line.item.pk == many[4].pk
    with pytest.raises(Refused) as alone:
        reports.sort_report(many[4].pk, category=scene.roads, unit=cast.city_unit, actor=cast.dispatcher,
                            now=timezone.now())  # fmt: skip
    assert line.reason == str(alone.value.reason)


def test_all_that_match_are_dispatched_and_the_rest_says_why(cast: Cast, many: list[Report]) -> None:
    run = dispatched(cast)
    assert run.state == RunState.DONE
    assert states(run) == {RowState.DONE: 4, RowState.REFUSED: 1}
    assert {report.item.state for report in Report.objects.select_related("item")} == {"dispatched"}
    assert "待签收" in run.rows.get(state=RowState.REFUSED).reason
    row = TrailRow.objects.get(action="bulk.run")
    assert (row.changes["accepted"], row.changes["refused"]) == (4, 1)
    assert TrailRow.objects.filter(action="reports.dispatch").count() == 5


def test_what_was_shown_is_what_is_done(cast: Cast, scene: Scene, many: list[Report]) -> None:
    """Whatever comes meanwhile stays out; what somebody else did meanwhile is refused, not done twice."""
    run = filled(begin(cast.dispatcher, query="state=new"), unit=cast.city_unit.pk)
    late = scene.reported(text="刚来的一件")
    other, at = cast.community_unit, timezone.now()
    reports.sort_report(many[0].pk, category=scene.roads, unit=other, actor=cast.dispatcher, now=at)
    run = start_run(run.pk, actor=cast.dispatcher, now=timezone.now())
    assert states(run) == {RowState.DONE: 3, RowState.REFUSED: 1}
    assert scene.item(late.pk).state == "new"
    assert scene.item(many[0].pk).unit == other


def test_only_ticked_rows_are_taken_and_never_another_offices(cast: Cast, many: list[Report]) -> None:
    foreign = reports.report_publicly(
        reports.Told(area=cast.twin_community, text="外街道的事"), now=timezone.now()
    )
    run = begin(cast.dispatcher, rows=[many[1], many[2], foreign])
    assert set(run.rows.values_list("item_id", flat=True)) == {many[1].pk, many[2].pk}
    with pytest.raises(Refused):
        begin(cast.dispatcher, rows=[foreign])
    with pytest.raises(Refused):
        begin(cast.dispatcher, rows=[])


def test_more_than_ten_thousand_are_refused_in_words(
    cast: Cast, many: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST", 4)
    with pytest.raises(Refused, match="10,000"):
        begin(cast.dispatcher)
    assert not BulkRun.objects.exists()


def test_a_checker_is_refused_row_by_row_what_she_did_herself(cast: Cast, scene: Scene) -> None:
    from tests.cast import give

    give(cast.head, role="checker", area=cast.office)
    own = scene.checking()
    preview = shown(filled(begin(cast.head, "move-check_pass"), result="fixed", public_note="修好了。"))
    assert preview.ready == 0 and "别人" in preview.lines[0].reason
    preview = shown(filled(begin(cast.checker, "move-check_pass"), result="fixed", public_note="修好了。"))
    assert preview.ready == 1 and scene.item(own.pk).state == "checking"


def test_an_open_urging_keeps_one_from_closing(cast: Cast, scene: Scene) -> None:
    from gongjian.core.items import side

    urged, free = scene.checking(), scene.checking()
    side.urge(urged.pk, actor=cast.secretary, text="请今天答复", now=timezone.now())
    run = filled(begin(cast.checker, "move-check_pass"), result="fixed", public_note="修好了。")
    assert shown(run).refused == 1
    run = start_run(run.pk, actor=cast.checker, now=timezone.now())
    assert states(run) == {RowState.DONE: 1, RowState.REFUSED: 1}
    assert scene.item(free.pk).state == "closed"


def test_moves_that_need_a_picture_or_another_report_are_not_offered(cast: Cast) -> None:
    from gongjian.core.bulk.act import why_single

    names = {act.name for act in acts_for(REPORTS, access_of(cast.dispatcher))}
    assert "move-dispatch" in names and not names & {"move-merge", "move-fix_at_once", "move-hand_over"}
    reasons = " ".join(why_single(REPORTS.flow, access_of(cast.grid_worker)))  # type: ignore[arg-type]
    assert "立行立改" in reasons and "照片" in reasons
    new_only = {act.name for act in acts_for(REPORTS, access_of(cast.dispatcher), states=["new"])}
    assert "move-back_to_desk" in names and "move-back_to_desk" not in new_only


def test_a_task_without_the_proof_that_is_asked_for_is_named_beforehand(cast: Cast, scene: Scene) -> None:
    from gongjian.core.bulk.actions import begin_run as begin_any
    from gongjian.modules.workplan.ledgers import TASKS

    plan = scene.plan()
    scene.task(plan)
    act = act_named(TASKS, "move-submit")
    assert act is not None
    question = read_question(
        TASKS, QueryDict(), Asked(access_of(cast.head), TASKS.permission, timezone.now())
    )
    run = filled(begin_any(question, act, rows=None, actor=cast.head, now=timezone.now()), note="做完了")
    assert shown(run).refused == 1
    run = start_run(run.pk, actor=cast.head, now=timezone.now())
    assert run.rows.get().reason == shown_reason(run)


def shown_reason(run: BulkRun) -> str:
    act = actions.act_of(run)
    assert act is not None
    items = list(Item.objects.filter(pk__in=run.rows.values("item")))
    reasons = act.check(items, {"note": "x"}, access=access_of(run.person), known=True)
    return str(reasons[items[0].pk].reason)


def test_a_number_in_the_note_is_kept_masked(cast: Cast, many: list[Report]) -> None:
    run = filled(begin(cast.dispatcher), unit=cast.city_unit.pk, note="请联系13900139000")
    assert "13900139000" not in str(BulkRun.objects.values_list("given").get(pk=run.pk))


def test_a_phone_number_searched_for_is_not_kept(cast: Cast, many: list[Report]) -> None:
    run = begin(cast.dispatcher, query="q=13900139000", rows=[many[0]])
    assert "13900139000" not in f"{run.question} {run.words}"


def test_everything_is_taken_back_and_what_was_touched_stays(
    cast: Cast, scene: Scene, many: list[Report]
) -> None:
    from gongjian.core.items.actions import make_move

    run = dispatched(cast)
    make_move(many[0].pk, "accept", actor=cast.head, now=timezone.now())
    undo = begin_undo(run.pk, actor=cast.dispatcher, now=timezone.now())
    preview = shown(undo)
    assert (preview.ready, preview.refused) == (3, 1)
    undo = start_run(undo.pk, actor=cast.dispatcher, now=timezone.now())
    assert states(undo) == {RowState.DONE: 3, RowState.REFUSED: 1}
    assert [scene.item(one.pk).state for one in many] == ["handling", "new", "new", "new", "dispatched"]
    assert states(run) == {RowState.DONE: 1, RowState.UNDONE: 3, RowState.REFUSED: 1}
    with pytest.raises(Refused):
        start_run(begin_undo(undo.pk, actor=cast.dispatcher, now=timezone.now()).pk, actor=cast.dispatcher,
                  now=timezone.now())  # fmt: skip


def test_after_half_an_hour_nothing_is_taken_back(cast: Cast, many: list[Report], monkeypatch: Any) -> None:
    run = dispatched(cast)
    undo = begin_undo(run.pk, actor=cast.dispatcher, now=timezone.now())
    undo = start_run(undo.pk, actor=cast.dispatcher, now=timezone.now() + 31 * MINUTE)
    assert states(undo) == {RowState.REFUSED: 4}
    assert "半小时" in undo.rows.all()[0].reason


def test_a_category_is_corrected_for_many_and_given_back(cast: Cast, scene: Scene) -> None:
    water = reports.save_category(
        office=cast.office,
        code="water",
        name="供水",
        lead_unit=cast.city_unit,
        actor=None,
        now=timezone.now(),
    )
    sorted_one, none_yet = scene.dispatched(), scene.reported()
    run = filled(begin(cast.dispatcher, "category"), category=water.pk)
    run = start_run(run.pk, actor=cast.dispatcher, now=timezone.now())
    assert states(run) == {RowState.DONE: 2}
    undo = begin_undo(run.pk, actor=cast.dispatcher, now=timezone.now())
    undo = start_run(undo.pk, actor=cast.dispatcher, now=timezone.now())
    assert states(undo) == {RowState.DONE: 1, RowState.REFUSED: 1}
    assert Report.objects.get(pk=sorted_one.pk).category == scene.roads
    assert Report.objects.get(pk=none_yet.pk).category == water


def test_own_fields_are_filled_for_many_and_emptied_again(cast: Cast, many: list[Report]) -> None:
    from gongjian.core.fields.actions import set_values
    from gongjian.core.fields.models import FieldType
    from gongjian.core.fields.reading import values_of
    from gongjian.core.fields.tests.test_fields import make
    from gongjian.core.ledgers.resolving import resolved

    access = access_of(cast.head)
    assert "fill" not in {act.name for act in acts_for(resolved(REPORTS, access), access)}
    make(cast, "涉及户数", FieldType.NUMBER, slug="homes")
    make(cast, "承诺日期", FieldType.DATE, slug="promised")
    assert "fill" in {act.name for act in acts_for(resolved(REPORTS, access), access)}
    set_values(many[0].item, {"homes": 3}, actor=cast.head, now=timezone.now())
    run = filled(begin(cast.head, "fill", rows=many[:3]), x_homes="12", x_promised="2026-12-01")
    run = start_run(run.pk, actor=cast.head, now=timezone.now())
    assert states(run) == {RowState.DONE: 3}
    assert str(values_of([many[1].pk])[many[1].pk]["homes"]).startswith("12")
    set_values(many[2].item, {"homes": 13}, actor=cast.head, now=timezone.now())
    undo = begin_undo(run.pk, actor=cast.head, now=timezone.now())
    assert shown(undo).refused == 1
    undo = start_run(undo.pk, actor=cast.head, now=timezone.now())
    assert states(undo) == {RowState.DONE: 2, RowState.REFUSED: 1}
    told = values_of([one.pk for one in many[:3]])
    assert [float(told.get(one.pk, {}).get("homes", 0)) for one in many[:3]] == [3, 0, 13]
    assert shown(filled(begin(cast.auditor, "fill", rows=many[:2]), x_homes="1")).refused == 2


@pytest.fixture
def large(cast: Cast, many: list[Report]) -> BulkRun:
    """A run of 84 rows with its inputs: beyond what is done in the request."""
    grow(Report, office=cast.office, number=80)
    return filled(begin(cast.dispatcher), unit=cast.city_unit.pk)


def test_a_large_run_is_a_task_that_tells_its_progress(cast: Cast, large: BulkRun) -> None:
    run = start_run(large.pk, actor=cast.dispatcher, now=timezone.now())
    assert run.state == RunState.RUNNING and run.task is not None
    (task,) = run_tasks(timezone.now())
    run.refresh_from_db()
    assert (run.state, task.done, task.total) == (RunState.DONE, 85, 85)
    assert sum(states(run).values()) == 85 and states(run)[RowState.DONE] > 60


def test_a_task_that_dies_is_taken_up_again_and_does_each_row_once(cast: Cast, large: BulkRun) -> None:
    run = start_run(large.pk, actor=cast.dispatcher, now=timezone.now())
    actions.work_off(run.pk, now=timezone.now())
    before = set(run.rows.filter(state=RowState.DONE).values_list("step_id", flat=True))
    assert len(before) > 10
    run_tasks(timezone.now())
    assert before <= set(run.rows.filter(state=RowState.DONE).values_list("step_id", flat=True))
    moved = Item.objects.filter(steps__move="dispatch").distinct().count()
    assert moved == Item.objects.filter(steps__move="dispatch").count()


def test_a_stopped_run_says_what_was_not_done(cast: Cast, large: BulkRun) -> None:
    run = start_run(large.pk, actor=cast.dispatcher, now=timezone.now())
    actions.work_off(run.pk, now=timezone.now())
    assert run.task is not None and cancel(run.task.pk, by=cast.dispatcher, now=timezone.now())
    page = cast.client_for(cast.dispatcher).get(reverse("bulk:run", args=[run.uid]))
    assert page.status_code == 200
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    assert states(run)[RowState.WAITING] == 60
    assert actions.work_off(run.pk, now=timezone.now()) == 0


@pytest.mark.parametrize("name", ["move-dispatch", "move-check_pass", "category"])
def test_the_preview_asks_as_much_for_ten_rows_as_for_five_hundred(
    cast: Cast, many: list[Report], scene: Scene, name: str
) -> None:
    person = cast.checker if name == "move-check_pass" else cast.dispatcher
    data = {"unit": cast.city_unit.pk, "handler": cast.head.pk, "result": "fixed", "public_note": "好了",
            "category": scene.roads.pk}  # fmt: skip
    counts = []
    for number in (5, 490):
        grow(Report, office=cast.office, number=number)
        run = filled(begin(person, name), **data)
        with CaptureQueriesContext(connection) as seen:
            shown(run)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10, counts


def press(cast: Cast, person: Person, address: str, data: dict[str, Any] | None = None) -> Any:
    return cast.client_for(person).post(address, data or {})


def test_the_whole_way_on_the_pages(cast: Cast, many: list[Report]) -> None:
    client = cast.client_for(cast.dispatcher)
    address = reverse("reports:ledger")
    page = client.get(address, {"state": "new"}).content.decode()
    assert "全部 4 件" not in page and 'value="move-dispatch"' in page
    answer = client.post(f"{reverse('bulk:begin', args=['reports'])}?sort=number",
                         {"act": "move-dispatch", "all": "1", "once": "a"}, follow=True)  # fmt: skip
    run_url = answer.redirect_chain[-1][0]
    assert "4 件可以办" in answer.content.decode()
    assert client.post(run_url, {}).status_code == 422
    page = client.post(run_url, {"unit": cast.city_unit.pk}, follow=True).content.decode()
    assert "城市管理办" in page and "1 件办不了" in page
    page = client.post(f"{run_url}start/", {"once": "b"}, follow=True).content.decode()
    assert "已办 4 件" in page and "1 件没有办" in page
    assert f'value="{many[4].pk}" checked' in page
    book = b"".join(client.get(f"{run_url}refused/").streaming_content)  # type: ignore[arg-type]
    lines = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert len(lines) == 2 and "待签收" in str(lines[1][-1])
    undone = client.post(f"{run_url}undo/", follow=True)
    assert "4 件可以办" in undone.content.decode()
    client.post(f"{undone.redirect_chain[-1][0]}start/", follow=True)
    assert Item.objects.filter(state="new").count() == 4


def test_a_second_click_begins_no_second_run(cast: Cast, many: list[Report]) -> None:
    client, address = cast.client_for(cast.dispatcher), reverse("bulk:begin", args=["reports"])
    answers = [client.post(address, {"act": "move-dispatch", "all": "1", "once": "k"}) for _click in range(2)]
    assert answers[0].url == answers[1].url
    assert BulkRun.objects.count() == 1


def test_nobody_sees_or_starts_anothers_run(cast: Cast, many: list[Report]) -> None:
    run = filled(begin(cast.dispatcher), unit=cast.city_unit.pk)
    for other in (cast.outsider, cast.secretary, cast.administrator):
        client = cast.client_for(other)
        for part in ("", "start/", "undo/"):
            assert client.post(f"/desk/bulk/runs/{run.uid}/{part}").status_code == 404
        for part in ("", "refused/"):
            assert client.get(f"/desk/bulk/runs/{run.uid}/{part}").status_code == 404
    assert Item.objects.filter(state="new").count() == 4


def test_who_may_not_read_the_list_begins_nothing(cast: Cast, many: list[Report]) -> None:
    address = reverse("bulk:begin", args=["reports"])
    assert press(cast, cast.administrator, address, {"act": "move-dispatch", "all": "1"}).status_code == 403
    assert press(cast, cast.auditor, address, {"act": "move-dispatch", "all": "1"}).status_code == 403
    assert press(cast, cast.dispatcher, "/desk/bulk/nothing/", {"act": "x"}).status_code == 404
    answer = press(cast, cast.outsider, address, {"act": "move-dispatch", "rows": [many[0].pk]})
    assert answer.status_code == 302 and not BulkRun.objects.exists()
    for act in ("move-nothing", "", "move-merge"):
        assert press(cast, cast.dispatcher, address, {"act": act, "all": "1"}).status_code == 302
    assert not BulkRun.objects.exists()


def test_ticked_rows_are_exported_alone(cast: Cast, many: list[Report]) -> None:
    answer = press(cast, cast.dispatcher, reverse("bulk:begin", args=["reports"]),
                   {"act": "export", "rows": [many[0].pk, many[3].pk]})  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.active.max_row == 3
    assert TrailRow.objects.filter(action="ledgers.exported").get().changes["rows"] == 2


def test_choices_nobody_acted_on_are_forgotten(cast: Cast, many: list[Report]) -> None:
    begin(cast.dispatcher)
    done = dispatched(cast)
    forget_runs(timezone.now() + dt.timedelta(days=2))
    assert list(BulkRun.objects.all()) == [done]
    forget_runs(timezone.now() + dt.timedelta(days=100))
    assert not BulkRow.objects.exists()
