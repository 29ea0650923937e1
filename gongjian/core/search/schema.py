"""What the database itself keeps right in the index, whoever writes: place and tags follow the item and its hands."""

from typing import Any

from django.db import connections

from gongjian.core.search.words import grams_of

ID_BITS = 28
LARGEST_ID = (1 << ID_BITS) - 1
WATCHED = ("kind", "area_path", "unit_id", "handler_id", "closed_at", "opened_at")
HANDS = {"items_helper": ("unit_id", "person_id", "item_id"), "items_handover": ("unit_id", "item_id")}

SQLITE_PLACE = f"((CAST(strftime('%s', {{i}}.opened_at) AS INTEGER) / 60) << {ID_BITS} | {{i}}.id)"
SQLITE_TAGS = """(search_scope({i}.kind, {i}.area_path, {i}.unit_id, {i}.handler_id, {i}.closed_at)
    || coalesce((SELECT group_concat(DISTINCT ' u@' || unit_id) FROM items_handover WHERE item_id = {i}.id), '')
    || coalesce((SELECT group_concat(DISTINCT ' u@' || unit_id) FROM items_helper WHERE item_id = {i}.id), '')
    || coalesce((SELECT group_concat(DISTINCT ' p@' || person_id) FROM items_helper WHERE item_id = {i}.id), ''))"""
SQLITE_WORDS = """
    CREATE VIRTUAL TABLE search_words USING fts5(
        grams, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '@#/_'"
    )
"""
TAKE_OUT = """INSERT INTO search_words (search_words, rowid, grams)
    VALUES ('delete', old.place, search_grams(old.words, old.marks, old.tags));"""
PUT_IN = """INSERT INTO search_words (rowid, grams)
    VALUES (new.place, search_grams(new.words, new.marks, new.tags));"""

