"""PostgreSQL's own functions keep the plans of what they ask: the tags are read once for each change, not three times."""

from django.db import migrations

from gongjian.core.search import schema


def write_anew(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(schema.POSTGRESQL_FUNCTION, params=None)
        editor.execute(schema.POSTGRESQL_FOLLOW, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_statistics")]

    operations = [migrations.RunPython(write_anew, migrations.RunPython.noop)]
