"""Lines of the book can be added, never changed or taken away, on either database."""

from django.db import migrations

from gongjian.core.trail.guards import put_up, take_down

TABLES = ("funds_entry",)


def forwards(apps, editor):
    put_up(editor.connection, TABLES)


def backwards(apps, editor):
    take_down(editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
