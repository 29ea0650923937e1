"""One scenario in this process, in the database that the environment names."""

import sys
from pathlib import Path


def main(name: str, rows: int, database: str, folder: Path) -> None:
    """Migrate and run; what it costs stands in `lines.json` in the folder."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    from bench.scenario import Bench
    from bench.scenarios import find

    translation.activate("zh-hans")
    call_command("migrate", interactive=False, verbosity=0)
    find(name)(Bench(rows=rows, database=database, folder=folder))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
