"""The search index: one row per item with its text, every Chinese character spaced."""

from django.db import models


class SearchText(models.Model):
    """What an item can be found by. `text` is shown around a match; the full-text index over `words` is made per
    database by the migration."""

    item = models.OneToOneField("items.Item", models.CASCADE, primary_key=True, related_name="search_text")
    text = models.TextField()
    words = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]
