"""A column that points to another row is found through an index, though it has none to itself."""

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db


def _without_own_index() -> list["models.ForeignKey[object, object]"]:
    columns = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    return [field for field in columns if isinstance(field, models.ForeignKey) and not field.db_index]


@pytest.mark.parametrize("field", _without_own_index(), ids=str)
def test_a_pointer_without_an_index_of_its_own_begins_another(
    field: "models.ForeignKey[object, object]",
) -> None:
    options = field.model._meta
    unique = [one for one in options.constraints if isinstance(one, models.UniqueConstraint)]
    filled = models.Q(**{f"{field.name}__isnull": False})
    begun = [one.fields[0] for one in (*options.indexes, *unique) if one.condition in (None, filled)]
    assert field.name in begun


@pytest.mark.parametrize("field", _without_own_index(), ids=str)
def test_the_database_has_let_the_index_of_its_own_go(field: "models.ForeignKey[object, object]") -> None:
    table, kept = field.model._meta.db_table, {one.name for one in field.model._meta.indexes}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    alone = {name for name, one in found.items() if one["index"] and one["columns"] == [field.column]}
    assert alone <= kept
