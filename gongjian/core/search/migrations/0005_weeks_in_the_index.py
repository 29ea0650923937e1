"""PostgreSQL's index knows the week of a place, so that what was common long ago is found without reading all of it."""

from django.db import migrations

INDEX = """
    CREATE INDEX search_words ON search_searchtext USING gin (
        search_grams(words), string_to_array(tags || ' ' || marks, ' '), (ARRAY[(place >> 28) / 10080])
    ) WITH (gin_pending_list_limit = 512)
"""


def build(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS search_words", params=None)
        editor.execute(INDEX, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_quicker_grams")]

    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
