"""The search index: one row per item with its text, every Chinese character spaced."""

from django.db import models


class SearchText(models.Model):
    """What an item can be found by; the full-text index over `words` is made per database by the migration."""

    item = models.OneToOneField("items.Item", models.CASCADE, primary_key=True, related_name="search_text")
    words = models.TextField()
