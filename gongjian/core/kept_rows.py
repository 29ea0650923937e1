"""Small tables of settings that every act asks for, kept in the process for some seconds."""

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models.signals import post_delete, post_save

M = TypeVar("M", bound=models.Model)
SECONDS_KEPT = 3.0
_everywhere: "list[KeptRows[Any]]" = []


class KeptRows(Generic[M]):
    """All rows of a table, by a key made from each. What another process changed counts within three seconds.

    After a change in this process they are read each time for as long, so that an act sees what it has just changed itself
    and nothing stays that was taken back with its transaction. A change by `update` or `bulk_create` says so by `forget`.
    """

    def __init__(self, model: type[M], by: Callable[[M], Any]) -> None:
        self._model, self._by = model, by
        self._rows: dict[Any, list[M]] = {}
        self._read_at = self._changed_at = -SECONDS_KEPT
        post_save.connect(self._changed, sender=model, weak=False)
        post_delete.connect(self._changed, sender=model, weak=False)
        _everywhere.append(self)

    def of(self, key: Any) -> list[M]:
        """The rows of a key, oldest first; they are everybody's, so nobody changes them."""
        now = time.monotonic()
        if now - self._read_at >= SECONDS_KEPT or now - self._changed_at < SECONDS_KEPT:
            rows: dict[Any, list[M]] = {}
            for row in self._model._default_manager.order_by("pk"):
                rows.setdefault(self._by(row), []).append(row)
            self._rows, self._read_at = rows, now
        return self._rows.get(key, [])

    def forget(self) -> None:
        """Read them anew for the next three seconds."""
        self._changed_at = time.monotonic()

    def _changed(self, **_facts: Any) -> None:
        self.forget()


def forget_all() -> None:
    """As if this process had read no table yet."""
    for kept in _everywhere:
        kept._read_at = kept._changed_at = -SECONDS_KEPT
