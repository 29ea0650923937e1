"""From the announcement over the draw to the word that reopens, through the pages that people use; what others may not see."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from gongjian.core.asking.actions import Asked, keep_questionnaire, record_call
from gongjian.core.asking.actions.drawing_due import draw_due
from gongjian.core.asking.models import Sample
from gongjian.core.files.models import Attachment
from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.models import InspectionPlan
from gongjian.modules.reports.proving.actions import draw_due_inspections, record_inspection
from gongjian.modules.reports.proving.ended import CLOSED_REPORTS
from gongjian.modules.reports.tests.conftest import NOW, Office
from gongjian.modules.reports.tests.proof import (
    AFTER,
    announced_call,
    announced_inspection,
    closed_on,
    day,
    march,
)
from tests.cast import join

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(office: Office) -> Sample:
    announced_call(office)
    march(office)
    draw_due(AFTER)
    return Sample.objects.get()


@pytest.fixture
def plan(office: Office) -> InspectionPlan:
    announced_inspection(office)
    march(office)
    draw_due_inspections(AFTER)
    return InspectionPlan.objects.get()


def client(office: Office, who: str) -> Client:
    return office.cast.client_for(getattr(office.cast, who))


def photo(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("site.jpg", data, "image/jpeg")


def test_a_call_back_is_announced_on_its_page(office: Office) -> None:
    kept = keep_questionnaire(
        office.cast.office, slug="call", use="call", title="回访", questions=[Asked("q", "text", "您的话", required=False)],
        by=office.cast.checker, now=NOW,
    )  # fmt: skip
    browser, today = client(office, "checker"), timezone.localdate()
    proof = browser.get(reverse("reports:proof")).content.decode()
    address = f"{reverse('asking:announce')}?source={CLOSED_REPORTS}"
    assert address in proof.replace("&amp;", "&")
    assert browser.get(address).status_code == 200
    given = {
        "area": office.cast.office.pk, "questionnaire": kept.pk, "title": "下月回访", "size": 10, "tries": 3,
        "since": today.isoformat(), "last": (today + dt.timedelta(days=30)).isoformat(),
    }  # fmt: skip
    assert browser.post(address, given).status_code == 422
    given["since"] = (today + dt.timedelta(days=1)).isoformat()
    assert browser.post(address, given).status_code == 302
    sample = Sample.objects.get()
    assert (sample.source, sample.last_day) == (CLOSED_REPORTS, today + dt.timedelta(days=30))
    assert browser.get(reverse("asking:list", args=[sample.pk])).status_code == 404
    assert browser.get(f"{reverse('asking:announce')}?source=nonsense").status_code == 404
    public = Client().get(reverse("public_draws:draw", args=[sample.uid]))
    assert sample.commitment in public.content.decode()


def test_the_caller_is_asked_to_confirm_before_a_report_is_taken_up_again(
    office: Office, sample: Sample
) -> None:
    browser, one = client(office, "dispatcher"), sample.respondents.drawn()[0]
    calls = browser.get(reverse("asking:calls", args=[sample.pk])).content.decode()
    assert one.label in calls
    address = reverse("asking:call", args=[sample.pk, one.pk])
    form = browser.get(address).content.decode()
    assert 'name="confirmed"' in form
    assert "1380000" not in form
    shown = browser.post(reverse("asking:number", args=[sample.pk, one.pk])).content.decode()
    assert "tel:13" in shown
    given = {"outcome": "not", "note": "井盖还是响"}
    refused = browser.post(address, given)
    assert refused.status_code == 422
    assert "井盖还是响" in refused.content.decode()
    assert browser.post(address, given | {"confirmed": "on"}).status_code == 302
    one.item.refresh_from_db()
    assert one.item.state == "handling"


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("clerk", 403), ("stranger", 403), ("head", 403)]
)
def test_others_find_no_call_list(office: Office, sample: Sample, who: str, status: int) -> None:
    one = sample.respondents.drawn()[0]
    for address in (
        reverse("asking:calls", args=[sample.pk]),
        reverse("asking:call", args=[sample.pk, one.pk]),
        reverse("asking:number", args=[sample.pk, one.pk]),
    ):
        assert client(office, who).get(address).status_code in {status, 403}


def test_the_judged_unit_sees_no_result_until_everybody_was_asked_and_then_no_person(
    office: Office, sample: Sample
) -> None:
    head, page = client(office, "head"), reverse("asking:draw", args=[sample.pk])
    verify = reverse("asking:verify", args=[sample.pk])
    listed = [one.label for one in sample.respondents.drawn()]
    before = head.get(page).content.decode()
    assert sample.seed not in before
    assert head.get(verify).status_code == 404
    assert head.get(reverse("asking:list", args=[sample.pk])).status_code == 404
    assert sample.seed not in Client().get(reverse("public_draws:draw", args=[sample.uid])).content.decode()
    for one in sample.respondents.drawn():
        record_call(one, outcome="satisfied", by=office.cast.dispatcher, now=AFTER)
    for address in (page, verify, reverse("public_draws:draw", args=[sample.uid])):
        seen = head.get(address).content.decode()
        assert "100.0%" in seen or sample.seed in seen
        assert not any(label in seen for label in listed)
    assert sample.seed in head.get(verify).content.decode()


def test_a_caller_of_a_judged_unit_gets_404_for_her_units_resident(office: Office, sample: Sample) -> None:
    join(office.cast.dispatcher, unit=office.cast.community_unit)
    own = sample.respondents.drawn().get(stratum="社区办")
    browser = client(office, "dispatcher")
    assert own.label not in browser.get(reverse("asking:calls", args=[sample.pk])).content.decode()
    assert own.label not in browser.get(reverse("asking:list", args=[sample.pk])).content.decode()
    assert browser.get(reverse("asking:call", args=[sample.pk, own.pk])).status_code == 404
    assert (
        browser.post(reverse("asking:call", args=[sample.pk, own.pk]), {"outcome": "satisfied"}).status_code
        == 404
    )


def test_the_result_stands_beside_what_residents_said_by_themselves(office: Office, sample: Sample) -> None:
    from gongjian.modules.reports.actions import rate
    from gongjian.modules.reports.follow import find_followed

    report = sample.respondents.drawn()[0].item.report
    rate(find_followed(token_of(report)), verdict="partly", now=day(28))
    for one in sample.respondents.drawn():
        record_call(one, outcome="satisfied", by=office.cast.dispatcher, now=AFTER)
    page = Client().get(reverse("public_reports:proof")).content.decode()
    assert "100.0%" in page
    assert "50.0%" in page


def test_an_inspection_is_announced_drawn_and_seen_on_its_pages(office: Office) -> None:
    browser, today = client(office, "checker"), timezone.localdate()
    given = {
        "office": office.cast.office.pk, "since": (today + dt.timedelta(days=1)).isoformat(),
        "last": (today + dt.timedelta(days=9)).isoformat(), "share": 0,
    }  # fmt: skip
    address = reverse("reports:announce_inspection")
    assert browser.get(address).status_code == 200
    assert browser.post(address, given).status_code == 422
    assert browser.post(address, given | {"share": "9" * 30}).status_code == 422
    assert browser.post(address, given | {"share": 10}).status_code == 302
    plan = InspectionPlan.objects.get()
    page = browser.get(reverse("reports:inspection_plan", args=[plan.pk])).content.decode()
    assert plan.commitment in page
    assert browser.post(reverse("reports:draw_inspection", args=[plan.pk])).status_code == 302
    assert (
        browser.post(
            reverse("reports:call_off_inspection", args=[plan.pk]), {"why": "日期写错了"}
        ).status_code
        == 302
    )
    plan.refresh_from_db()
    assert plan.is_called_off
    assert (
        "日期写错了" in Client().get(reverse("public_reports:inspection", args=[plan.uid])).content.decode()
    )


def test_an_inspector_writes_down_on_her_phone_what_is_not_done(office: Office, plan: InspectionPlan) -> None:
    browser, row = client(office, "dispatcher"), plan.inspections.drawn()[0]
    listed = reverse("reports:inspections", args=[plan.pk])
    assert row.key in browser.get(listed).content.decode()
    address = reverse("reports:inspect", args=[plan.pk, row.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"outcome": "not", "note": "还是破的"}).status_code == 422
    sent = {"outcome": "not", "note": "还是破的", "pictures": [photo(office.picture)]}
    assert browser.post(address, sent).status_code == 302
    row.report.item.refresh_from_db()
    assert row.report.item.state == "handling"
    assert browser.get(address).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"), [("head", 404), ("checker", 404), ("clerk", 403), ("outsider", 404)]
)
def test_the_unit_and_whoever_passed_it_find_no_page_to_write_on(
    office: Office, plan: InspectionPlan, who: str, status: int
) -> None:
    row = plan.inspections.drawn().filter(stratum="城市管理办")[0]
    address = reverse("reports:inspect", args=[plan.pk, row.pk])
    browser = client(office, who)
    assert browser.get(address).status_code == status
    assert (
        browser.post(address, {"outcome": "done", "pictures": [photo(office.picture)]}).status_code == status
    )


def test_the_judged_unit_reads_the_rates_once_all_were_seen(office: Office, plan: InspectionPlan) -> None:
    head, page = client(office, "head"), reverse("reports:inspection_plan", args=[plan.pk])
    assert head.get(page).context["rates"] is None
    assert head.get(reverse("reports:inspection_verify", args=[plan.pk])).status_code == 404
    for row in plan.inspections.drawn():
        record_inspection(row, outcome="done", pictures=[office.picture], by=office.cast.secretary, now=AFTER)
    assert head.get(page).context["rates"][0].false == 0
    assert plan.seed in head.get(reverse("reports:inspection_verify", args=[plan.pk])).content.decode()
    public = Client().get(reverse("public_reports:inspection", args=[plan.uid])).content.decode()
    assert plan.seed in public
    assert not any(row.key in public for row in plan.inspections.all())


def told_picture(lat: float, lon: float, taken: str) -> bytes:
    image, exif = Image.new("RGB", (60, 40), "grey"), Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    tags = ExifTags.GPS
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            tags.GPSLatitudeRef: "N",
            tags.GPSLatitude: (lat, 0.0, 0.0),
            tags.GPSLongitudeRef: "E",
            tags.GPSLongitude: (lon, 0.0, 0.0),
        }
    )
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_before_and_after_stand_side_by_side_with_time_and_distance_and_never_the_place(
    office: Office,
) -> None:
    from gongjian.core.items.actions import make_move
    from gongjian.modules.reports import actions

    told = actions.Told(area=office.cast.community, text="井盖破了，请来修。", lat=34.77, lon=113.68)
    report = actions.report_publicly(
        told, pictures=[told_picture(34.7701, 113.68, "2026:03:05 08:00:00")], now=NOW
    )
    actions.sort_report(
        report.pk, category=office.roads, unit=office.cast.city_unit, actor=office.cast.dispatcher, now=NOW
    )
    make_move(report.pk, "accept", actor=office.cast.head, now=NOW)
    desk = client(office, "checker").get(reverse("reports:detail", args=[report.pk]))
    assert desk.context["columns"] == []
    after = told_picture(34.7703, 113.68, "2026:03:05 17:30:00")
    make_move(report.pk, "submit", actor=office.cast.head, now=day(5, hour=18), note="换了", pictures=[after])
    before, later = Attachment.objects.order_by("pk")
    assert (before.metres_off, later.metres_off) == (10, 30)
    page: Any = client(office, "checker").get(reverse("reports:detail", args=[report.pk])).content.decode()
    follow = Client().get(reverse("public_reports:follow", args=[token_of(report)])).content.decode()
    for seen in (page, follow):
        assert "30" in seen
        assert "2026-03-05 17:30" in seen
        assert "34.77" not in seen


def test_a_picture_whose_device_told_nothing_says_so(office: Office) -> None:
    report = closed_on(office, day(9))
    assert report.item.attachments.count() == 0
    from gongjian.core.files.actions import keep_picture
    from gongjian.core.files.told import words_of

    kept = keep_picture(office.picture, office=office.cast.office, by=None, now=NOW, item=report.item)
    assert (kept.taken_at, kept.metres_off) == (None, None)
    assert len(words_of(kept)) == 2
