"""A resident reports, follows and judges, without an account and without script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.models import Draft, Report, Satisfaction

pytestmark = pytest.mark.django_db
WECHAT = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 MicroMessenger/8.0.40 Language/zh_CN"


def three_steps(client, community, picture, **contact):
    photo = SimpleUploadedFile("a.jpg", picture, "image/jpeg")
    first = client.post("/report/", {"text": "经五路井盖破了，我的电话13800138000", "pictures": [photo]})
    assert first.status_code == 302, first.content.decode()[:2000]
    second = client.post(first["Location"], {"area": community.pk, "place": "17号院门口"})
    assert second.status_code == 302
    return client.post(second["Location"], {"wants_reply": "no", **contact})


def test_three_steps_lead_to_a_number_and_a_private_link(client, office, cast, picture):
    page = client.get("/report/", headers={"user-agent": WECHAT})
    assert page.status_code == 200 and "不用注册" in page.content.decode()
    sent = three_steps(client, cast.community, picture, phone="13900139000", name="李四光")
    report = Report.objects.get()
    assert sent["Location"] == reverse("public_reports:follow", args=[token_of(report)]) + "?sent=1"
    page = client.get(sent["Location"]).content.decode()
    assert report.item.number in page and token_of(report) in page
    assert "13800138000" not in page and "13900139000" not in page and "李四光" not in page
    assert report.item.attachments.count() == 1
    picture_url = re.search(r'href="(/files/[^"]+)"', page)[1].replace("&amp;", "&")
    assert client.get(picture_url).status_code == 200
    assert client.get(picture_url.split("?")[0]).status_code == 404


def test_the_last_button_pressed_twice_makes_one_report(client, office, cast, picture):
    first = client.post("/report/", {"text": "路灯不亮"})["Location"]
    last = client.post(first, {"area": cast.community.pk, "place": "门口"})["Location"]
    one, two = (client.post(last, {"wants_reply": "no"}) for _ in range(2))
    assert one["Location"].split("?")[0] == two["Location"].split("?")[0]
    assert Report.objects.count() == 1


def test_what_was_typed_stays_after_an_error(client, office, cast):
    where = client.post("/report/", {"text": "路灯不亮"})["Location"]
    page = client.post(where, {"area": "", "place": "经五路 <b>17号</b>"})
    assert page.status_code == 422 and "经五路 &lt;b&gt;17号" in page.content.decode()
    reply = client.post(where, {"area": cast.community.pk, "place": "门口"})["Location"]
    page = client.post(reply, {"wants_reply": "yes", "phone": "123", "name": "王五"})
    assert page.status_code == 422 and "王五" in page.content.decode()
    assert not Report.objects.exists()
    draft = Draft.objects.get()
    assert "路灯不亮" in client.get(f"/report/{draft.pk}/").content.decode()


def test_a_wrong_file_is_refused_in_words(client, office):
    page = client.post(
        "/report/", {"text": "路灯不亮", "pictures": SimpleUploadedFile("a.jpg", b"no picture")}
    )
    assert page.status_code == 422 and "路灯不亮" in page.content.decode()
    assert not Draft.objects.exists()


def test_a_program_that_fills_the_hidden_field_is_refused(client, office):
    assert client.post("/report/", {"text": "广告", "website": "http://spam"}).status_code == 422


def test_one_address_cannot_flood_the_office(client, office, cast):
    answers = []
    for _ in range(21):
        where = client.post("/report/", {"text": "路灯不亮"})["Location"]
        reply = client.post(where, {"area": cast.community.pk, "place": "门口", "seen": "1"})["Location"]
        answers.append(client.post(reply, {"wants_reply": "no"}).status_code)
    assert answers == [302] * 20 + [422]


def test_the_number_alone_shows_the_state_and_nothing_else(client, office):
    report = office.closed(text="张大爷家门口井盖破了，密室")
    page = client.get("/report/follow/", {"number": report.item.number}).content.decode()
    assert "道路" in page and "办结" in page
    assert "张大爷" not in page and "密室" not in page and "17号院" not in page
    assert client.get("/report/follow/", {"number": "9999-0001"}).status_code == 422


def test_a_wrong_link_is_a_404(client, office):
    office.told()
    assert client.get("/report/f/" + "0" * 32 + "/").status_code == 404
    assert client.get("/report/f/x/").status_code == 404


def test_the_unhappy_resident_reopens_and_gets_another_answer(client, office, cast):
    report = office.closed()
    address = reverse("public_reports:follow", args=[token_of(report)])
    page = client.get(address).content.decode()
    assert "井盖换好了，我们去看过。" in page and "满意" in page
    client.post(f"{address}rate/", {"verdict": "unsatisfied", "comment": "还在响"})
    report = office.fresh(report)
    assert (report.item.state, report.item.reopened, report.item.result) == ("handling", 1, "")
    assert report.item.unit == cast.city_unit
    told = (
        set(report.item.notice_set.values_list("person__username", flat=True))
        if hasattr(report.item, "notice_set")
        else None
    )
    from gongjian.core.notices.models import Notice

    told = set(
        Notice.objects.filter(item=report.item, kind="reopened").values_list("person__username", flat=True)
    )
    assert told == {cast.head.username, cast.checker.username}
    assert "rate/" not in client.get(address).content.decode()
    office.move(report, "submit", "head", note="重做")
    office.move(report, "check_pass", "checker", result="fixed", public_note="第二次换好了。")
    page = client.get(address).content.decode()
    assert "第二次换好了。" in page and "rate/" in page
    client.post(f"{address}rate/", {"verdict": "satisfied"})
    assert list(Satisfaction.objects.values_list("round", "verdict")) == [
        (0, "unsatisfied"),
        (1, "satisfied"),
    ]


def test_a_verdict_is_given_once_a_round(client, office):
    report = office.closed()
    address = reverse("public_reports:rate", args=[token_of(report)])
    assert client.post(address, {"verdict": "satisfied"}).status_code == 302
    assert client.post(address, {"verdict": "unsatisfied"}).status_code == 422
    assert office.fresh(report).item.phase == "closed"


def test_a_resident_adds_a_word_while_it_is_under_way(client, office, picture):
    report = office.handling()
    address = reverse("public_reports:add", args=[token_of(report)])
    photo = SimpleUploadedFile("a.jpg", picture, "image/jpeg")
    assert client.post(address, {"text": "现在更大了", "pictures": photo}).status_code == 302
    page = client.get(reverse("public_reports:follow", args=[token_of(report)])).content.decode()
    assert "现在更大了" in page


def test_the_public_list_shows_no_person_and_no_exact_place(client, office):
    report = office.dispatched(text="路面塌了，联系13800138000", lat=34.78901, lon=113.67801)
    hidden = office.told(text="还没人看过的秘密")
    page = client.get("/report/list/").content.decode()
    points = client.get("/report/list.geojson").content.decode()
    assert report.item.number in page and hidden.item.number not in page
    for text in (page, points):
        assert (
            "13800138000" not in text
            and "8000" not in text
            and "17号院" not in text
            and "34.78901" not in text
            and "秘密" not in text
        )


def test_an_empty_list_says_so(client, office):
    assert client.get("/report/list/").status_code == 200
    assert client.get("/report/list/?phase=nonsense").status_code == 400
    assert client.get("/report/list/?cursor=zzz").status_code == 400
