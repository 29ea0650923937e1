"""The index knows who may read a row and in which order rows are found, so that it need not be asked row by row."""

from django.db import migrations, models

from gongjian.core.search import schema
from gongjian.core.search.words import grams_of, marks_of

CHUNK = 2_000
OLD_TRIGGERS = ("added", "removed", "changed")


def take_down(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX search_words")
    else:
        for name in OLD_TRIGGERS:
            editor.execute(f"DROP TRIGGER search_searchtext_{name}")
        editor.execute("DROP TABLE search_words")
    editor.execute("DROP INDEX search_item_number")


def fill(apps, editor):
    postgresql = editor.connection.vendor == "postgresql"
    if postgresql:
        editor.execute(schema.POSTGRESQL_FUNCTION, params=None)
        editor.execute(schema.POSTGRESQL_FOLLOW, params=None)
    place = schema.POSTGRESQL_PLACE if postgresql else schema.SQLITE_PLACE
    tags = schema.POSTGRESQL_TAGS if postgresql else schema.SQLITE_TAGS
    editor.execute(
        f"UPDATE search_searchtext SET place = {place.format(i='i')}, tags = {tags.format(i='i')}"
        " FROM items_item AS i WHERE i.id = search_searchtext.item_id",
        params=None,
    )
    SearchText = apps.get_model("search", "SearchText")
    last = 0
    while rows := list(SearchText.objects.filter(pk__gt=last).select_related("item").order_by("pk")[:CHUNK]):
        for row in rows:
            row.marks = marks_of(row.item.number)
            row.text, _sign, row.extra = row.text.partition("\x1f")
        SearchText.objects.bulk_update(rows, ["marks", "text", "extra"], batch_size=200)
        last = rows[-1].pk


def build(apps, editor):
    connection = editor.connection
    if connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.execute(schema.POSTGRESQL_INDEX, params=None)
        for statement in schema.postgresql_triggers():
            editor.execute(statement, params=None)
        return
    editor.execute(schema.SQLITE_WORDS, params=None)
    rows = apps.get_model("search", "SearchText").objects.order_by("place")
    with connection.cursor() as cursor:
        for place, *parts in rows.values_list("place", "words", "marks", "tags").iterator(chunk_size=CHUNK):
            cursor.execute("INSERT INTO search_words (rowid, grams) VALUES (%s, %s)", [place, grams_of(*parts)])


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text"), ("items", "0001_initial")]

    operations = [
        migrations.RunPython(take_down),
        migrations.AddField("searchtext", "extra", models.TextField(default="")),
        migrations.AddField("searchtext", "said", models.TextField(default="")),
        migrations.AddField("searchtext", "marks", models.TextField(default="")),
        migrations.AddField("searchtext", "tags", models.TextField(default="")),
        migrations.AddField("searchtext", "place", models.BigIntegerField(null=True)),
        migrations.RunPython(fill),
        migrations.AlterField("searchtext", "place", models.BigIntegerField(unique=True)),
        migrations.RunPython(build),
    ]
