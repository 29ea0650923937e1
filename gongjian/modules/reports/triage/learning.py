"""An office's next version: learnt from what its people decided, measured on what it had not seen. In jobs alone: the web
loads no model."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.trail.actions import record
from gongjian.lib.problem import Problem
from gongjian.modules.reports.models import Category, Report, TriageModel

MOST, FEWEST, FOLDS = 60_000, 60, 5
SPAN = dt.timedelta(days=3 * 366)
MORE = 1.02
"""A new version is made when there are so many times as many decided reports as the last one learnt from."""
CONFUSED = 12
PLENTY = 1_500
"""With fewer decided reports the category tree's own words may still know better: both are measured, the better one is kept."""


def learn_all(now: dt.datetime) -> int:
    """The nightly job: every office whose ledger has grown enough; says how many versions were made."""
    return sum(learn(office, now=now) is not None for office in Area.objects.offices().current())


def learn(office: Area, *, now: dt.datetime, always: bool = False) -> TriageModel | None:
    """Make the office's next version; None where nothing new is to be learnt. With too few decided reports it is made of the
    category tree's words, once."""
    last = TriageModel.objects.newest_of(office.pk)
    rows = decided(office, now=now)
    enough = len(rows) >= FEWEST and len({code for code, _title, _text in rows}) >= 2
    known = _seen_by(last) if last else -1
    if not always and last is not None and (not enough or len(rows) < max(known, 1) * MORE):
        return None
    taught = _taught(rows) if enough else None
    words = _from_words(office, rows, now=now) if taught is None or taught[1] < PLENTY else None
    made = max((one for one in (taught, words) if one is not None), key=_how_good, default=None)
    if made is None:
        return None
    data, learnt_from, figures = made
    return _keep(office, data=data, learnt_from=learnt_from, figures=figures, now=now)


def _seen_by(version: TriageModel) -> int:
    """How many decided reports there were when it was made, whether it learnt from them or knows words better."""
    return max(version.learnt_from, int(version.figures.get("rows", 0)))


def _how_good(made: tuple[bytes, int, dict[str, Any]]) -> tuple[float, int]:
    """By accuracy on reports not learnt from; what was learnt goes before words alone."""
    return made[2].get("accuracy", 0.0), made[1]


def decided(office: Area, *, now: dt.datetime) -> list[tuple[str, str, str]]:
    """(code, title, masked words) of the newest reports that a person gave a category which is still in use."""
    rows = Report.objects.filter(
        office=office, category__isnull=False, category__until__isnull=True, item__opened_at__gt=now - SPAN
    ).exclude(item__phase="reported")  # fmt: skip
    told = rows.order_by("-item__opened_at", "-pk").values_list("category__code", "item__title", "body")
    return list(told[:MOST])


def _taught(rows: Sequence[tuple[str, str, str]]) -> tuple[bytes, int, dict[str, Any]] | None:
    from gongjian.lib import triage as lib

    try:
        model = lib.train(rows)
    except Problem:
        return None
    try:
        figures = _told(lib.evaluate(rows, folds=FOLDS))
    except Problem:
        figures = {}
    return lib.to_bytes(model), len(rows), figures


def _from_words(
    office: Area, rows: Sequence[tuple[str, str, str]], *, now: dt.datetime
) -> tuple[bytes, int, dict[str, Any]] | None:
    from gongjian.lib import triage as lib

    tree = Category.objects.of_office(office.pk).in_force(timezone.localdate(now)).with_paths()
    nodes = [
        lib.Node(
            one.code, f"{one.name} {one.hint} {one.public_name}", tuple(up.name for up in one.line()[:-1])
        )
        for one in tree
    ]
    if len(nodes) < 2:
        return None
    try:
        model = lib.from_words(nodes)
    except Problem:
        return None
    told = model.propose_many([(title, text) for _code, title, text in rows], top=1)
    right = sum(
        bool(found) and found[0].category == code for found, (code, _t, _x) in zip(told, rows, strict=True)
    )
    figures = {"accuracy": round(right / len(rows), 4), "rows": len(rows)} if rows else {}
    return lib.to_bytes(model), 0, figures


def _told(trial: Any) -> dict[str, Any]:
    """The figures that the page shows: per category, and which are taken for which most often."""
    names = [one.category for one in trial.categories]
    pairs = [
        {"true": names[row], "proposed": names[column], "times": times}
        for row, line in enumerate(trial.confusion)
        for column, times in enumerate(line)
        if row != column and times
    ]
    return {
        "macro_f1": round(trial.macro_f1, 4), "accuracy": round(trial.accuracy, 4), "top_3": round(trial.top_3, 4),
        "rows": trial.rows, "folds": len(trial.fold_f1), "off": round(trial.calibration_error, 4),
        "categories": [
            {"category": one.category, "precision": round(one.precision, 4), "recall": round(one.recall, 4),
             "f1": round(one.f1, 4), "support": one.support}
            for one in trial.categories
        ],
        "confused": sorted(pairs, key=lambda one: -one["times"])[:CONFUSED],
    }  # fmt: skip


@transaction.atomic
def _keep(
    office: Area, *, data: bytes, learnt_from: int, figures: dict[str, Any], now: dt.datetime
) -> TriageModel | None:
    last = TriageModel.objects.newest_of(office.pk)
    made = TriageModel(
        office=office, version=last.version + 1 if last else 1, learnt_from=learnt_from, data=data, figures=figures, made_at=now
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # another worker made this version meanwhile
        return None
    told = {"learnt_from": [None, learnt_from], "macro_f1": [None, figures.get("macro_f1")]}
    record("reports.learn", actor=None, obj=made, office=office, label=str(made), now=now, changes=told)
    return made
