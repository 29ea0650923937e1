"""`gongjian import NAME FILE...`: one subcommand for each list that takes rows in, and each importer of a manifest."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from gongjian.cli.intakes import ledger_command
from gongjian.cli.start import demand_migrated, nearest, start_django
from gongjian.cli.words import _

if TYPE_CHECKING:
    from gongjian.core.ledgers.ledger import Ledger
    from gongjian.core.manifest import Importer


def importers() -> dict[str, "Importer | Ledger"]:
    """Every list that takes rows in, by its slug, and every importer by the name it is called with."""
    start_django()
    from gongjian.core.intake.ledgers import takers
    from gongjian.core.manifest import manifests

    own = {importer.name: importer for module in manifests() for importer in module.importers}
    return {**own, **takers()}


class Importers(click.Group):
    """Subcommands come from the manifests."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(importers())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from gongjian.core.manifest import Importer

        found = importers().get(cmd_name)
        if found is None:
            return None
        return command_for(found) if isinstance(found, Importer) else ledger_command(found)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in importers():
            sentence = _("There is nothing named {name} to import; perhaps: {names}.")
            raise click.UsageError(sentence.format(name=args[0], names=nearest(args[0], list(importers()))))
        return super().resolve_command(ctx, args)


@click.group(
    name="import", cls=Importers, help=_("Take in files: official areas, messages, and what modules offer.")
)
def import_group() -> None:
    """See `help` above."""


def command_for(importer: "Importer") -> click.Command:
    """A command with FILE... and one option for each that the importer names."""
    file = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["files"], nargs=-1, required=True, type=file, metavar="FILE...")
    ]
    params += [click.Option([f"--{name.replace('_', '-')}", name]) for name in importer.options]

    def run(files: tuple[Path, ...], **options: str | None) -> None:
        demand_migrated()
        given = {name: value for name, value in options.items() if value is not None}
        for path in sorted(files, key=importer.order) if importer.order else files:
            summary = with_progress(importer, path, given)
            facts = ", ".join(f"{name} {value}" for name, value in summary.items())
            click.echo(f"{path.name}: {facts}")

    return click.Command(importer.name, callback=run, params=params, help=str(importer.label))


def with_progress(importer: "Importer", path: Path, options: Mapping[str, str]) -> Mapping[str, Any]:
    """Run the importer under a bar; it calls `progress(done, total)` as it goes."""
    with under_a_bar(path.name) as tell:
        return importer.run(path, options, tell)


@contextmanager
def under_a_bar(name: str) -> Iterator[Callable[..., None]]:
    """A bar on stderr; what is yielded moves it: `tell(done, total)`."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _reporter(bars, bars.add_task(name, total=None))


def _reporter(bars: Progress, task: Any) -> Callable[..., None]:
    def report(done: int, total: int | None = None) -> None:
        bars.update(task, completed=done, total=total)

    return report
