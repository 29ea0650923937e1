"""`gongjian triage`: learn to propose categories from a file of decided messages, and measure how good that is."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from gongjian.cli.start import Failed, demand_migrated, start_django
from gongjian.cli.triage_rows import Rows, rows_of
from gongjian.cli.words import _

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SENTENCES = {
    "too_few_categories": _(
        "Rows of at least two categories are needed; there are {count} with words and a category."
    ),
    "bad_folds": _("The number of folds must lie between 2 and {most}, the number of different messages."),
}


@click.group(help=_("Propose categories for messages: learn from decided ones, measure on unseen ones."))
def triage() -> None:
    """Both commands work without a database."""


@triage.command(help=_("Learn from decided messages and keep what was learnt as a model."))
@click.option("--file", "source", type=FILE, help=_("CSV file with the columns category, title and text."))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("triage.npz"),
    show_default=True,
    help=_("Where to write the model."),
)
@click.option("--seed", type=int, default=1, show_default=True, help=_("Decides every draw."))
def train(source: Path | None, out: Path, seed: int) -> None:
    """From a file, or without one from each office's own ledger, whose suggestions it then makes; nothing of anybody's text
    is kept in the model."""
    if source is None:
        _learn_from_ledgers()
        return
    from gongjian.lib import triage as lib
    from gongjian.lib.problem import Problem

    rows = _read(source)
    try:
        model = lib.train(rows.rows, seed=seed)
    except Problem as problem:
        raise _failed(problem) from problem
    lib.save(model, out)
    sentence = _("Learnt {categories} categories from {rows} messages: {file}, {size} MB.")
    size = f"{out.stat().st_size / 1e6:.1f}"
    click.echo(sentence.format(categories=len(model.categories), rows=model.learnt_from, file=out, size=size))


def _learn_from_ledgers() -> None:
    """A new version for every office, whatever has changed since the last."""
    start_django()
    demand_migrated()
    from django.utils import timezone

    from gongjian.core.areas.models import Area
    from gongjian.modules.reports.triage.learning import learn

    for office in Area.objects.offices().current().order_by("pk"):
        made = learn(office, now=timezone.now(), always=True)
        told = _("{office}: version {version}, learnt from {rows} reports, macro-F1 {f1}.")
        none = _("{office}: nothing to learn from; keep at least two categories.")
        figures = (made.figures if made else {}).get("macro_f1", "–")
        values = {"version": made.version, "rows": made.learnt_from, "f1": figures} if made else {}
        click.echo((told if made else none).format(office=office.short_name, **values))


@triage.command(help=_("Measure proposals on messages that were not learnt from, fold by fold."))
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help=_("Print the figures as JSON."))
@click.option(
    "--folds", type=click.IntRange(2, 50), default=5, show_default=True, help=_("Into how many parts.")
)
@click.option("--seed", type=int, default=1, show_default=True, help=_("Decides every draw."))
def evaluate(file: Path, as_json: bool, folds: int, seed: int) -> None:
    """Near-repeats of one message stay in one fold, so that none is judged by its copy."""
    from gongjian.lib import triage as lib
    from gongjian.lib.problem import Problem

    rows = _read(file)
    try:
        report = lib.evaluate(rows.rows, folds=folds, seed=seed)
    except Problem as problem:
        raise _failed(problem) from problem
    if as_json:
        click.echo(json.dumps(lib.as_json(report, folds=folds, seed=seed), ensure_ascii=False))
        return
    _show(report)


def _read(file: Path) -> Rows:
    rows = rows_of(file.read_bytes())
    for note in rows.notes:
        click.echo(note, err=True)
    return rows


def _failed(problem: Exception) -> Failed:
    values = getattr(problem, "values", {})
    return Failed(SENTENCES.get(getattr(problem, "code", ""), str(problem)).format(**values))


def _show(report) -> None:  # the library is loaded by its commands alone, so its type has no name here
    console = Console(width=None if Console().is_terminal else 100, highlight=False)
    told = _("Macro-F1 {f1}, accuracy {accuracy}: means of {folds} folds of {rows} messages.")
    figures = {"f1": f"{report.macro_f1:.4f}", "accuracy": f"{report.accuracy:.4f}"}
    console.print(told.format(**figures, folds=len(report.fold_f1), rows=report.rows), soft_wrap=True)
    sums = _("Among three proposals: {top}. Confidence is off by {error} on average.")
    console.print(
        sums.format(top=f"{report.top_3:.4f}", error=f"{report.calibration_error:.3f}"), soft_wrap=True
    )
    table = Table(_("Category"))
    for heading in (_("Precision"), _("Recall"), _("F1"), _("Messages")):
        table.add_column(heading, justify="right")
    for row in report.categories:
        table.add_row(
            row.category, *(f"{value:.3f}" for value in (row.precision, row.recall, row.f1)), str(row.support)
        )
    console.print(table)
    console.print(_bins(report.bins))


def _bins(bins) -> Table:
    table = Table(_("Confidence"))
    for heading in (_("Messages"), _("Mean confidence"), _("Share right")):
        table.add_column(heading, justify="right")
    for one in bins:
        table.add_row(
            f"{one.low:.1f}-{one.high:.1f}", str(one.messages), f"{one.confidence:.3f}", f"{one.right:.3f}"
        )
    return table
