"""Throws a demo office away; refuses when a real person has an account."""

import shutil

from gongjian.cli.words import _


def begin_again() -> None:
    """Remove the demo office's database and files; keys stay. Raises Refused for a real office."""
    from django.conf import settings
    from django.db import connection

    from gongjian.core.trail import anchors

    if "people_person" not in connection.introspection.table_names():
        return
    _refuse_real_people()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    shutil.rmtree(anchors.folder(), ignore_errors=True)
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            settings.HOME.joinpath(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _refuse_real_people() -> None:
    from gongjian.core.people.models import Person
    from gongjian.core.refusal import Refused

    if Person.objects.filter(is_demo=False).exists():
        raise Refused(
            _("Real people have accounts in this database; it is not thrown away. Nothing was changed.")
        )
