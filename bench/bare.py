"""The alternative beside the product: one bare table without index, trail, search, mask or check."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


class Bare(models.Model):
    """Eight columns of text and a time."""

    number = models.CharField(max_length=60)
    at = models.DateTimeField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    place = models.CharField(max_length=200)
    category = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=30)

    class Meta:
        app_label = "bench"


FIELDS = [column.name for column in Bare._meta.fields if column.name != "id"]


def make_table() -> None:
    """Create it in the scenario's own database."""
    with connection.schema_editor() as editor:
        editor.create_model(Bare)


def store(rows: Iterable[Iterable[Any]]) -> int:
    """bulk_create, 5,000 rows at a time; how many."""
    count, chunk = 0, []
    for row in rows:
        chunk.append(Bare(**dict(zip(FIELDS, row, strict=True))))
        if len(chunk) == 5000:
            Bare.objects.bulk_create(chunk)
            count, chunk = count + len(chunk), []
    Bare.objects.bulk_create(chunk)
    return count + len(chunk)
