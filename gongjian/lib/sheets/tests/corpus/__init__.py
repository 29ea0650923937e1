"""Bad, odd and messy files, made by code, each with what must be answered; other tests throw them too."""

from gongjian.lib.sheets.tests.corpus import bombs, grids, old, pages, texts
from gongjian.lib.sheets.tests.corpus.case import Case

CASES: tuple[Case, ...] = (*bombs.CASES, *grids.CASES, *old.CASES, *pages.CASES, *texts.CASES)

__all__ = ["CASES", "Case"]
