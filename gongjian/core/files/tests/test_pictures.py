import datetime as dt
import io
import os
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.signing import TimestampSigner
from PIL import Image

from gongjian.core.files import store
from gongjian.core.files.actions import PER_STEP, keep_picture, set_public, sweep
from gongjian.core.files.links import address
from gongjian.core.files.models import Attachment, Stage
from gongjian.core.files.store import path_of
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)


def picture(*, size: tuple[int, int] = (800, 600), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def item(cast: Cast) -> Item:
    return make_item(cast)


def keep(cast: Cast, item: Item, data: bytes | None = None, **more: object) -> Attachment:
    data = picture() if data is None else data
    return keep_picture(data, office=cast.office, by=cast.grid_worker, now=NOW, item=item, **more)


def files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()] if home.exists() else []


def test_a_picture_is_kept_on_disk_and_in_the_trail(cast: Cast, item: Item, home: Path) -> None:
    kept = keep(cast, item, picture(kind="PNG"), caption="坏了，找我 13812345678")
    assert files(home) == [path_of(kept.uid)]
    assert path_of(kept.uid).read_bytes()[:3] == b"\xff\xd8\xff"
    assert (kept.width, kept.height, kept.size) == (800, 600, path_of(kept.uid).stat().st_size)
    assert "13812345678" not in kept.caption
    assert TrailRow.objects.get(action="files.keep").item == item


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"%PDF-1.7", "wrong_type"), (picture()[:500], "broken"), (b"x" * (20 * 2**20 + 1), "too_large"),
     (b"\0\0\0\x18ftypheic" + b"\0" * 50, "heic"), (b"<svg onload=alert(1)>", "wrong_type")],
)  # fmt: skip
def test_what_is_no_proper_picture_is_refused_and_nothing_stays(
    cast: Cast, item: Item, home: Path, data: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        keep(cast, item, data)
    assert refusal.value.code == f"picture_{code}"
    assert files(home) == []
    assert not Attachment.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused(cast: Cast, item: Item) -> None:
    with pytest.raises(Refused, match="40"):
        keep(cast, item, picture(size=(8000, 5001), kind="PNG"))


def test_nine_pictures_go_with_a_step_and_a_tenth_does_not(cast: Cast, item: Item) -> None:
    for _number in range(PER_STEP):
        keep(cast, item)
    with pytest.raises(Refused) as refusal:
        keep(cast, item)
    assert refusal.value.code == "picture_count"
    keep(cast, item, stage=Stage.AFTER)


def test_a_full_disk_is_said_and_nothing_is_half_done(
    cast: Cast, item: Item, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(Refused) as refusal:
        keep(cast, item)
    assert refusal.value.code == "picture_disk"
    assert files(home) == []
    assert not Attachment.objects.exists()


def test_files_without_a_row_are_swept_away_after_a_day_and_others_stay(
    cast: Cast, item: Item, home: Path
) -> None:
    kept = keep(cast, item)
    orphan, fresh, draft = path_of(uuid4()), path_of(uuid4()), home / "ab" / ".x.jpg.123456"
    for path in (orphan, fresh, draft):
        store.write(path, b"x")
    old = (NOW - dt.timedelta(days=2)).timestamp()
    for path in (orphan, draft, path_of(kept.uid)):
        os.utime(path, (old, old))
    os.utime(fresh, (NOW.timestamp(), NOW.timestamp()))
    assert sweep(NOW) == 2
    assert sorted(files(home)) == sorted([path_of(kept.uid), fresh])


def test_readers_of_the_item_see_the_picture_and_others_do_not(cast: Cast, item: Item) -> None:
    kept = keep(cast, item)
    url = address(kept)
    assert cast.client_for(cast.dispatcher).get(url).status_code == 200
    for person in (None, cast.outsider, cast.stranger, cast.administrator):
        assert cast.client_for(person).get(url).status_code == 404


def test_everybody_sees_a_public_picture_until_it_is_taken_back(cast: Cast, item: Item) -> None:
    kept = keep(cast, item)
    set_public(kept, public=True, by=cast.dispatcher, now=NOW)
    answer = cast.client_for(None).get(address(kept))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=86400")
    set_public(kept, public=False, by=cast.dispatcher, now=NOW)
    assert cast.client_for(None).get(address(kept)).status_code == 404
    assert TrailRow.objects.filter(action="files.set_public").count() == 2


def test_the_holder_of_a_private_link_sees_that_picture_only_and_for_a_day(cast: Cast, item: Item) -> None:
    kept, other = keep(cast, item), keep(cast, item)
    url = address(kept, by_link=True)
    client = cast.client_for(None)
    assert client.get(url).status_code == 200
    assert client.get(url.replace(str(kept.uid), str(other.uid))).status_code == 404
    assert client.get(url[:-2] + "xx").status_code == 404
    yesterday = SimpleNamespace(time=lambda: 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time", yesterday)
        old = address(kept, by_link=True)
    assert client.get(old).status_code == 404
    assert TimestampSigner


def test_a_picture_is_sent_as_nothing_but_a_picture(cast: Cast, item: Item) -> None:
    kept = keep(cast, item)
    client = cast.client_for(cast.dispatcher)
    answer = client.get(address(kept))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert "Cookie" in answer["Vary"]
    assert client.get(address(kept), headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_small_forms_are_made_once_and_only_in_the_sizes_offered(cast: Cast, item: Item, home: Path) -> None:
    kept = keep(cast, item)
    client = cast.client_for(cast.dispatcher)
    for _round in range(2):
        small = b"".join(client.get(address(kept, width=320)))
        assert Image.open(io.BytesIO(small)).size == (320, 240)
    for odd in ("321", "x", "-1", "99999999999"):
        whole = b"".join(client.get(f"{address(kept)}?w={odd}"))
        assert Image.open(io.BytesIO(whole)).size == (800, 600)
    assert len(files(home)) == 2


def test_a_row_whose_file_is_gone_answers_404(cast: Cast, item: Item) -> None:
    kept = keep(cast, item)
    path_of(kept.uid).unlink()
    assert cast.client_for(cast.dispatcher).get(address(kept)).status_code == 404
