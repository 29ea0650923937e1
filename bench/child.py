"""One scenario in this process, in the database that the environment names; its lines go to a file as JSON."""

import json
import sys
from pathlib import Path


def main(name: str, rows: int, database: str, folder: Path) -> None:
    """Migrate, run, write `lines.json` into the folder."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    from bench.scenario import Bench
    from bench.scenarios import find

    translation.activate("zh-hans")
    call_command("migrate", interactive=False, verbosity=0)
    bench = Bench(rows=rows, database=database, folder=folder)
    find(name)(bench)
    (folder / "lines.json").write_text(json.dumps(bench.as_json()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
