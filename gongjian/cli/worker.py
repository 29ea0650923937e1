"""The background worker: runs the periodic jobs until it is told to stop."""

import click

from gongjian.cli.start import demand_migrated, start_django
from gongjian.cli.words import _


@click.command(help=_("Run the periodic jobs (sealing the trail, reminders) until stopped."))
def worker() -> None:
    """`serve` starts this by itself; run it alone on a second machine or under another supervisor."""
    start_django()
    demand_migrated()
    from gongjian.core.jobs.runner import run_forever

    run_forever()
