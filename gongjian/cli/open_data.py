"""`gongjian open-data`: see what would be taken out of texts before anybody gives them away, and make the files now."""

from collections import Counter
from pathlib import Path

import click

from gongjian.cli.start import demand_migrated, start_django
from gongjian.cli.words import _


@click.group(name="open-data", help=_("Open data: try the cleaning of texts, make the monthly files."))
def open_data() -> None:
    """See `help` above."""


@open_data.command(
    help=_("Show what would be taken out of a file of texts, one text a line; nothing is changed.")
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Every line in which something is found, with 【】 around it, and the counts by kind."""
    from gongjian.lib.masks import erase_all

    kinds: Counter[str] = Counter()
    lines = touched = 0
    try:
        texts = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise click.ClickException(_("{file} is not UTF-8 text.").format(file=file)) from error
    for number, text in enumerate(texts, start=1):
        found = erase_all(text)[1]
        lines, touched = lines + bool(text.strip()), touched + bool(found)
        kinds.update(one.kind for one in found)
        for one in reversed(found):
            text = f"{text[: one.start]}【{text[one.start : one.end]}】{text[one.end :]}"
        if found:
            click.echo(f"{number}: {text}")
    told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    words = _("{touched} of {lines} texts hold something that would be taken out.")
    click.echo(words.format(touched=touched, lines=lines) + (f" {told}" if told else ""))


@open_data.command(help=_("Make the files of all months whose day has come, as the hourly job does."))
def make() -> None:
    """Says how many versions were made."""
    start_django()
    demand_migrated()
    from django.utils import timezone

    from gongjian.modules.reports.shown.files import make_due

    click.echo(_("{count} files made.").format(count=make_due(timezone.now())))
