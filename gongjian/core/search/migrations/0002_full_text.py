"""The full-text index: FTS5 on SQLite, an inverted index over tokens and pairs of tokens on PostgreSQL."""

from django.db import migrations

SQLITE = (
    """
    CREATE VIRTUAL TABLE search_words USING fts5(
        words, content='search_searchtext', content_rowid='item_id', tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE TRIGGER search_searchtext_added AFTER INSERT ON search_searchtext BEGIN
        INSERT INTO search_words (rowid, words) VALUES (new.item_id, new.words);
    END
    """,
    """
    CREATE TRIGGER search_searchtext_removed AFTER DELETE ON search_searchtext BEGIN
        INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.item_id, old.words);
    END
    """,
    """
    CREATE TRIGGER search_searchtext_changed AFTER UPDATE ON search_searchtext BEGIN
        INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.item_id, old.words);
        INSERT INTO search_words (rowid, words) VALUES (new.item_id, new.words);
    END
    """,
    "CREATE INDEX search_item_number ON items_item (number)",
)
SQLITE_BACK = ("DROP TABLE search_words", "DROP INDEX search_item_number") + tuple(
    f"DROP TRIGGER search_searchtext_{name}" for name in ("added", "removed", "changed")
)

# tsvector keeps no positions beyond 16,383, so a phrase late in a long text would be lost: pairs of neighbours need none.
# The high cost tells the planner to look into the index instead of computing the pairs of every row.
POSTGRESQL = (
    """
    CREATE FUNCTION search_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
        WITH spaced AS (
            SELECT token, lead(token) OVER (ORDER BY place) AS next
            FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS listed (token, place)
        )
        SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
            SELECT token AS gram FROM spaced
            UNION ALL
            SELECT token || ' ' || next FROM spaced WHERE next IS NOT NULL
        ) AS grams
    $$
    """,
    "CREATE INDEX search_words ON search_searchtext USING gin (search_grams(words))",
    "CREATE INDEX search_item_number ON items_item (number varchar_pattern_ops)",
)
POSTGRESQL_BACK = (
    "DROP INDEX search_item_number",
    "DROP INDEX search_words",
    "DROP FUNCTION search_grams(text)",
)


def forwards(apps, editor):
    run(editor, POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


def backwards(apps, editor):
    run(editor, POSTGRESQL_BACK if editor.connection.vendor == "postgresql" else SQLITE_BACK)


def run(editor, statements):
    for statement in statements:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("items", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
