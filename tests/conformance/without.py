"""Runs the product without some modules: called in a process of its own, `python -m tests.conformance.without SLUG…`."""

import os
import sys
from pathlib import Path


def main(slugs: list[str]) -> int:
    """Take the modules out, with all that require them, and try the rest on a database in which their tables stay
    behind."""
    import django

    from gongjian.config import modules as listed

    taken = _with_dependants(slugs, listed.MODULES)
    listed.MODULES[:] = [name for name in listed.MODULES if name not in taken]
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongjian.config.testing"
    django.setup()
    from django.conf import settings

    from tests.template import copy_to

    database = Path(settings.HOME) / "without.sqlite3"
    settings.DATABASES["default"]["NAME"] = database
    copy_to(database)
    _check()
    _smoke(taken)
    return 0


def _with_dependants(slugs: list[str], names: list[str]) -> set[str]:
    """The modules that cannot do without them, read from the files, as nothing may be imported yet."""
    import ast

    def requires(name: str) -> set[str]:
        tree = ast.parse(Path(f"gongjian/modules/{name}/module.py").read_text())
        found = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "requires"
        ]
        return {one.value for value in found for one in ast.walk(value) if isinstance(one, ast.Constant)}

    taken = set(slugs)
    while more := {name for name in names if requires(name) & taken} - taken:
        taken |= more
    return taken


def _check() -> None:
    from django.core.management import call_command
    from django.db import connection

    connection.cursor().execute("PRAGMA synchronous=OFF")
    call_command("check")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)


def _smoke(taken: set[str]) -> None:
    """Seeds of the rest, then every page without arguments as somebody who holds every role."""
    from django.db import transaction
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from gongjian.core.areas.models import Area
    from gongjian.core.manifest import installed_slugs
    from tests.conformance.addresses import all_addresses, filled
    from tests.conformance.world import everyone_at, run_seeds

    assert not taken & set(installed_slugs())
    setup_test_environment()
    with transaction.atomic():
        run_seeds(now=timezone.now())
    home = Area.objects.offices().first()
    assert home is not None
    client = Client()
    client.force_login(everyone_at(home, "everyone"))
    for address in all_addresses():
        if address.foreign or address.converters or "GET" not in address.view.methods:
            continue
        for path in filled(address, home):
            status = client.get(path).status_code
            assert status < 500, f"{path} answers {status}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
