"""`gongjian measure NAME`: any named number, for people or for programs."""

import datetime as dt
import json
from typing import Any

import click

from gongjian.cli.start import NotOffered, demand_migrated, nearest, start_django
from gongjian.cli.words import _

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(help=_("Compute a named number. Without NAME: list them all."))
@click.argument("name", required=False)
@click.option(
    "--json", "as_json", is_flag=True, help=_("Print the number, and its parts with --by, as JSON.")
)
@click.option("--area", "area_code", help=_("Official code of an area; with it, all below it."))
@click.option("--since", type=DAY, help=_("First day counted."))
@click.option("--until", type=DAY, help=_("Last day counted."))
@click.option("--at", type=DAY, help=_("As things stood at the end of this day."))
@click.option("--by", help=_("Tell it by area, month, unit, or what else the number can be told by."))
def measure(
    name: str | None,
    as_json: bool,
    area_code: str | None,
    since: dt.datetime | None,
    until: dt.datetime | None,
    at: dt.datetime | None,
    by: str | None,
) -> None:
    """An unknown name is answered with the nearest known ones."""
    start_django()
    from gongjian.core.measures.registry import registry

    if name is None:
        _list_all()
        return
    if name not in registry():
        sentence = _("There is no measure named {name}; perhaps: {names}.")
        raise NotOffered(sentence.format(name=name, names=nearest(name, list(registry()))))
    demand_migrated()
    days = {key: value and value.date() for key, value in {"since": since, "until": until, "at": at}.items()}
    _tell(name, area_code, days, by or "", as_json=as_json)


def _tell(
    name: str, area_code: str | None, days: dict[str, dt.date | None], by: str, *, as_json: bool
) -> None:
    from django.utils import timezone

    from gongjian.core.measures.api import answer_of
    from gongjian.core.measures.asking import Question, end_of
    from gongjian.core.measures.registry import area_named, registry, scope_of

    now = end_of(days["at"], now=timezone.now())
    area = area_named(area_code)
    scope = scope_of(area=area, since=days["since"], until=days["until"], now=now)
    found = answer_of(registry()[name], Question(scope, area, by))
    if as_json:
        click.echo(json.dumps(_for_programs(found, by=by), ensure_ascii=False))
        return
    click.echo(f"{found['label']}: {_in_words(found, found['unit'])}")
    for part in found["parts"]:
        click.echo(f"  {part['label']}: {_in_words(part, found['unit'])}")


def _for_programs(found: dict[str, Any], *, by: str) -> dict[str, Any]:
    """The value alone, or beside it what the number is made of."""
    kept = {name: found[name] for name in ("value", "numerator", "denominator") if found[name] is not None}
    told = {"value": found["value"]} | kept
    return told | ({by: [_part(part) for part in found["parts"]]} if by else {})


def _part(part: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in part.items()
        if name != "rows" and (value is not None or name == "value")
    }


def _in_words(figure: dict[str, Any], unit: str) -> str:
    if figure["value"] is None:
        return _("nothing to measure yet")
    parts = f" ({figure['numerator']} / {figure['denominator']})" if figure["denominator"] is not None else ""
    return f"{figure['value']} {unit}{parts}"


def _list_all() -> None:
    from gongjian.core.measures.registry import registry

    for known in registry().values():
        click.echo(f"{known.name:<36} {known.label}")
