"""Counts the statements that Django puts together anew; those written once (`core/compiled`) are none."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler, SQLUpdateCompiler


@contextmanager
def written_anew() -> Iterator[list[str]]:
    """Inside, each statement is noted as it is written; parts of others too."""
    found: list[str] = []

    def noting(write: Any) -> Any:
        def note(self: Any, *given: Any, **named: Any) -> Any:
            written = write(self, *given, **named)
            found.append(str(written[0]))
            return written

        return note

    with ExitStack() as patches:
        for kind in (SQLCompiler, SQLInsertCompiler, SQLUpdateCompiler):
            patches.enter_context(mock.patch.object(kind, "as_sql", noting(kind.as_sql)))
        yield found
