"""`gongjian search --rebuild`: write the whole search index anew, a chunk at a time."""

import click
from rich.console import Console
from rich.progress import Progress

from gongjian.cli.start import demand_migrated, start_django
from gongjian.cli.words import _


@click.command(help=_("Look after the search index."))
@click.option(
    "--rebuild", is_flag=True, help=_("Write it anew from what the modules hold; may be cut short.")
)
def search(rebuild: bool) -> None:
    """Without an option: say what the doctor finds."""
    start_django()
    demand_migrated()
    from gongjian.core.search.doctor import check_search

    if rebuild:
        _rebuild()
    for finding in check_search():
        click.echo(finding.words)


def _rebuild() -> None:
    from django.db import transaction

    from gongjian.core.items.models import Item
    from gongjian.core.search.upkeep import CHUNK, reindex

    last = 0
    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(_("Search index"), total=Item.objects.count())
        while items := list(Item.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
            with transaction.atomic():
                reindex(items)
            last = items[-1].pk
            bars.advance(bar, len(items))
