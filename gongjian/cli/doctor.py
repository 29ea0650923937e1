"""`gongjian doctor`: looks the installation over and says what to do; exit code 1 when something is wrong."""

from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from gongjian.cli.checks import Finding, Grade, checks
from gongjian.cli.start import NotOffered, start_django
from gongjian.cli.words import _

SIGNS = {Grade.GOOD: ("✓", "green"), Grade.WARNING: ("!", "yellow"), Grade.BAD: ("✗", "red")}


@click.command(
    help=_(
        "Check disk, clock, keys, database, migrations, calendar, static files and the trail, or the named ones."
    )
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
def doctor(names: tuple[str, ...]) -> int:
    """All checks, or the named ones."""
    start_django()
    known = checks()
    for name in names:
        if name not in known:
            sentence = _("There is no check named {name}; there are: {names}.")
            raise NotOffered(sentence.format(name=name, names=", ".join(known)))
    findings = [finding for name in names or known for finding in _examine(name, known[name])]
    return int(any(finding.grade is Grade.BAD for finding in findings))


def _examine(name: str, check: Callable[..., Any]) -> Sequence[Finding]:
    """Show what a check finds. One that itself fails is a finding, so that the others still run."""
    try:
        answer = _with_progress(name, check)
    except Exception as error:  # whatever is broken, the doctor goes on to the next check
        first_line = str(error).strip().partition("\n")[0] or type(error).__name__
        answer = Finding(Grade.BAD, _("could not be checked: {why}").format(why=first_line))
    found = answer if isinstance(answer, list) else [answer]
    findings = [Finding(Grade(one.grade), str(one.words), str(one.remedy)) for one in found]
    for finding in findings:
        _show(name, finding)
    return findings


def _with_progress(name: str, check: Callable[..., Any]) -> Any:
    if "progress" not in signature(check).parameters:
        return check()
    columns = (TextColumn("{task.description} {task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(name, total=None)
        return check(progress=lambda count: bars.advance(task, count))


def _show(name: str, finding: Finding) -> None:
    sign, colour = SIGNS[finding.grade]
    click.echo(f"{click.style(sign, fg=colour)} {name:<11} {finding.words}")
    if finding.remedy:
        click.echo(f"  {'':<11} → {finding.remedy}")
