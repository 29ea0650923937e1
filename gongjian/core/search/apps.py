"""Keeps the index right from the first connection on."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class SearchConfig(AppConfig):
    name = "gongjian.core.search"

    def ready(self) -> None:
        """Functions for the triggers, triggers around migrations, and what notes add to a text."""
        from gongjian.core.search import receivers, schema

        connection_created.connect(schema.teach, dispatch_uid="search.teach")
        pre_migrate.connect(schema.lift_triggers, sender=self, dispatch_uid="search.lift")
        post_migrate.connect(schema.set_triggers, sender=self, dispatch_uid="search.set")
        receivers.listen()
