"""Other people's files do no harm: each is read rightly or answered with a sentence, in bounded time and memory."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongjian.lib.sheets import FLAWS, LIMITS, NOTES, SENTENCES, BadBook, Book, book_from, read_book, rows_of
from gongjian.lib.sheets.book import ended_badly
from gongjian.lib.sheets.tests.corpus import CASES, Case


class Batch:
    """One process that forks for each file."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "gongjian.lib.sheets.tests.corpus.batch"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def read(self, case: Case, folder: Path) -> tuple[str, Book | None, dict[str, Any]]:
        """The problem's code or "", the book, and what it cost."""
        path = folder / "file"
        path.write_bytes(case.make())
        task = {"path": str(path), "into": str(folder / "spools"), "name": case.name}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        cost = json.loads(self.process.stdout.readline())
        if cost["code"]:
            return ended_badly(cost["code"], LIMITS).code, None, cost
        try:
            return "", book_from(cost["answer"], folder / "spools"), cost
        except BadBook as bad:
            return bad.code, None, cost


@pytest.fixture(scope="module")
def batch() -> Iterator[Batch]:
    running = Batch()
    yield running
    with running.process:  # closes its pipes, at which it ends
        pass


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_read_or_answered_in_words(case, batch, tmp_path):
    code, book, cost = batch.read(case, tmp_path)

    assert code in case.wanted
    assert cost["seconds"] < 20
    assert cost["peak"] < 600
    if book is None:
        assert SENTENCES[code]
        return
    assert all(note.code in NOTES and str(note) for note in book.notes)
    assert all(flaw.code in FLAWS and str(flaw) for sheet in book.sheets for flaw in sheet.flaws)
    assert set(case.notes) <= {note.code for note in book.notes}
    assert case.sheets in (None, len(book.sheets))
    rows = dict(rows_of(book.sheets[0].spool, stop=2000))
    for (row, column), value in case.cells.items():
        assert rows[row][column - 1] == value
    assert case.flaws.items() <= {flaw.row: flaw.code for flaw in book.sheets[0].flaws}.items()


def test_the_corpus_is_large_and_no_name_stands_twice():
    assert len(CASES) >= 120
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []


def test_a_file_that_is_gone_is_said(tmp_path):
    with pytest.raises(BadBook) as bad:
        read_book(tmp_path / "没有.xlsx", into=tmp_path / "spools")

    assert bad.value.code == "missing"
