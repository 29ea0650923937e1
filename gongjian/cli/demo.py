"""`gongjian demo`: a believable office to look at, made once and kept."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gongjian.cli.fresh import begin_again
from gongjian.cli.ports import demand_free
from gongjian.cli.serve import run_servers
from gongjian.cli.start import start_django
from gongjian.cli.words import _

STORIES = "gongjian.cli.stories:tell"
TOLD_BY = ("reports", "meetings", "projects")
SEED = 20260101  # the same office on every machine


class Login(NamedTuple):
    """One way in, as a seed returns it."""

    role: str
    username: str
    password: str


@click.command(help=_("Make a demo office (once; it is kept), print one sign-in per role, and serve it."))
@click.option("--no-serve", is_flag=True, help=_("Only make the office and print the sign-ins."))
@click.option("--fresh", is_flag=True, help=_("Throw the demo office away first and make it anew."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
def demo(no_serve: bool, fresh: bool, host: str, port: int) -> int:
    """Refuses to touch a database in which real people have accounts."""
    start_django()
    if not no_serve:
        demand_free(host, port)
    if fresh:
        begin_again()
    logins = make_office()
    if no_serve:
        _show(logins, address="")
        return 0
    return run_servers(host=host, port=port, ready=lambda address: _show(logins, address=address))


def make_office() -> Sequence[Login]:
    """Migrate, then run every manifest's seeds in order; returns the sign-ins, one per role."""
    from django.core.management import call_command
    from django.utils import timezone, translation

    from gongjian.core.manifest import installed_slugs, manifests

    with Console(stderr=True).status(_("Preparing the database")):
        call_command("migrate", interactive=False, verbosity=0)
    _refuse_real_office()
    logins: list[Login] = []
    making = Console(stderr=True).status(_("Making the demo office"))
    with _not_waiting_for_the_disk(), making as status, translation.override("zh-hans"):
        for module in manifests():
            if module.seeds:
                status.update(f"{_('Making the demo office')}: {module.label}")
                answer = seed_of(module.seeds)(now=timezone.now(), rng=random.Random(SEED))
                logins += [Login(*login) for login in answer or ()]
        if set(TOLD_BY) <= set(installed_slugs()):
            seed_of(STORIES)(now=timezone.now())
    return logins


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """Thousands of small writes of invented data need not reach SQLite's disk one by one; the last ones do."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA synchronous").fetchone()[0]
        cursor.execute("PRAGMA synchronous=OFF")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA synchronous={before}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def seed_of(name: str) -> Callable[..., Any]:
    """The function that `Module.seeds` names: `package.file:function`, or a file whose function is `seed`."""
    file, _colon, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(file), function or "seed")
    return found


def _refuse_real_office() -> None:
    from gongjian.core.people.models import Person
    from gongjian.core.refusal import Refused

    if Person.objects.filter(is_demo=False).exists():
        sentence = _(
            "Real people have accounts in this database, so no demo data is put into it; "
            "set GONGJIAN_HOME to another folder."
        )
        raise Refused(sentence)


def _show(logins: Sequence[Login], *, address: str) -> None:
    console = Console(highlight=False, soft_wrap=True, markup=False)
    table = Table.grid(padding=(0, 3))
    table.add_row(*(Text(word, style="dim") for word in (_("Role"), _("Sign-in name"), _("Password"))))
    for login in logins:
        table.add_row(*(str(word) for word in login))
    console.print(table)
    if address:
        console.print(_("The demo office is at {address} (Ctrl-C stops it)").format(address=address))
