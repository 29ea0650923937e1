"""What was destroyed or taken away stays so, whatever old state of the database comes back."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from gongjian.core.feeds.actions import make_address, revoke_address
from gongjian.core.feeds.models import FeedAddress
from gongjian.core.people.actions import disable_person, enable_person, make_token, revoke_token
from gongjian.core.people.models import ApiToken, Person
from gongjian.core.privacy.erasing import erase
from gongjian.core.privacy.models import Erasure
from gongjian.core.privacy.outside import keep_outside, ledger_file, lines_of, replay
from gongjian.core.publicity.actions import withdraw
from gongjian.core.publicity.models import Publication
from gongjian.core.refusal import Refused
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
PACKAGE = Path(__file__).resolve().parents[3]
KEPT_VIEWS = {"core/ledgers/actions.py": "a view that somebody kept opens nothing to anybody"}
WITHOUT = {
    "reports/actions/drafting.py": "a draft is gone after a day whatever was restored",
    "reports/open311/media.py": "an address of a picture is gone after a day",
    "core/asking/models/draw.py": "the seed of a draw, which everybody learns",
}


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME, settings.KEYS = tmp_path, tmp_path / "keys"
    return tmp_path


@pytest.fixture
def report(cast: Cast) -> Report:
    told = actions.Told(
        area=cast.community, text="路灯不亮", place="经三路", name="李梅", phone="13800001111"
    )
    return actions.report_publicly(told, now=NOW)


def as_of_backup(report: Report) -> dict[str, Any]:
    """The row's columns as a backup holds them."""
    return Report.objects.filter(pk=report.pk).values().get()


def bring_back(report: Report, columns: dict[str, Any]) -> None:
    """What a restore does: row and ledger of that time."""
    Report.objects.filter(pk=report.pk).update(**columns)
    Erasure.objects.all().delete()


def test_a_forgotten_reporter_stays_forgotten_after_an_older_state_came_back(report: Report) -> None:
    before = as_of_backup(report)
    erase(Report.objects.all(), now=NOW, reporter_phone_sealed=None, phone_shown="", contacts_gone_at=NOW)
    assert keep_outside(NOW) == 1
    bring_back(report, before)
    assert replay(lines_of(ledger_file())) == (1, 1)
    report.refresh_from_db()
    assert (report.reporter_phone_sealed, report.phone_shown) == (None, "")
    assert report.contacts_gone_at == NOW and report.reporter_name_sealed is not None
    assert replay(lines_of(ledger_file())) == (0, 0)  # known by now


def test_the_ledger_outside_names_rows_and_nothing_of_anybody(report: Report) -> None:
    erase(Report.objects.all(), now=NOW, reporter_phone_sealed=None, phone_shown="")
    keep_outside(NOW)
    text = ledger_file().read_text()
    assert str(report.uid) in text and "1111" not in text and "李" not in text
    with pytest.raises(ValueError, match="phone_shown"):
        erase(Report.objects.all(), now=NOW, phone_shown="138****1111")


def test_a_disabled_account_stays_disabled_and_one_enabled_again_enabled(cast: Cast) -> None:
    gone, back = cast.clerk, cast.head
    for person in (gone, back):
        disable_person(person, reason="调离", now=NOW, actor=cast.administrator)
    enable_person(back, reason="回来了", now=NOW, actor=cast.administrator)
    keep_outside(NOW)
    Person.objects.update(is_active=True)
    Erasure.objects.all().delete()
    replay(lines_of(ledger_file()))
    assert not Person.objects.get(pk=gone.pk).is_active and Person.objects.get(pk=back.pk).is_active


def test_what_was_rolled_back_is_not_in_the_ledger(cast: Cast) -> None:
    with pytest.raises(Refused):
        disable_person(cast.clerk, reason="", now=NOW, actor=cast.administrator)
    assert keep_outside(NOW) == 0 and not ledger_file().exists()


def test_a_line_that_a_crash_cut_short_is_left_out_and_the_next_stands_by_itself(report: Report) -> None:
    erase(Report.objects.all(), now=NOW, phone_shown="")
    keep_outside(NOW)
    with ledger_file().open("a") as file:
        file.write('{"uid": "0')
    erase(Report.objects.all(), now=NOW, name_shown="")
    keep_outside(NOW)
    assert [set(one["values"]) for one in lines_of(ledger_file())] == [{"phone_shown"}, {"name_shown"}]


def test_whoever_empties_a_sealed_column_notes_it_in_the_ledger() -> None:
    """Deletions beside the ledger would come back with every restore."""
    emptied = re.compile(r"_sealed\s*=\s*None|_sealed(?:, [\w.]+)* = .*\bNone\b")
    silent = []
    for file in PACKAGE.rglob("*.py"):
        name = str(file.relative_to(PACKAGE))
        if {"tests", "migrations"} & set(file.parts) or any(name.endswith(one) for one in WITHOUT):
            continue
        text = file.read_text()
        if emptied.search(text) and "privacy.erasing import" not in text:
            silent.append(name)
    assert silent == []


def test_what_opens_something_stays_revoked_after_an_older_state_came_back(cast: Cast) -> None:
    token, _text = make_token(
        cast.head, name="程序", reach="read", expires_on=NOW.date() + dt.timedelta(days=30), now=NOW
    )
    first, _secret = make_address(cast.head, now=NOW)
    second, _secret = make_address(cast.head, now=NOW)
    revoke_token(cast.head, token_id=token.pk, now=NOW)
    revoke_address(cast.head, now=NOW)
    keep_outside(NOW)
    ApiToken.objects.update(revoked_at=None)
    for row in (first, second):
        FeedAddress.objects.filter(pk=row.pk).update(revoked_at=None)
        Erasure.objects.all().delete()
        replay(lines_of(ledger_file()))
        assert not FeedAddress.objects.filter(revoked_at__isnull=True).exists()
    assert not ApiToken.objects.filter(revoked_at__isnull=True).exists()


def test_a_publication_that_was_taken_back_stays_so(cast: Cast) -> None:
    item = make_item(cast, kind="project", title="楼院亮灯", state="running", phase="handling")
    shown = Publication.objects.create(
        office=cast.office, item=item, kind="project", title="楼院亮灯", published_at=NOW
    )
    withdraw(shown, why="误发", by=None, now=NOW)
    keep_outside(NOW)
    Publication.objects.update(withdrawn_at=None)
    Erasure.objects.all().delete()
    replay(lines_of(ledger_file()))
    assert not Publication.objects.shown().exists()


def test_whoever_revokes_or_takes_back_notes_it_in_the_ledger() -> None:
    """The same for rights: no restored backup gives them back."""
    ended = re.compile(
        r"\b(?:revoked_at|withdrawn_at|removed_at)(?:, [\w.]+)* = |\b(?:revoked_at|withdrawn_at|removed_at)=now"
    )
    silent = []
    for file in PACKAGE.rglob("*.py"):
        name = str(file.relative_to(PACKAGE))
        if {"tests", "migrations", "seeds"} & set(file.parts) or name in KEPT_VIEWS or "models" in name:
            continue
        text = file.read_text()
        if ended.search(text) and "privacy.erasing import" not in text:
            silent.append(name)
    assert silent == []
