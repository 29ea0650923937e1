"""The corpus of bad files is thrown at the page: never a crash, always a sentence or columns to choose."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core.intake.models import Batch
from gongjian.core.intake.sentences import BAD_BOOKS, FLAWS, NOTES
from gongjian.core.intake.values import PROBLEMS
from gongjian.core.jobs.tasks import run_tasks
from gongjian.lib.sheets.bad import FLAWS as KNOWN_FLAWS
from gongjian.lib.sheets.bad import NOTES as KNOWN_NOTES
from gongjian.lib.sheets.bad import SENTENCES
from gongjian.lib.sheets.cells import CELL_SENTENCES
from gongjian.lib.sheets.tests.corpus import CASES
from tests.cast import Cast

THROWN = CASES[::19]
"""Each costs a process of its own; the library's own tests throw all of them."""


def test_every_code_of_the_library_has_its_sentence_here() -> None:
    for known, ours in (
        (SENTENCES, BAD_BOOKS),
        (KNOWN_NOTES, NOTES),
        (KNOWN_FLAWS, FLAWS),
        (CELL_SENTENCES, PROBLEMS),
    ):
        assert set(known) <= set(ours), set(known) - set(ours)


def test_every_sentence_can_be_filled_with_the_facts_that_the_library_gives() -> None:
    import re

    for known, ours in (
        (SENTENCES, BAD_BOOKS),
        (KNOWN_NOTES, NOTES),
        (KNOWN_FLAWS, FLAWS),
        (CELL_SENTENCES, PROBLEMS),
    ):
        for code, english in known.items():
            assert set(re.findall(r"%\((\w+)\)", str(ours[code]))) <= set(re.findall(r"\{(\w+)", english)), (
                code
            )


@pytest.mark.django_db
def test_bad_files_get_a_sentence_and_never_a_crash(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    for case in THROWN:
        file = SimpleUploadedFile(case.name, case.make())
        answer = client.post("/desk/intake/tasks/", {"file": file, "office": cast.office.pk})
        assert answer.status_code in (302, 422), case.name
        if answer.status_code == 302:
            assert client.get(answer["Location"]).status_code == 200, case.name
    run_tasks(timezone.now())  # large ones are read in the background
    for batch in Batch.objects.all():
        assert batch.state == "choosing" or batch.problem, batch.file_name
