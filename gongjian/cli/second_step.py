"""`gongjian second-step --take-away NAME`: for the administrator who lost her phone and has no colleague to ask."""

import click

from gongjian.cli.start import NotOffered, demand_migrated, start_django
from gongjian.cli.words import _


@click.command(
    name="second-step",
    help=_(
        "Take somebody's second step of signing in away: app, passkeys and recovery codes end, and all her sessions."
    ),
)
@click.option("--take-away", required=True, metavar="USERNAME", help=_("Sign-in name of the person."))
@click.option("--reason", required=True, help=_("Why; it is kept in the trail."))
def second_step(take_away: str, reason: str) -> None:
    """She signs in by her password again, and is told by a notice."""
    start_django()
    demand_migrated()
    from django.utils import timezone

    from gongjian.core.factors.actions import reset_protection
    from gongjian.core.people.models import Person
    from gongjian.core.people.names import normal_username

    person = Person.objects.filter(username=normal_username(take_away)).first()
    if person is None:
        raise NotOffered(_("Nobody signs in as {name}.").format(name=take_away))
    reset_protection(person, reason=reason, now=timezone.now())
    click.echo(
        _("{person} signs in by the password alone again, until a new second step is set up.").format(
            person=person
        )
    )
