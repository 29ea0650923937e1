"""`gongjian backup`: make one while people work, look it through, list, prune, and try to bring it back."""

import datetime as dt
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from gongjian.cli.start import Failed, demand_migrated, start_django
from gongjian.cli.words import _

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Bar:
    """Progress on stderr: `bar(done, all, words)`."""

    def __enter__(self) -> "Bar":
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self.bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self.bars.__enter__()
        self.task = self.bars.add_task("", total=None)
        return self

    def __exit__(self, *error: object) -> None:
        self.bars.__exit__(None, None, None)

    def __call__(self, done: int, total: int, words: str) -> None:
        self.bars.update(self.task, completed=done, total=max(total, 1), description=str(words))


@click.group(invoke_without_command=True, help=_("Make a backup of everything while people go on working."))
@click.option("--to", type=FOLDER, help=_("Another folder than the one of the settings."))
@click.option("--keys", "keys_to", type=FOLDER, help=_("Write the keys apart into this folder instead."))
@click.option(
    "--passphrase-file",
    type=FILE,
    help=_("Take the passphrase of the key file from this file instead of making one."),
)
@click.pass_context
def backup(
    context: click.Context, to: Path | None, keys_to: Path | None, passphrase_file: Path | None
) -> int:
    """Exit code 0 when everything is in it, 1 when files of the office were missing, 3 when it was refused."""
    if context.invoked_subcommand:
        return 0
    start_django()
    if keys_to is not None:
        return _write_keys(keys_to, passphrase_file)
    demand_migrated()
    return _make(to)


def _make(to: Path | None) -> int:
    from django.utils import timezone

    from gongjian.core.backup.making import make_backup

    with Bar() as bar:
        made = make_backup(now=timezone.now(), to=to, progress=bar)
    click.echo(_("Made: {file}, {size} MB.").format(file=made.path, size=megabytes(made.size)))
    if made.copied_to:
        click.echo(_("Copied to {file}.").format(file=made.copied_to))
    if made.not_copied:
        click.echo(_("Not copied to the second folder: {why}").format(why=made.not_copied), err=True)
    if made.missing:
        words = _("{count} files are missing on the disk or are not as they were, the first is {name}.")
        click.echo(words.format(count=len(made.missing), name=made.missing[0]), err=True)
    _tell_of_keys()
    return int(bool(made.missing or made.not_copied))


def _tell_of_keys() -> None:
    from gongjian.core.backup.keysheet import copied

    told = copied()
    if told is None or told[1]:
        click.echo(
            _("Without the keys nobody can open it. Write them apart now: gongjian backup --keys FOLDER"),
            err=True,
        )


def _write_keys(to: Path, passphrase_file: Path | None) -> int:
    from django.utils import timezone

    from gongjian.core.backup.keysheet import write_keys
    from gongjian.lib.backups.keyfile import new_passphrase

    passphrase = passphrase_file.read_text().strip() if passphrase_file else new_passphrase()
    path, sheet = write_keys(to, passphrase=passphrase, now=timezone.now())
    click.echo(_("Key file: {file}").format(file=path))
    click.echo(_("Sheet to print: {file}").format(file=sheet))
    if not passphrase_file:
        click.echo(_("Passphrase: {passphrase}").format(passphrase=passphrase))
        click.echo(_("It is shown only now: write it on the printed sheet by hand."))
    click.echo(_("Keep key file, sheet and backups in three places."))
    return 0


