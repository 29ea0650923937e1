"""`gongjian doctor`: looks the installation over and says what to do; exit code 1 when something is wrong."""

import click

from gongjian.cli.checks import CHECKS, Finding, Grade
from gongjian.cli.start import NotOffered, nearest, start_django
from gongjian.cli.words import _

SIGNS = {Grade.GOOD: ("✓", "green"), Grade.WARNING: ("!", "yellow"), Grade.BAD: ("✗", "red")}


@click.command(help=_("Check disk, clock, database, calendar, keys, migrations, static files and the trail."))
@click.argument("names", nargs=-1, metavar="[NAME]...")
def doctor(names: tuple[str, ...]) -> int:
    """All checks, or the named ones."""
    for name in names:
        if name not in CHECKS:
            sentence = _("There is no check named {name}; there are: {names}.")
            raise NotOffered(
                sentence.format(
                    name=name, names=", ".join(CHECKS) if len(CHECKS) < 15 else nearest(name, list(CHECKS))
                )
            )
    start_django()
    findings = [_examine(name) for name in names or CHECKS]
    return int(any(finding.grade is Grade.BAD for finding in findings))


def _examine(name: str) -> Finding:
    """A check that itself fails is a finding, so that the others still run."""
    try:
        finding = CHECKS[name]()
    except Exception as error:
        first_line = str(error).strip().partition("\n")[0] or type(error).__name__
        finding = Finding(Grade.BAD, _("could not be checked: {why}").format(why=first_line))
    sign, colour = SIGNS[finding.grade]
    click.echo(f"{click.style(sign, fg=colour)} {name:<11} {finding.words}")
    if finding.remedy:
        click.echo(f"  {'':<11} → {finding.remedy}")
    return finding
