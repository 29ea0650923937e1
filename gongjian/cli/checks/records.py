"""Checks of what is kept: the database, its migrations, the work calendar, the trail."""

import datetime as dt

from gongjian.cli.checks.finding import Finding, Grade
from gongjian.cli.start import pending_migrations
from gongjian.cli.words import _

RARE_WAL_BUG_UNTIL = (3, 51, 2)


def check_database() -> Finding:
    """It answers, and holds on to what was acknowledged."""
    from django.db import connection

    return _check_sqlite() if connection.vendor == "sqlite" else _check_postgresql()


def _check_sqlite() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        facts = {
            pragma: cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "quick_check")
        }
        version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
    words = f"SQLite {version}"
    if facts["quick_check"] != "ok":
        return Finding(
            Grade.BAD,
            f"{words}: {facts['quick_check']}",
            _("The file is damaged: stop the server and restore the last backup."),
        )
    wrong = [
        name
        for name, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1))
        if facts[name] != wanted
    ]
    if wrong:
        return Finding(
            Grade.BAD,
            f"{words}: {', '.join(wrong)}",
            _("The settings were changed: take those of this version."),
        )
    if tuple(int(part) for part in version.split(".")) <= RARE_WAL_BUG_UNTIL:
        return Finding(
            Grade.GOOD,
            f"{words}, WAL, synchronous=FULL",
            _("This version can very rarely damage its file: keep daily backups, or use PostgreSQL."),
        )
    return Finding(Grade.GOOD, f"{words}, WAL, synchronous=FULL")


def _check_postgresql() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        facts = {}
        for name in ("server_version", "fsync", "synchronous_commit", "server_encoding"):
            cursor.execute(f"SHOW {name}")
            facts[name] = cursor.fetchone()[0]
    words = f"PostgreSQL {facts['server_version']}"
    wanted = {"fsync": "on", "synchronous_commit": "on", "server_encoding": "UTF8"}
    wrong = [f"{name}={facts[name]}" for name, value in wanted.items() if facts[name] != value]
    if wrong:
        return Finding(
            Grade.BAD,
            f"{words}: {', '.join(wrong)}",
            _("With this, acknowledged writes or Chinese text can be lost: change it in postgresql.conf."),
        )
    return Finding(Grade.GOOD, words)


def check_migrations() -> Finding:
    """The database has the shape that this version expects."""
    waiting = pending_migrations()
    if waiting:
        words = _("{count} changes wait, the first is {name}").format(count=len(waiting), name=waiting[0])
        return Finding(Grade.BAD, words, _("Run: gongjian manage migrate"))
    return Finding(Grade.GOOD, _("the database is up to date"))


def check_calendar() -> Finding:
    """This year's holidays and make-up days are known, and from December on the next year's too."""
    from django.utils import timezone

    from gongjian.core.clock.calendar import office_calendar

    known = office_calendar().known_years
    today = timezone.localdate()
    span = f"{min(known)}-{max(known)}"
    if today.year not in known:
        remedy = _(
            "Due dates of {year} count weekends only. Enter the State Council's list, or update gongjian."
        )
        return Finding(Grade.BAD, span, remedy.format(year=today.year))
    soon = today + dt.timedelta(days=31)
    if soon.year not in known:
        return Finding(
            Grade.WARNING,
            span,
            _("Enter the holidays of {year} as soon as they are published.").format(year=soon.year),
        )
    return Finding(Grade.GOOD, _("holidays and make-up days known for {span}").format(span=span))
