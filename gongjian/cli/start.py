"""Starting Django for a command, and what several commands ask of the database."""

from functools import cache

import click

from gongjian.cli.words import _, terminal_language


class Failed(click.ClickException):
    """The work could not be done; one sentence says why and what to do."""

    exit_code = 1


class NotOffered(click.ClickException):
    """What was named does not exist; the sentence says what does."""

    exit_code = 2


@cache
def start_django() -> None:
    """Load settings and apps once, and speak the terminal's language from then on."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans" if terminal_language() == "zh_Hans" else "en")


def pending_migrations() -> list[str]:
    """Names of migrations that the database has not seen yet, as app.name."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def demand_migrated() -> None:
    """Stop when the database is behind the program, or a restore was cut short: what is to be forgotten stands in it again."""
    from gongjian.core.backup.places import unfinished

    if file := unfinished():
        sentence = _("A restore was cut short. Run it again: gongjian restore {file} --replace")
        raise Failed(sentence.format(file=file))
    waiting = pending_migrations()
    if waiting:
        sentence = _(
            "The database is behind this version ({count} changes wait). Run: gongjian manage migrate"
        )
        raise Failed(sentence.format(count=len(waiting)))


def nearest(name: str, known: list[str]) -> str:
    """Up to three known names close to `name`, or the first ten of all."""
    import difflib

    close = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    return ", ".join(close or sorted(known)[:10])
