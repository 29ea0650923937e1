"""`gongjian measure NAME`: any named number, for people or for programs."""

import datetime as dt
import json

import click

from gongjian.cli.start import NotOffered, demand_migrated, nearest, start_django
from gongjian.cli.words import _

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(help=_("Compute a named number. Without NAME: list them all."))
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help=_('Print {"value": …} only.'))
@click.option("--area", "area_code", help=_("Official code of an area; with it, all below it."))
@click.option("--since", type=DAY, help=_("First day counted."))
@click.option("--until", type=DAY, help=_("Last day counted."))
def measure(
    name: str | None,
    as_json: bool,
    area_code: str | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
) -> None:
    """An unknown name is answered with the nearest known ones."""
    start_django()
    from gongjian.core.measures.registry import compute, registry

    if name is None:
        _list_all()
        return
    if name not in registry():
        sentence = _("There is no measure named {name}; perhaps: {names}.")
        raise NotOffered(sentence.format(name=name, names=nearest(name, list(registry()))))
    demand_migrated()
    answer = compute(name, area_code, since=since and since.date(), until=until and until.date())
    if as_json:
        click.echo(json.dumps({"value": answer.value}))
        return
    shown = _("nothing to measure yet") if answer.value is None else f"{answer.value} {answer.unit}"
    parts = f" ({answer.numerator} / {answer.denominator})" if answer.denominator is not None else ""
    click.echo(f"{registry()[name].label}: {shown}{parts}")


def _list_all() -> None:
    from gongjian.core.measures.registry import registry

    for known in registry().values():
        click.echo(f"{known.name:<36} {known.label}")
