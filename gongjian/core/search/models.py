"""The search index: one row per item with its text, every Chinese character spaced, and who may find it."""

from django.db import models


class SearchText(models.Model):
    """What an item can be found by. The full-text index over all of it is made per database by the migration.

    `place` is the order in which matters are found: the minute they came in, then their id. `text` is the module's,
    `extra` that of fields the office added, `said` that of notes and captions; all are shown around a match. `words`
    are their tokens, `marks` the ways to write the number, `tags` the kinds, areas and hands by which somebody may read
    it, kept right by triggers.
    """

    item = models.OneToOneField("items.Item", models.CASCADE, primary_key=True, related_name="search_text")
    place = models.BigIntegerField(unique=True)
    text = models.TextField()
    extra = models.TextField(default="")
    said = models.TextField(default="")
    words = models.TextField()
    marks = models.TextField(default="")
    tags = models.TextField(default="")

    def __str__(self) -> str:
        return self.text[:40]
