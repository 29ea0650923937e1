"""Loads the receivers of all modules once every model is there."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "gongjian.core.items"

    def ready(self) -> None:
        from gongjian.core.manifest import installed_slugs

        for slug in installed_slugs():
            if find_spec(f"gongjian.modules.{slug}.receivers"):
                import_module(f"gongjian.modules.{slug}.receivers")
