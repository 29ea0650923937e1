"""`gongjian keys rotate`: a new key for sealed columns, and everything sealed anew under it."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gongjian.cli.start import demand_migrated, start_django
from gongjian.cli.words import _


@click.group(help=_("Look after the keys that seal names and numbers."))
def keys() -> None:
    """See `help` above."""


@keys.command(
    help=_("Make a new key and seal everything anew under it; a run that was cut short is taken up again.")
)
def rotate() -> None:
    """The server may go on meanwhile; the old key files stay, as backups need them."""
    start_django()
    demand_migrated()
    from gongjian.core.privacy.rotation import begin_rotation, count_sealed
    from gongjian.core.privacy.rotation import rotate as seal_anew

    number, fresh = begin_rotation()
    told = (
        _("Key {number} was made.")
        if fresh
        else _("Going on with key {number}: an earlier run was cut short.")
    )
    click.echo(told.format(number=number))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(_("sealing anew"), total=count_sealed())
        changed = seal_anew(progress=lambda looked: bars.advance(task, looked))
    click.echo(_("Sealed anew: {count}. Put the folder keys/ into the backup now.").format(count=changed))
