"""Files of any kind hang on a matter: known by their content, counted, given out safely, none lost for a bad one."""

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongjian.core.files.actions import documents, keep_file, recount, sweep
from gongjian.core.files.models import Attachment, FileSpace, Stage
from gongjian.core.files.store import path_of, write
from gongjian.core.files.tests.test_pictures import picture
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.sheets.tests.corpus.makers import plain
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def item(cast: Cast) -> Item:
    return make_item(cast)


def keep(cast: Cast, item: Item, data: bytes = PDF, *, name: str = "答复.pdf", **more: object) -> Attachment:
    return keep_file(data, office=cast.office, by=cast.dispatcher, now=NOW, item=item, name=name, **more)


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_a_clerk_keeps_a_scan_and_a_table_and_gets_back_the_same_bytes(cast, item):
    scan, table = keep(cast, item), keep(cast, item, plain(), name="台账.xlsx")
    client = client_of(cast.dispatcher)

    for kept, data in ((scan, PDF), (table, plain())):
        answer = client.get(f"/files/{kept.uid}")
        assert b"".join(answer.streaming_content) == data
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert (scan.kind, table.kind) == ("pdf", "xlsx")
    assert TrailRow.objects.filter(action="files.keep_file", item=item).count() == 2


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "空.pdf", "file_empty"),
        (b"MZ\x90\x00" + bytes(500), "通知.pdf", "file_program"),
        (b"<html><script>alert(1)</script>", "通知.txt", "file_program"),
        (b"<svg onload=alert(1)>", "图.txt", "file_program"),
        (b"Rar!\x1a\x07" + bytes(50), "材料.rar", "file_archive"),
        (b"PK\x03\x04cut", "坏.docx", "file_broken"),
        (b"\x01\x02\x03\x04" * 100, "什么.pdf", "file_unknown"),
    ],
)
def test_what_is_not_kept_is_said_and_nothing_stays(cast, item, home, data, name, code):
    with pytest.raises(Refused) as refused:
        keep(cast, item, data, name=name)

    assert refused.value.code == code
    assert not Attachment.objects.exists()
    assert not home.exists() or not [path for path in home.rglob("*") if path.is_file()]


def test_the_name_follows_the_content_and_hides_numbers(cast, item):
    kept = keep(cast, item, name="../../张三 13812345678.exe")

    assert kept.name.endswith(".pdf")
    assert "/" not in kept.name
    assert "13812345678" not in kept.name


def test_the_same_bytes_are_kept_once(cast, item):
    first, again = keep(cast, item), keep(cast, item, name="又一份.pdf")

    assert again == first
    assert Attachment.objects.count() == 1


def test_a_picture_among_files_is_drawn_anew_and_does_not_reach_the_reporter(cast, item):
    for number in range(12):
        kept = keep(cast, item, picture(size=(40 + number, 30)), name="现场.png")

    assert path_of(kept.uid).read_bytes()[:3] == b"\xff\xd8\xff"
    assert (kept.stage, kept.kind) == (Stage.FILE, "picture")
    assert not item.attachments.sent_in().exists()


def test_an_office_whose_space_is_used_up_is_told_and_keeps_what_it_has(cast, item, settings):
    keep(cast, item)
    settings.FILES_OFFICE_BYTES = len(PDF) + 5

    with pytest.raises(Refused) as refused:
        keep(cast, item, PDF + b"%", name="第二份.pdf")

    assert refused.value.code == "file_space"
    assert Attachment.objects.count() == 1
    assert FileSpace.objects.get(office=cast.office).used == len(PDF)


def test_a_matter_takes_so_many_files_and_no_more(cast, item, settings, monkeypatch):
    monkeypatch.setattr(documents, "PER_ITEM", 1)
    keep(cast, item)

    with pytest.raises(Refused, match="1") as refused:
        keep(cast, item, PDF + b"%", name="第二份.pdf")

    assert refused.value.code == "file_count"


def test_a_wrong_count_is_set_right(cast, item):
    keep(cast, item)
    FileSpace.objects.update(used=7, files=9)

    assert recount(NOW) == 1
    assert list(FileSpace.objects.values_list("used", "files")) == [(len(PDF), 1)]


