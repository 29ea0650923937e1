"""`gongjian import LEDGER FILE...`: a workbook into any list that takes rows in, by the same machinery as the pages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongjian.cli.start import demand_migrated
from gongjian.cli.words import _

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.intake.mapping import Columns
    from gongjian.core.intake.models import Batch
    from gongjian.core.ledgers.ledger import Ledger
    from gongjian.core.people.models import Person

CHUNK = 1024 * 1024
OUTCOMES = ("new", "changed", "same", "bad")


def ledger_command(ledger: "Ledger") -> click.Command:
    """The command of one list: its own options are those of its intake."""
    file = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
    params: list[click.Parameter] = [
        click.Argument(["files"], nargs=-1, required=True, type=file, metavar="FILE..."),
        click.Option(
            ["--office"], metavar="CODE", help=_("official code of the office; else her own, or the one here")
        ),
        click.Option(
            ["--mapping"], metavar="NAME|FILE", help=_("a kept choice of columns, or a JSON file with one")
        ),
        click.Option(["--sheet"], metavar="NAME", help=_("the sheet to take; else the one that fits best")),
        click.Option(["--by"], metavar="LOGIN", help=_("sign-in name of whoever brings it in")),
        click.Option(["--dry-run"], is_flag=True, help=_("only say what would happen")),
        click.Option(["--json", "as_json"], is_flag=True, help=_("print JSON, one object per file")),
    ]
    own = ledger.intake.options if ledger.intake else ()
    params += [
        click.Option([f"--{one.name.replace('_', '-')}", one.name], help=str(one.label)) for one in own
    ]

    def run(files: tuple[Path, ...], **given: Any) -> int:
        demand_migrated()
        options = {one.name: given[one.name] for one in own if given[one.name] is not None}
        worst = 0
        for path in files:
            worst = max(worst, _take(ledger, path, given, options))
        return worst

    return click.Command(ledger.slug, callback=run, params=params, help=str(ledger.title))


def _take(ledger: "Ledger", path: Path, given: dict[str, Any], options: dict[str, str]) -> int:
    """One file; says what became of it. A file of which no row was any good is refused."""
    from django.utils import timezone

    from gongjian.cli.imports import under_a_bar
    from gongjian.core.intake.straight import bring, let_in, look_over, office_of

    now, person = timezone.now(), _person(given["by"])
    office = office_of(given["office"] or "", person)
    columns = _columns(ledger.slug, office, given["mapping"])
    batch = bring(
        ledger.slug, office=office, name=path.name, chunks=_chunks(path), person=person, now=now, columns=columns,
        sheet=given["sheet"] or "", options=options,
    )  # fmt: skip
    with under_a_bar(path.name) as tell:
        if given["dry_run"]:
            batch = look_over(batch, now=now, tell=tell)
        else:
            batch = let_in(batch, person=person, now=now, queued=False, tell=tell)
    _print(path, batch, office, as_json=given["as_json"])
    return 0


def _person(login: str | None) -> "Person | None":
    from gongjian.core.people.models import Person
    from gongjian.core.refusal import Refused

    if not login:
        return None
    person = Person.objects.filter(username=login, is_active=True).first()
    if person is None:
        raise Refused(_("Nobody signs in as {name}.").format(name=login[:40]), field="by")
    return person


def _columns(ledger: str, office: "Area", mapping: str | None) -> "Columns | None":
    from gongjian.core.intake.mapping import from_json, named

    if not mapping:
        return None
    path = Path(mapping)
    return from_json(path.read_bytes(), ledger=ledger) if path.is_file() else named(office, ledger, mapping)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            yield block


def _print(path: Path, batch: "Batch", office: "Area", *, as_json: bool) -> None:
    bad = [{"row": row, "reason": reason} for row, reason in _bad_rows(batch)]
    counts = {name: batch.count(name) for name in OUTCOMES}
    if as_json:
        said = {
            "file": path.name,
            "office": office.short_name,
            "state": str(batch.state),
            **counts,
            "bad_rows": bad,
        }
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    words = {"new": _("new"), "changed": _("changed"), "same": _("the same"), "bad": _("stayed out")}
    facts = ", ".join(f"{words[name]} {number}" for name, number in counts.items())
    click.echo(f"{path.name}: {office.short_name}, {facts}")
    for one in bad:
        click.echo(_("  row {row}: {reason}").format(**one))


def _bad_rows(batch: "Batch") -> list[tuple[int, str]]:
    from gongjian.core.intake.models import BatchRow

    if batch.state == batch.State.READY:
        return [(one["row"], one["reason"]) for one in batch.preview.get("bad", [])]
    rows = BatchRow.objects.filter(batch=batch, outcome=BatchRow.Outcome.BAD).order_by("row")
    return list(rows.values_list("row", "reason"))
