"""A workbook of reports through the product's importer, beside openpyxl reading it and bulk_create into one bare table.

More than 100,000 rows come in several files, as the upload limit of 20 MB would have it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from django.utils import timezone

from bench import bare
from bench.data import office, workbooks
from bench.scenario import Bench
from gongjian.core.intake.models import Batch
from gongjian.core.intake.straight import bring, let_in
from gongjian.core.trail.models import Unsealed
from gongjian.core.trail.sealer import seal_pending

PLAIN = "openpyxl read + bulk_create into a bare table"
CHUNK = 1024 * 1024


def run(bench: Bench) -> None:
    """Read, convert, check, write; then the same file once more; then the sealer's work for all of it."""
    cast, person = office()
    paths = workbooks(bench.folder, bench.rows)
    bare.make_table()
    with bench.timed(PLAIN):
        assert sum(bare.store(_plain_rows(path)) for path in paths) == bench.rows
    with bench.timed("read the workbook and find its columns", against=PLAIN):
        batches = [_received(path, cast, person) for path in paths]
    with bench.timed("convert, check and write", against=PLAIN):
        done = [let_in(batch, person=person, now=timezone.now(), queued=False) for batch in batches]
    assert sum(batch.count("new") for batch in done) == bench.rows, [batch.counts for batch in done]
    with bench.timed("the same file again: nothing new", against=PLAIN):
        again = [
            let_in(_received(path, cast, person), person=person, now=timezone.now(), queued=False)
            for path in paths
        ]
    assert sum(batch.count("same") for batch in again) == bench.rows
    with bench.timed("seal the trail rows of all of it", note="by the background worker"):
        while seal_pending(timezone.now()):
            pass
    assert not Unsealed.objects.exists()


def _received(path: Path, cast: Any, person: Any) -> Batch:
    with path.open("rb") as file:
        return bring(
            "reports", office=cast.office, name=path.name, chunks=iter(lambda: file.read(CHUNK), b""), person=person,
            now=timezone.now(),
        )  # fmt: skip


def _plain_rows(path: Path) -> Iterator[list[Any]]:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    for row in rows:
        yield [timezone.make_aware(value) if hasattr(value, "hour") else value for value in row]
    book.close()
