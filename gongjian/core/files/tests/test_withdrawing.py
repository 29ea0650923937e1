"""A file added by mistake is withdrawn: shown no more, on no page and in no answer, while the trail keeps why."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core.fields.actions import make_field
from gongjian.core.fields.models import FieldValue
from gongjian.core.files.actions import keep_file, recount, sweep, withdraw_file
from gongjian.core.files.models import Attachment, FileSpace
from gongjian.core.files.store import path_of
from gongjian.core.files.tests.test_documents import PDF, client_of, keep
from gongjian.core.files.tests.test_pictures import picture
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.items import make_item

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def item(cast: Cast) -> Item:
    return make_item(cast)


def test_a_withdrawn_file_is_gone_from_the_page_the_address_and_the_count(cast, item):
    kept = keep(cast, item)
    client, page = client_of(cast.dispatcher), f"/files/matter/{item.pk}/"
    asked = f"{page}{kept.uid}/withdraw/"
    assert asked in client.get(page).text
    assert client.get(asked).status_code == 200
    assert client.post(asked, {"reason": ""}).status_code == 422
    assert client.post(asked, {"reason": "是另一件事的"}).status_code == 302

    text = client.get(page).text
    assert f"/files/{kept.uid}" not in text and "是另一件事的" in text and "答复" not in text
    assert client.get(f"/files/{kept.uid}").status_code == 404
    assert client.get(asked).status_code == 404
    assert not item.attachments.exists()
    told = TrailRow.objects.get(action="files.withdraw", item=item)
    assert told.reason == "是另一件事的" and told.actor == cast.dispatcher
    assert FileSpace.objects.get().files == 0 and recount(NOW) == 0


def test_the_same_file_may_be_added_again_afterwards(cast, item):
    kept = keep(cast, item)
    withdraw_file(kept.pk, reason="放错了", by=cast.dispatcher, now=NOW)
    assert keep(cast, item).pk != kept.pk


def test_a_picture_of_a_step_is_withdrawn_from_its_step_too(cast, item):
    kept = keep_file(
        picture(), office=cast.office, by=cast.dispatcher, now=NOW, item=item, name="x.jpg", stage="before"
    )
    client = client_of(cast.dispatcher)
    assert str(kept.uid) in client.get(f"/files/matter/{item.pk}/").text
    withdraw_file(kept.pk, reason="拍到了旁人", by=cast.dispatcher, now=NOW)
    assert not Item.objects.prefetch_related("attachments").get().attachments.all()
    assert client.get(f"/files/{kept.uid}?w=320").status_code == 404


def test_somebody_elses_file_is_withdrawn_only_by_those_who_may(cast, item):
    kept = keep(cast, item)
    with pytest.raises(Refused) as refused:
        withdraw_file(kept.pk, reason="不要", by=cast.auditor, now=NOW)
    assert refused.value.code == "not_allowed"
    assert withdraw_file(kept.pk, reason="放错了", by=cast.secretary, now=NOW).withdrawn_by == cast.secretary
    again = withdraw_file(kept.pk, reason="再一次", by=cast.secretary, now=NOW)
    assert again.withdrawn_why == "放错了" and TrailRow.objects.filter(action="files.withdraw").count() == 1


def test_a_file_that_stands_in_a_field_is_not_withdrawn_under_it(cast, item):
    kept = keep(cast, item)
    field = make_field(cast.office, kind=item.kind, label="证明", type="file", actor=None, now=NOW)
    FieldValue.objects.create(item=item, field=field, file=kept, changed_at=NOW)
    with pytest.raises(Refused):
        withdraw_file(kept.pk, reason="放错了", by=cast.dispatcher, now=NOW)


def test_its_content_is_destroyed_after_a_month(cast, item):
    kept = keep(cast, item)
    path = path_of(kept.uid, kind=kept.kind)
    withdraw_file(kept.pk, reason="放错了", by=cast.dispatcher, now=NOW)
    sweep(NOW + dt.timedelta(days=29))
    assert path.exists()
    sweep(NOW + dt.timedelta(days=31))
    assert not path.exists() and Attachment.everything.get().withdrawn_why == "放错了"


def test_a_program_lists_adds_gets_and_withdraws(cast, item):
    client, base = client_of(cast.dispatcher), f"/api/v1/files/matters/{item.pk}/"

    def add() -> dict[str, str]:
        file = SimpleUploadedFile("答复.pdf", PDF)
        answer = client.post(base, {"file": file, "once": "a"})
        assert answer.status_code == 201, answer.content
        return answer.json()

    told = add()
    assert add() == told and told["kind"] == "pdf" and told["size"] == len(PDF)
    assert client.get(base).json() == [told]
    assert client.get(f"/api/v1/files/{told['uid']}/").json() == told
    assert b"".join(client.get(told["content"]).streaming_content) == PDF
    withdraw = f"/api/v1/files/{told['uid']}/withdraw/"
    assert (
        client.post(withdraw, json.dumps({"reason": " "}), content_type="application/json").status_code == 409
    )
    assert (
        client.post(withdraw, json.dumps({"reason": "错"}), content_type="application/json").status_code
        == 204
    )
    assert client.get(base).json() == [] and client.get(told["content"]).status_code == 404


def test_a_program_of_a_stranger_finds_nothing(cast, item):
    kept = keep(cast, item)
    client = client_of(cast.stranger)
    for path in (f"matters/{item.pk}/", f"{kept.uid}/", f"{kept.uid}/content/"):
        assert client.get(f"/api/v1/files/{path}").status_code == 404
    assert (
        client_of(cast.auditor)
        .post(f"/api/v1/files/matters/{item.pk}/", {"file": SimpleUploadedFile("a.pdf", PDF)})
        .status_code
        == 403
    )
