"""PostgreSQL learns what the index's expressions hold, by which the way to a rare word is told from that to a common one."""

from django.db import migrations


def learn(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.execute("ANALYZE search_searchtext", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_weeks_in_the_index")]

    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