POSTGRESQL_PLACE = f"((floor(extract(epoch FROM {{i}}.opened_at) / 60)::bigint << {ID_BITS}) | {{i}}.id)"
POSTGRESQL_TAGS = "search_tags({i}.id)"
POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION search_tags(wanted bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
    BEGIN  -- plpgsql keeps the plan of its question for the whole session; a function in SQL makes one at each call
        RETURN (SELECT concat_ws(' ', i.kind || '@', (
                SELECT string_agg(i.kind || '@' || left(i.area_path, n), ' ')
                FROM generate_series(1, length(i.area_path)) AS n WHERE substr(i.area_path, n, 1) = '/'
            ),
            CASE WHEN i.closed_at IS NULL THEN 'is@open' ELSE 'is@closed' END, 'u@' || i.unit_id, 'p@' || i.handler_id,
            (SELECT string_agg(DISTINCT 'u@' || unit_id, ' ') FROM items_handover WHERE item_id = i.id),
            (SELECT string_agg(DISTINCT 'u@' || unit_id, ' ') FROM items_helper WHERE item_id = i.id),
            (SELECT string_agg(DISTINCT 'p@' || person_id, ' ') FROM items_helper WHERE item_id = i.id)
        ) FROM items_item AS i WHERE i.id = wanted);
    END $$
"""
POSTGRESQL_FOLLOW = f"""
    CREATE OR REPLACE FUNCTION search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE touched bigint[]; one bigint; told text; stands bigint;
    BEGIN
        IF TG_TABLE_NAME = 'items_item' THEN touched := ARRAY[NEW.id];
        ELSIF TG_OP = 'INSERT' THEN touched := ARRAY[NEW.item_id];
        ELSIF TG_OP = 'DELETE' THEN touched := ARRAY[OLD.item_id];
        ELSE touched := ARRAY[OLD.item_id, NEW.item_id];
        END IF;
        FOREACH one IN ARRAY touched LOOP
            SELECT search_tags(i.id), {POSTGRESQL_PLACE.format(i="i")} INTO told, stands FROM items_item AS i WHERE i.id = one;
            CONTINUE WHEN NOT FOUND;  -- a matter that is being removed, hands first
            UPDATE search_searchtext AS s SET tags = told, place = stands
            WHERE s.item_id = one AND (s.tags, s.place) IS DISTINCT FROM (told, stands);
        END LOOP;
        RETURN NULL;
    END $$
"""
POSTGRESQL_INDEX = """
    CREATE INDEX search_words ON search_searchtext
    USING gin (search_grams(words), string_to_array(tags || ' ' || marks, ' ')) WITH (gin_pending_list_limit = 512)
"""


def id_of(place: int) -> int:
    """The item that stands at a place."""
    return place & LARGEST_ID


def scope_of(kind: str, path: str, unit: int | None, handler: int | None, closed: str | None) -> str:
    """The tags that an item's own columns give it: its kind, alone and with each area above it; its hands; its end."""
    tags = [f"{kind}@", *(f"{kind}@{path[: n + 1]}" for n, char in enumerate(path) if char == "/")]
    tags.append("is@open" if closed is None else "is@closed")
    tags += [f"{sign}@{number}" for sign, number in (("u", unit), ("p", handler)) if number is not None]
    return " ".join(tags)


def teach(sender: object, connection: Any, **_: object) -> None:
    """Give an opened SQLite connection the functions that its triggers call."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("search_grams", 3, grams_of, deterministic=True)
        connection.connection.create_function("search_scope", 5, scope_of, deterministic=True)


def sqlite_triggers() -> dict[str, str]:
    """By name, all triggers on SQLite."""
    follow = (
        f"UPDATE search_searchtext SET tags = {SQLITE_TAGS.format(i='i')}, place = {SQLITE_PLACE.format(i='i')}"
        " FROM items_item AS i WHERE i.id = search_searchtext.item_id AND search_searchtext.item_id IN ({items});"
    )
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in WATCHED)
    found = {
        "search_text_added": f"AFTER INSERT ON search_searchtext BEGIN {PUT_IN} END",
        "search_text_removed": f"AFTER DELETE ON search_searchtext BEGIN {TAKE_OUT} END",
        "search_text_changed": "AFTER UPDATE ON search_searchtext WHEN old.place IS NOT new.place OR old.words IS NOT"
        f" new.words OR old.marks IS NOT new.marks OR old.tags IS NOT new.tags BEGIN {TAKE_OUT} {PUT_IN} END",
        "search_item_changed": f"AFTER UPDATE OF {', '.join(WATCHED)} ON items_item WHEN {changed}"
        f" BEGIN {follow.format(items='new.id')} END",
    }
    for table, columns in HANDS.items():
        found |= {
            f"search_{table}_added": f"AFTER INSERT ON {table} BEGIN {follow.format(items='new.item_id')} END",
            f"search_{table}_removed": f"AFTER DELETE ON {table} BEGIN {follow.format(items='old.item_id')} END",
            f"search_{table}_changed": f"AFTER UPDATE OF {', '.join(columns)} ON {table}"
            f" BEGIN {follow.format(items='old.item_id, new.item_id')} END",
        }
    return found


def postgresql_triggers() -> list[str]:
    """All triggers on PostgreSQL."""
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in WATCHED)
    run = "FOR EACH ROW {when} EXECUTE FUNCTION search_follow()"
    found = [
        f"CREATE TRIGGER search_item_changed AFTER UPDATE OF {', '.join(WATCHED)} ON items_item "
        + run.format(when=f"WHEN ({changed})")
    ]
    for table, columns in HANDS.items():
        events = f"INSERT OR DELETE OR UPDATE OF {', '.join(columns)}"
        found.append(f"CREATE TRIGGER search_{table} AFTER {events} ON {table} " + run.format(when=""))
    return found


def lift_triggers(sender: object = None, *, using: str = "default", **_: object) -> None:
    """Before a migration: SQLite rebuilds tables by renaming, which triggers that name them would forbid."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in sqlite_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def set_triggers(sender: object = None, *, using: str = "default", **_: object) -> None:
    """After a migration: put them back, if the tables stand."""
    connection = connections[using]
    if connection.vendor == "sqlite" and "search_words" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            for name, rest in sqlite_triggers().items():
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {rest}")
