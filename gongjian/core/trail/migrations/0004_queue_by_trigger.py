"""The database itself puts every new trail row into the sealer's queue, whoever writes it."""

from django.db import migrations

from gongjian.core.trail.guards import put_up_queue, take_down_queue


def forwards(apps, editor):
    put_up_queue(editor.connection)


def backwards(apps, editor):
    take_down_queue(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("trail", "0003_covered_indexes")]

    operations = [migrations.RunPython(forwards, backwards)]
