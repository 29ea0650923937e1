"""`gongjian paper`: the forms and letters of an office, listed and filled without the pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongjian.cli.start import NotOffered, demand_migrated, nearest, start_django
from gongjian.cli.words import _

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.papers.models import Paper

OFFICE = _("Name or official code of the office.")


@click.group(help=_("List an office's forms and letters, and fill one."))
def paper() -> None:
    """See `help` above."""


@paper.command(name="list", help=_("The papers of an office, and what each is about."))
@click.option("--office", "office_name", help=OFFICE)
def list_papers(office_name: str | None) -> None:
    """One line per paper."""
    start_django()
    demand_migrated()
    for one in _papers(office_name):
        click.echo(
            f"{one.office.short_name}  {one.name}  {one.ledger}{one.suffix}  {one.get_state_display()}"
        )


@paper.command(help=_("Fill a paper with what a person may read, and write it to a file."))
@click.argument("name")
@click.option("--office", "office_name", help=OFFICE)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Where to write it; a name ending in .pdf makes a PDF."),
)
@click.option(
    "--as", "username", required=True, help=_("Sign-in name of the person who fills it: her rights hold.")
)
@click.option(
    "--filter", "filters", multiple=True, help=_("A filter as in the list's address, such as state=new.")
)
@click.option("--row", type=int, help=_("Id of the row, for a paper about a single matter."))
def fill(
    name: str, office_name: str | None, out: Path, username: str, filters: tuple[str, ...], row: int | None
) -> None:
    """An unknown name is answered with the nearest known ones."""
    start_django()
    demand_migrated()
    from django.http import QueryDict
    from django.utils import timezone

    from gongjian.core.papers.filling import fill as fill_paper
    from gongjian.core.papers.filling import prepare
    from gongjian.core.people.access import access_of

    found = _named(name, office_name)
    person = _person(username)
    access = access_of(person)
    if not type(found).objects.visible_to(access).filter(pk=found.pk).exists():
        raise NotOffered(_("{who} may not fill the papers of this office.").format(who=username))
    work = prepare(
        found,
        person=person,
        access=access,
        now=timezone.now(),
        params=QueryDict("&".join(filters)),
        row_id=row,
    )
    made = fill_paper(work, as_pdf=out.suffix.lower() == ".pdf")
    out.write_bytes(made.data)
    for note in made.notes:
        click.echo(note)
    click.echo(_("{file}: {rows} rows").format(file=out, rows=made.rows))


def _papers(office_name: str | None) -> list["Paper"]:
    from gongjian.core.papers.models import Paper

    rows = Paper.objects.select_related("office").order_by("office", "name")
    return list(rows.filter(office=_office(office_name)) if office_name else rows)


def _office(name: str) -> "Area":
    from gongjian.core.areas.codes import area_of_code
    from gongjian.core.areas.models import Area

    offices = list(Area.objects.offices())
    coded = area_of_code(name)
    for one in offices:
        if name in (one.name, one.short_name) or (coded and coded.pk == one.pk):
            return one
    names = nearest(name, [one.short_name for one in offices])
    raise NotOffered(_("There is no office named {name}; perhaps: {names}.").format(name=name, names=names))


def _named(name: str, office_name: str | None) -> "Paper":
    papers = _papers(office_name)
    found = [one for one in papers if one.name == name and one.state == "ready"]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotOffered(_("Several offices have a paper of this name; say which with --office."))
    names = nearest(name, [one.name for one in papers])
    raise NotOffered(_("There is no paper named {name}; perhaps: {names}.").format(name=name, names=names))


def _person(username: str) -> Any:
    from gongjian.core.people.models import Person

    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise NotOffered(_("Nobody signs in as {name}.").format(name=username))
    return person
