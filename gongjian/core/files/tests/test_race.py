"""Several files at the same instant never fill more than the office's space."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.models import F

from gongjian.core.files.actions import documents, keep_file
from gongjian.core.files.models import Attachment, FileSpace
from gongjian.core.refusal import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
AT_ONCE, FITTING = 6, 2
PDF = b"%PDF-1.7 " + bytes(1000)


@pytest.fixture(autouse=True)
def room_for_two(settings, tmp_path: Path, cast: Cast) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILES_OFFICE_BYTES = FITTING * (len(PDF) + 1)
    FileSpace.objects.create(office=cast.office)


LOOK = threading.local()  # what each saw to be used, before any of them wrote


def keep_all(cast: Cast) -> tuple[int, set[str]]:
    """How many of six files that arrive together were kept, and why the others were not."""
    start, kept, codes = threading.Barrier(AT_ONCE), [], set()

    def keep(number: int) -> None:
        LOOK.used = FileSpace.objects.get(office=cast.office).used
        start.wait()
        try:
            kept.append(
                keep_file(PDF + b"%d" % number, office=cast.office, by=None, now=NOW, name="答复.pdf")
            )
        except Refused as refused:
            codes.add(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(kept), codes


def take_after_an_earlier_look(office: object, *, size: int, field: str) -> None:
    """The count as it must not be: add to it what seemed to fit before the transaction."""
    if LOOK.used + size > configured.FILES_OFFICE_BYTES:
        raise Refused("full", field=field, code="file_space")
    FileSpace.objects.filter(office=office).update(used=F("used") + size)  # type: ignore[misc]


def test_of_six_files_at_once_only_those_that_fit_are_kept(cast: Cast) -> None:
    assert keep_all(cast) == (FITTING, {"file_space"})
    assert Attachment.objects.count() == FITTING
    assert FileSpace.objects.get().used <= configured.FILES_OFFICE_BYTES


def test_looking_before_counting_would_keep_too_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with the look apart from the count, all six believe that they fit."""
    monkeypatch.setattr(documents, "take_space", take_after_an_earlier_look)

    assert keep_all(cast)[0] == AT_ONCE
    assert FileSpace.objects.get().used > configured.FILES_OFFICE_BYTES