def test_the_sweep_takes_old_orphans_and_leaves_what_was_written_just_now(cast, item, home):
    kept = keep(cast, item)
    old, young = home / "aa" / f"{'a' * 32}.bin", home / "bb" / f"{'b' * 32}.bin"
    for path in (old, young):
        write(path, b"x")
    two_days_ago = (NOW - dt.timedelta(days=2)).timestamp()
    for path in (old, path_of(kept.uid, kind=kept.kind)):
        os.utime(path, (two_days_ago, two_days_ago))
    os.utime(young, (NOW.timestamp(), NOW.timestamp()))

    assert sweep(NOW) == 1
    assert [old.exists(), young.exists(), path_of(kept.uid, kind=kept.kind).exists()] == [False, True, True]


def test_one_bad_file_among_many_loses_none_of_the_good(cast, item):
    client = client_of(cast.dispatcher)
    sent = [
        SimpleUploadedFile("答复.pdf", PDF),
        SimpleUploadedFile("坏.docx", b"PK\x03\x04cut"),
        SimpleUploadedFile("台账.xlsx", plain()),
    ]

    answer = client.post(f"/files/matter/{item.pk}/add/", {"files": sent, "once": "abc"})

    assert answer.status_code == 422
    assert "坏.docx" in answer.content.decode()
    assert sorted(Attachment.objects.values_list("kind", flat=True)) == ["pdf", "xlsx"]


def test_a_double_click_keeps_each_file_once(cast, item):
    client = client_of(cast.dispatcher)

    for _ in range(2):
        sent = [SimpleUploadedFile("甲.pdf", PDF), SimpleUploadedFile("乙.txt", "乙".encode())]
        answer = client.post(f"/files/matter/{item.pk}/add/", {"files": sent, "once": "abc"})

    assert answer.status_code == 302
    assert Attachment.objects.count() == 2


def test_all_files_go_along_in_one_zip_though_one_is_gone_from_the_disk(cast, item):
    keep(cast, item)
    keep(cast, item, "甲".encode(), name="记录.txt")
    lost = keep(cast, item, "乙".encode(), name="记录.txt")
    path_of(lost.uid, kind=lost.kind).unlink()

    answer = client_of(cast.dispatcher).post(f"/files/matter/{item.pk}/zip/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

    assert archive.testzip() is None
    assert len(archive.namelist()) == 3
    assert archive.read("答复.pdf") == PDF
    assert TrailRow.objects.filter(action="files.take_along").count() == 1


def test_a_file_that_is_gone_from_the_disk_is_said(cast, item):
    kept = keep(cast, item)
    path_of(kept.uid, kind=kept.kind).unlink()

    answer = client_of(cast.dispatcher).get(f"/files/{kept.uid}")

    assert answer.status_code == 404
    assert kept.name in answer.content.decode()


def test_an_outsider_finds_nothing(cast, item):
    kept = keep(cast, item)
    outsider = client_of(cast.twin.dispatcher)

    for address in (f"/files/{kept.uid}", f"/files/matter/{item.pk}/"):
        assert outsider.get(address).status_code == 404
    for address in (f"/files/matter/{item.pk}/add/", f"/files/matter/{item.pk}/zip/"):
        assert outsider.post(address).status_code == 404


def test_hundreds_of_files_cost_a_fixed_number_of_queries(cast, item, django_assert_max_num_queries):
    keep(cast, item)
    Attachment.objects.bulk_create(
        Attachment(
            office=cast.office,
            item=item,
            stage=Stage.FILE,
            kind="pdf",
            name=f"{n}.pdf",
            sha256=str(n),
            size=9,
            by=cast.dispatcher,
            at=NOW,
        )
        for n in range(300)
    )
    client = client_of(cast.dispatcher)
    client.get(f"/files/matter/{item.pk}/")

    with django_assert_max_num_queries(15):
        page = client.get(f"/files/matter/{item.pk}/")

    assert "301" in page.content.decode()


def test_the_administrator_sees_how_much_space_is_used_and_others_do_not(cast, item):
    keep(cast, item)

    assert cast.office.name in client_of(cast.administrator).get("/files/space/").content.decode()
    assert client_of(cast.dispatcher).get("/files/space/").status_code == 403
