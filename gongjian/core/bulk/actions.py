"""Acts on many items: freeze the choice, take the inputs, do each once, take back what can be taken back."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.bulk.act import BulkAct, Outcome, gone
from gongjian.core.bulk.models import BulkRow, BulkRun, RowState, RunState
from gongjian.core.bulk.offer import MOST, act_named, ledger_named
from gongjian.core.bulk.undoing import UNDO, undo_act
from gongjian.core.items.actions import masked
from gongjian.core.items.models import Item
from gongjian.core.jobs.tasks import Cancelled, TaskState, Turn, enqueue
from gongjian.core.ledgers.page import in_order, order_of
from gongjian.core.ledgers.question import Question
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

AT_ONCE = 50
CHUNK = 25
WRITE = 500
KEPT = dt.timedelta(days=90)


@transaction.atomic
def begin_run(
    question: Question,
    act: BulkAct,
    *,
    rows: Iterable[str] | None,
    actor: Person,
    now: dt.datetime,
) -> BulkRun:
    """Freeze the choice: the ticked `rows` (keys of the list's rows), or with None all that match the question.

    Raises Refused for an empty choice or more than 10,000.
    """
    items = chosen_items(question, rows=rows)
    office = Item.objects.select_related("office").get(pk=items[0]).office
    run = BulkRun.objects.create(
        person=actor, office=office, ledger=question.ledger.slug, act=act.name, question=_address(question),
        words={name: masked(words) for name, words in question.in_words().items()}, count=len(items), made_at=now,
        state=RunState.ASKING if act.form(office, None).fields else RunState.READY,
    )  # fmt: skip
    _freeze(run, items)
    return run


def chosen_items(question: Question, *, rows: Iterable[str] | None) -> list[int]:
    """Ids of the chosen items in the order of the list; what the person may not read is not among them."""
    found = question.rows()
    if rows is not None:
        # Ticks kept from another page of the same list need not match this page's filters, but must be readable.
        keys = [int(key) for key in rows if key.isascii() and key.isdigit() and len(key) < 19][: MOST + 1]
        found = question.ledger.queryset(question.asked.access).filter(pk__in=keys)
    found, by = question.ledger.sorted_by(question.sort, found)
    order = order_of(found, by, descending=question.sort.startswith("-"))
    path = f"{question.ledger.item}__pk" if question.ledger.item else "pk"
    items = list(in_order(found, order).values_list(path, flat=True)[: MOST + 1])
    if not items:
        raise Refused(_("Tick the rows first: nothing was chosen."))
    if len(items) > MOST:
        raise Refused(_("At most 10,000 rows at a time: narrow the list first."))
    return list(dict.fromkeys(items))


def _address(question: Question) -> str:
    """The question as it is kept: nothing that was searched for when it holds a number of somebody."""
    given = question.given.copy()
    for name in ("cursor", "export", "columns", "rows"):
        given.pop(name, None)
    if masked(question.words) != question.words:
        given.pop("q", None)
    return given.urlencode()


def _freeze(run: BulkRun, items: Sequence[int]) -> None:
    rows = [BulkRow(run=run, item_id=pk, place=place) for place, pk in enumerate(items)]
    BulkRow.objects.bulk_create(rows, batch_size=WRITE)


def act_of(run: BulkRun) -> BulkAct | None:
    """The act of the run; None when it is offered no more."""
    if run.undo_of is not None:
        return undo_act(run.undo_of, original_act(run.undo_of))
    return original_act(run)


def original_act(run: BulkRun) -> BulkAct | None:
    """The act by its name, without looking whether it undoes another."""
    ledger = ledger_named(run.ledger)
    return act_named(ledger, run.act) if ledger else None


@transaction.atomic
def fill_in(run_id: int, act: BulkAct, *, data: Mapping[str, Any]) -> BulkRun:
    """Keep what was typed, numbers in it masked; the form must be valid. Nothing is done yet."""
    run = BulkRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state not in (RunState.ASKING, RunState.READY):
        raise Refused(_("This was begun already; nothing can be changed any more."))
    names = act.form(run.office, None).fields
    run.given = {name: masked(str(data.get(name, ""))) for name in names}
    run.state = RunState.READY
    run.save(update_fields=["given", "state"])
    return run


def given_of(run: BulkRun, act: BulkAct) -> dict[str, Any]:
    """What was typed, read by the form again: choices may have gone meanwhile. Raises Refused where it fits no more."""
    data = QueryDict(mutable=True)
    data.update(run.given)
    form = act.form(run.office, data)
    if not form.is_valid():
        name, problems = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise Refused(_("%(field)s: %(problem)s") % {"field": label, "problem": problems[0]})
    return form.cleaned_data


@transaction.atomic
def start_run(run_id: int, *, actor: Person, now: dt.datetime) -> BulkRun:
    """Do it: a few rows at once, more as a task that tells its progress. Pressed twice, it is begun once."""
    run = BulkRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state in (RunState.RUNNING, RunState.DONE, RunState.STOPPED):
        return run
    act = act_of(run)
    if act is None or run.state != RunState.READY:
        raise Refused(_("Fill in the form first."))
    given_of(run, act)  # refuses what fits no more
    run.state, run.began_at = RunState.RUNNING, now
    if run.count > AT_ONCE:
        run.task = enqueue(
            "bulk.run", payload={"run": run.pk}, key=f"bulk:{run.pk}", person=actor, office=run.office, now=now,
            label=str(act.label), url=reverse("bulk:run", args=[run.uid]),
        )  # fmt: skip
        run.save()
        return run
    run.save()
    while work_off(run.pk, now=now):
        pass
    return finish(run.pk, state=RunState.DONE, now=now)


def run_task(turn: Turn) -> None:
    """The task of a large run: chunk by chunk from wherever an earlier turn ended."""
    run = BulkRun.objects.get(pk=turn.payload["run"])
    left = run.rows.filter(state=RowState.WAITING).count()
    try:
        while True:
            turn.progress(run.count - left, run.count)
            with turn.chunk():
                worked = work_off(run.pk, now=turn.moment())
            if not worked:
                break
            left -= worked
    except Cancelled:
        finish(run.pk, state=RunState.STOPPED, now=turn.moment())
        raise
    finish(run.pk, state=RunState.DONE, now=turn.moment())


@transaction.atomic
def work_off(run_id: int, *, now: dt.datetime) -> int:
    """Do the next few waiting rows, each in a savepoint of its own; returns how many, 0 when none is left.

    The run is locked, so that two workers never do the same row.
    """
    run = _locked(run_id)
    act = act_of(run)
    rows = list(run.rows.filter(state=RowState.WAITING)[:CHUNK])
    if not rows or act is None or run.state != RunState.RUNNING:
        return 0
    access = access_of(run.person, today=timezone.localtime(now).date())
    seen = Item.objects.visible_to(access) if run.undo_of_id is None else Item.objects.all()
    items = {item.pk: item for item in seen.filter(pk__in=[row.item_id for row in rows])}
    do = _doing(act, run, access, now=now)
    for row in rows:
        _do_row(row, items.get(row.item_id), do, now=now)
    return len(rows)


def _locked(run_id: int) -> BulkRun:
    return BulkRun.objects.select_for_update(of=("self",)).get(pk=run_id)


def _doing(act: BulkAct, run: BulkRun, access: Access, *, now: dt.datetime) -> Callable[[Item], Outcome]:
    given = given_of(run, act)
    return lambda item: act.do(item, given, actor=run.person, access=access, now=now)


def _do_row(row: BulkRow, item: Item | None, do: Callable[[Item], Outcome], *, now: dt.datetime) -> None:
    row.at = now
    try:
        if item is None:
            raise gone()
        with transaction.atomic():
            outcome = do(item)
    except Refused as refused:
        row.state, row.reason = RowState.REFUSED, str(refused.reason)
    else:
        row.state, row.step_id, row.before = RowState.DONE, outcome.step_id, outcome.before
    row.save(update_fields=["state", "reason", "step", "before", "at"])


@transaction.atomic
def finish(run_id: int, *, state: str, now: dt.datetime) -> BulkRun:
    """Note the end, and say in the trail what was done to how many."""
    run = _locked(run_id)
    if run.ended_at is not None:
        return run
    run.state, run.ended_at = state, now
    run.save(update_fields=["state", "ended_at"])
    counts = counts_of(run)
    act = act_of(run)
    record(
        "bulk.run", actor=run.person, obj=run, office=run.office, label=str(act.label if act else run.act), now=now,
        changes={
            "filters": run.words, "rows": run.count, "accepted": counts[RowState.DONE],
            "refused": counts[RowState.REFUSED],
        },
    )  # fmt: skip
    return run


def counts_of(run: BulkRun) -> dict[str, int]:
    """How many rows stand where."""
    found = dict(run.rows.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in RowState.values}


@transaction.atomic
def begin_undo(run_id: int, *, actor: Person, now: dt.datetime) -> BulkRun:
    """A run that takes back what this one did; it is shown before it is done, like any other."""
    run = _locked(run_id)
    act = original_act(run)
    if run.undo_of_id or act is None or not act.undo or run.ended_at is None:
        raise Refused(_("This cannot be taken back."))
    if live := run.undoings.filter(state__in=(RunState.READY, RunState.RUNNING)).first():
        return live
    items = list(run.rows.filter(state=RowState.DONE).values_list("item_id", flat=True))
    if not items:
        raise Refused(_("There is nothing left to take back."))
    undo = BulkRun.objects.create(
        person=actor, office=run.office, ledger=run.ledger, act=UNDO, question=run.question, words=run.words,
        count=len(items), made_at=now, state=RunState.READY, undo_of=run,
    )  # fmt: skip
    _freeze(undo, items)
    return undo


def forget_runs(now: dt.datetime) -> int:
    """Forget choices that nobody acted on for a day, and runs of long ago: steps and trail tell of those."""
    old = BulkRun.objects.filter(made_at__lt=now - KEPT) | BulkRun.objects.stale(now)
    gone_ids = list(old.order_by("-pk").values_list("pk", flat=True)[:WRITE])
    BulkRun.objects.filter(undo_of__in=gone_ids).delete()
    return BulkRun.objects.filter(pk__in=gone_ids).delete()[0]


def settle(run: BulkRun, *, now: dt.datetime) -> BulkRun:
    """A run whose task was stopped before it ever ran has ended too."""
    task = run.task
    if run.state == RunState.RUNNING and task is not None and task.state == TaskState.CANCELLED:
        finish(run.pk, state=RunState.STOPPED, now=now)
        run.refresh_from_db(fields=["state", "ended_at"])
    return run
