"""Trail rows, seals and items' steps can be added, never changed or taken away, on either database."""

from django.db import migrations

from gongjian.core.trail.guards import put_up, take_down


def forwards(apps, editor):
    put_up(editor.connection)


def backwards(apps, editor):
    take_down(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial"), ("items", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
