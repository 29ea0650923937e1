"""What the list shows of acts on many, and the context of a run's page."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.bulk.act import BulkAct, why_single
from gongjian.core.bulk.actions import counts_of, original_act
from gongjian.core.bulk.files import rows_by_item
from gongjian.core.bulk.models import BulkRun, RowState, RunState
from gongjian.core.bulk.offer import MOST, acts_for, ledger_named, states_asked
from gongjian.core.bulk.preview import Line, Preview, outcome_of, preview_of
from gongjian.core.items.undo import UNDO_FOR
from gongjian.core.items.views.item import item_url
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question
from gongjian.core.people.access import Access
from gongjian.core.refusal import Refused

IN_SIGHT = 3


def bulk_of(question: Question) -> dict[str, Any] | None:
    """The bar of acts under a list: the first few in sight, the others behind a button; None where there is none."""
    ledger, access = question.ledger, question.asked.access
    if ledger.flow is None or question.problems:
        return None
    acts = acts_for(ledger, access, states=states_asked(question))
    return _bar(ledger, access, acts) | {
        "url": f"{reverse('bulk:begin', args=[ledger.slug])}?{_query(question)}",
    }


def _bar(ledger: Ledger, access: Access, acts: list[BulkAct]) -> dict[str, Any]:
    assert ledger.flow is not None
    first = [act for act in acts if not act.danger][:IN_SIGHT]
    return {
        "acts": first,
        "more": [act for act in acts if act not in first],
        "single": why_single(ledger.flow, access),
        "most": MOST,
        "key": ledger.slug,
    }


def _query(question: Question) -> str:
    given = question.given.copy()
    for name in ("cursor", "export", "columns", "look"):
        given.pop(name, None)
    return given.urlencode()


def page_of_run(
    run: BulkRun, act: BulkAct, request: HttpRequest, *, form: forms.Form | None, asking: bool
) -> dict[str, Any]:
    """Everything of the run's page, whichever point it is at."""
    access: Access = request.access  # type: ignore[attr-defined]
    ledger = ledger_named(run.ledger)
    assert ledger is not None
    over = run.ended_at is not None
    context: dict[str, Any] = {
        "run": run, "act": act, "form": form, "asking": asking, "over": over, "ledger_title": ledger.title,
        "list_url": f"{reverse(ledger.url_name)}?{run.question}", "words": run.words, "task": run.task,
        "running": run.state == RunState.RUNNING, "refusal": None, "preview": Preview(),
    }  # fmt: skip
    if over:
        return context | _outcome(run, ledger, access)
    if run.state == RunState.RUNNING:
        return context
    try:
        context["preview"] = preview = preview_of(run, act, access)
        context["lines"] = _lines(preview, {})
    except Refused as refused:
        context["refusal"] = refused
    return context | {"given": [] if asking else given_in_words(run, act)}


def _outcome(run: BulkRun, ledger: Ledger, access: Access) -> dict[str, Any]:
    counts, found = counts_of(run), outcome_of(run, access)
    items = [line.item.pk for line in found.lines if line.item]
    rows = rows_by_item(ledger, access, items) if items else {}
    back, until = original_act(run), (run.ended_at or run.made_at) + UNDO_FOR
    undoable = run.undo_of_id is None and back is not None and back.undo and counts[RowState.DONE] > 0
    return {
        "preview": found, "lines": _lines(found, rows), "done": counts[RowState.DONE],
        "undone": counts[RowState.UNDONE], "stopped": run.state == RunState.STOPPED,
        "until": until if undoable and timezone.now() < until else None,
        "bar": _bar(ledger, access, acts_for(ledger, access)) | {"url": reverse("bulk:begin", args=[ledger.slug])},
    }  # fmt: skip


def _lines(preview: Preview, rows: dict[int, Any]) -> list[dict[str, Any]]:
    return [_line(line, rows) for line in preview.lines]


def _line(line: Line, rows: dict[int, Any]) -> dict[str, Any]:
    item = line.item
    if item is None:
        return {"reason": line.reason}
    row = rows.get(item.pk)
    return {"item": item, "url": item_url(item), "reason": line.reason, "key": row.pk if row else ""}


def given_in_words(run: BulkRun, act: BulkAct) -> list[dict[str, Any]]:
    """What was typed, label and value, as the form names it."""
    form = act.form(run.office, None)
    found = []
    for name, field in form.fields.items():
        value = run.given.get(name, "")
        if not value:
            continue
        choices = dict(getattr(field, "choices", ()) or ())
        known = {str(key): str(label) for key, label in choices.items()}
        found.append({"label": field.label, "value": known.get(str(value), value)})
    return found