@backup.command(help=_("Look a backup through: opened, read to its end, its database examined."))
@click.argument("file", type=FILE)
@click.option("--keys", "key_file", type=FILE, help=_("Key file, where the keys are not in the home folder."))
@click.option("--passphrase-file", type=FILE, help=_("Take the passphrase from this file instead of asking."))
def verify(file: Path, key_file: Path | None, passphrase_file: Path | None) -> None:
    """Exit code 3 with one sentence for a backup that cannot be used."""
    start_django()
    from django.utils import timezone

    from gongjian.core.backup.keysheet import key_in
    from gongjian.core.backup.verifying import verify_backup

    key = key_in(given_keys(key_file, passphrase_file)) if key_file else None
    with Bar() as bar:
        facts = verify_backup(file, now=timezone.now(), key=key, progress=bar)
    made_at = timezone.localtime(dt.datetime.fromisoformat(facts["made_at"]))
    rows = sum(facts["counts"].values())
    words = _(
        "{file} is good: state of {day}, {tables} tables with {rows} rows, {files} files, trail up to {heads}."
    )
    heads = ", ".join(str(number) for number, _link in facts["heads"].values()) or "0"
    told = {"file": file.name, "day": f"{made_at:%Y-%m-%d %H:%M:%S}", "tables": len(facts["counts"])}
    click.echo(words.format(**told, rows=rows, files=facts["files"], heads=heads))


@backup.command(name="list", help=_("List the backups, the newest first."))
@click.option("--all", "with_recent", is_flag=True, help=_("The small ones between the whole ones too."))
def list_backups(with_recent: bool) -> None:
    """What the folders show."""
    start_django()
    from django.utils import timezone

    from gongjian.core.backup import found, places

    table = Table(_("Made"), _("Size"), _("Looked through"), _("File"), box=None)
    rows = found.backups() + (found.recent() if with_recent else [])
    for one in sorted(rows, key=lambda one: one.made_at, reverse=True):
        seen = {None: _("not yet"), True: _("good"), False: one.flaw or one.words}[one.good]
        made_at = f"{timezone.localtime(one.made_at):%Y-%m-%d %H:%M:%S}"
        table.add_row(made_at, f"{megabytes(one.size)} MB", str(seen), one.path.name)
    if rows:
        Console(width=None if Console().is_terminal else 160, highlight=False).print(table)
    else:
        click.echo(_("There is no backup in {folder} yet.").format(folder=places.folder()))


@backup.command(help=_("Take old backups away: the last of 7 days, 5 weeks and 12 months stay."))
def prune() -> None:
    """Never the newest, nor the newest that was found good."""
    start_django()
    from gongjian.core.backup import found, places

    with places.alone():
        gone = [
            path
            for folder in (places.folder(), places.copy_folder())
            if folder
            for path in found.prune(folder)
        ]
    for path in gone:
        click.echo(path)
    click.echo(_("Taken away: {count}.").format(count=len(gone)))


@backup.command(
    help=_("Bring the newest backup back in a place of its own, look at it, and throw it away again.")
)
def drill() -> int:
    """Exit code 1 when it could not be brought back whole."""
    start_django()
    from django.utils import timezone

    from gongjian.core.backup.drilling import drill as try_it

    with Bar() as bar:
        done = try_it(now=timezone.now(), progress=bar)
    for line in done.words:
        click.echo(line)
    told = {"file": done.backup.path.name, "seconds": f"{done.seconds:.0f}"}
    if done.good:
        click.echo(_("The drill went well: {file} came back in {seconds} s.").format(**told))
        return 0
    raise Failed(
        _("The drill failed: {file} could not be brought back whole. Take another backup now.").format(**told)
    )


def given_keys(key_file: Path, passphrase_file: Path | None) -> dict[str, bytes]:
    """The keys in a key file, with the passphrase from a file, or asked for."""
    from gongjian.core.backup.keysheet import read_keys

    if passphrase_file:
        passphrase = passphrase_file.read_text().strip()
    elif sys.stdin.isatty():
        passphrase = click.prompt(_("Passphrase of the key file"), hide_input=True, err=True)
    else:
        passphrase = sys.stdin.readline().strip()
    return read_keys(key_file, passphrase=passphrase)


def megabytes(size: int) -> str:
    """A size in MB with one decimal."""
    return f"{size / 1e6:,.1f}"
