"""`gongjian restore FILE`: a backup back in its place, checked before and proved afterwards."""

from pathlib import Path
from typing import Any

import click

from gongjian.cli.backup import FILE, Bar, given_keys
from gongjian.cli.start import start_django
from gongjian.cli.words import _


@click.command(help=_("Bring a backup back into the home folder and database of the settings."))
@click.argument("file", type=FILE)
@click.option("--keys", "key_file", type=FILE, help=_("Key file, where the keys are not in the home folder."))
@click.option("--passphrase-file", type=FILE, help=_("Take the passphrase from this file instead of asking."))
@click.option("--replace", is_flag=True, help=_("Replace the office that works here; it is kept aside."))
@click.option(
    "--outside",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_(
        "A folder outside/ from another disk, with a newer deletion ledger (the one beside the backup is looked at anyway)."
    ),
)
def restore(
    file: Path, key_file: Path | None, passphrase_file: Path | None, replace: bool, outside: tuple[Path, ...]
) -> int:
    """Exit code 3 when it was refused and nothing was changed, 1 when it is in place and something in it is not right."""
    start_django()
    from django.utils import timezone

    from gongjian.core.backup import places
    from gongjian.core.backup.keysheet import key_in, put_keys
    from gongjian.core.backup.restoring import restore as put_back

    keys = given_keys(key_file, passphrase_file) if key_file else {}
    key = key_in(keys) if keys else places.backup_key()
    with Bar() as bar:
        restored = put_back(
            file, key=key, replace=replace, now=timezone.now(), outside=list(outside), progress=bar, ready=lambda: put_keys(keys)
        )  # fmt: skip
    _tell(restored)
    return int(not restored.proof.good)


def _tell(restored: Any) -> None:
    from django.utils import timezone

    proof = restored.proof
    made_at = timezone.localtime(proof.made_at)
    span = timezone.now() - proof.made_at
    minutes = int(span.total_seconds() // 60)
    lines = [
        _("The state of {day} is back.").format(day=f"{made_at:%Y-%m-%d %H:%M:%S}"),
        _(
            "What was entered in the {minutes} minutes since then is not in it; ask people to enter it again."
        ).format(minutes=minutes),
        *(
            _("{office}: {count} acts that the trail knows of are lost.").format(office=office, count=count)
            for office, count in proof.lost.items()
        ),
        _("Trail: {count} rows read, every one as it was written.").format(count=proof.trail_rows)
        if not proof.trail
        else _("Trail: {flaw}").format(flaw=proof.trail),
        _("Files: {count} looked at, {bad} missing or not as they were.").format(
            count=proof.files, bad=len(proof.bad_files)
        ),
        _("Deleted since then, and deleted again: {rows} rows by {lines} entries of the ledger.").format(
            rows=proof.forgotten[1], lines=proof.forgotten[0]
        ),
        _("Search: {words}").format(words=proof.search),
        _(
            "Sessions ended: {count}. Everybody signs in anew, with the password of that time; roles, accounts and "
            "private links that were taken back since then stay so."
        ).format(count=proof.sessions),
    ]
    for aside in restored.aside:
        lines.append(
            _("What was here before lies in {place}; remove it when all is well.").format(place=aside)
        )
    lines.append(_("Start the server now: gongjian serve"))
    for line in lines:
        click.echo(line)
    for uid in proof.bad_files[:20]:
        click.echo(_("File missing: {uid}").format(uid=uid), err=True)
