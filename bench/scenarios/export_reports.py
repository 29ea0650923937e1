"""A ledger's export as Excel and CSV, beside openpyxl writing the same cells from a bare list."""

import os
from typing import Any

import openpyxl
from django.http import QueryDict

from bench.data import office
from bench.fill import fill_many
from bench.scenario import Bench, moment
from gongjian.core.ledgers.exports import export
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.writing import lines
from gongjian.core.people.access import access_of
from gongjian.modules.reports.ledgers import REPORTS

PLAIN = "openpyxl: the cells at hand, written only"


def run(bench: Bench) -> None:
    """All rows that the dispatcher may read."""
    cast, person = office()
    fill_many(cast, bench.rows, now=moment())
    access = access_of(person, today=moment().date())
    question = read_question(REPORTS, QueryDict(""), Asked(access, REPORTS.permission, moment()))
    _plain(bench, question)
    for file_format in ("xlsx", "csv"):
        with bench.timed(f"export as {file_format}", against=PLAIN):
            answer = export(question, file_format=file_format, actor=person, now=moment())
            size = sum(len(part) for part in answer)
        assert size > bench.rows


def _plain(bench: Bench, question: Question) -> None:
    cells: list[list[Any]] = list(lines(question, question.ledger.columns, link=None, told=lambda done: None))
    with bench.timed(PLAIN):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in cells:
            sheet.append([value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value for value in row])
        book.save(os.devnull)
