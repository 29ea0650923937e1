"""`gongjian office CODE`: opens a subdistrict as a working office and makes its first administrator."""

import secrets

import click

from gongjian.cli.start import demand_migrated, start_django
from gongjian.cli.words import _

LETTERS = (
    "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another when read aloud or copied by hand
)


@click.command(
    help=_("Open the subdistrict of this official code as an office, and make its first administrator.")
)
@click.argument("code")
@click.option(
    "--administrator", required=True, metavar="USERNAME", help=_("Sign-in name of the administrator.")
)
@click.option(
    "--person-name", default="", help=_("The administrator's own name; without it, the sign-in name.")
)
@click.option(
    "--name", default="", help=_("What the office is called, where the official list says otherwise.")
)
def office(code: str, administrator: str, person_name: str, name: str) -> None:
    """The password is shown once and must be changed at the first sign-in."""
    start_django()
    demand_migrated()
    from django.utils import timezone

    from gongjian.core.people.actions import begin_office

    password = one_time_password()
    person = begin_office(
        code,
        username=administrator,
        person_name=person_name or administrator,
        password=password,
        name=name,
        now=timezone.now(),
    )
    click.echo(
        _("{office} works here now. Its administrator is {person}.").format(
            office=person.office, person=person
        )
    )
    click.echo(_("Sign-in name: {username}").format(username=person.username))
    click.echo(_("Password: {password}").format(password=password))
    click.echo(_("The password is shown only now and must be changed at the first sign-in."))


def one_time_password() -> str:
    """Four groups of four, from a source that nobody can guess."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
