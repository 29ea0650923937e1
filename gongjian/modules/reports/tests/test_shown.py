"""What an office has done, for everybody: only what somebody let through, no name in it, no number too small."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from gongjian.core.privacy.models import Erasure
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.actions import Told, rate, report_publicly
from gongjian.modules.reports.follow import find_followed, token_of
from gongjian.modules.reports.hearing.counting import count_all
from gongjian.modules.reports.models import HotTopic, Report, ShownAnswer, ShownTopic
from gongjian.modules.reports.rating.table import table_of
from gongjian.modules.reports.rating.weighing import Method
from gongjian.modules.reports.shown.numbers import count_numbers
from gongjian.modules.reports.shown.publishing import show_answer, show_topic, withdraw_answer
from gongjian.modules.reports.tests.conftest import NOW, Office
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=40)
TELLING = "我叫王小红，住3栋2单元501室，门口井盖破了，请回电13800001111。"


@pytest.fixture(autouse=True)
def _fresh_numbers() -> None:
    cache.clear()


def page_of(area: object) -> str:
    return reverse("public_reports:done_at", args=[f"n{area.pk}"])  # type: ignore[attr-defined]


def read(client: object, address: str, status: int = 200) -> str:
    answer = client.get(address, follow=True)  # type: ignore[attr-defined]
    assert answer.status_code == status
    return str(answer.content.decode())


def shown(office: Office, report: Report, **more: object) -> ShownAnswer:
    words = {"title": "井盖破损", "question": "门口井盖破了。", "reply": "井盖换好了。"} | more
    return show_answer(report.pk, actor=office.cast.dispatcher, now=NOW, **words)  # type: ignore[arg-type]


def test_the_desk_finds_what_is_shown_what_was_taken_back_and_what_could_be(
    office: Office, cast: Cast
) -> None:
    one, two, three = (office.closed(text=text) for text in ("井盖破了", "路灯不亮", "树枝断了"))
    shown(office, one)
    withdraw_answer(shown(office, two).pk, why="误发", actor=cast.dispatcher, now=NOW)
    office.told(text="没有答复的")
    desk = cast.client_for(cast.dispatcher)

    def numbers(chosen: str) -> set[str]:
        rows = desk.get(f"/api/v1/reports/?shown={chosen}").json()["rows"]
        return {row["number"] for row in rows}

    assert numbers("yes") == {one.item.number}
    assert numbers("back") == {two.item.number}
    assert numbers("not") == {two.item.number, three.item.number}
    assert "树枝" not in desk.get(reverse("reports:ledger") + "?view=shown").content.decode()


def test_feed_readers_get_the_answers_shown_and_nothing_taken_back(
    client, office: Office, cast: Cast
) -> None:
    from lxml import etree

    one, two = (shown(office, office.closed(text=TELLING), title=title) for title in ("井盖", "路灯"))
    withdraw_answer(two.pk, why="误发", actor=cast.dispatcher, now=NOW)
    url = f"/report/done/n{cast.office.pk}/answers.atom"
    page = client.get(url)
    assert page.headers["Content-Type"].startswith("application/atom+xml")
    names = {"a": "http://www.w3.org/2005/Atom"}
    entries = etree.fromstring(page.content).findall("a:entry", names)
    assert [entry.findtext("a:id", namespaces=names) for entry in entries] == [f"urn:uuid:{one.uid}"]
    assert "王小红" not in page.content.decode()
    assert client.get(url, headers={"if-none-match": page.headers["ETag"]}).status_code == 304
    assert client.get("/report/done/n0/answers.atom").status_code == 404


def test_a_clerk_reads_the_cleaned_text_shows_it_and_takes_it_back(
    client, office: Office, cast: Cast
) -> None:
    report = office.closed(text=TELLING)
    client.force_login(cast.clerk)
    form = reverse("reports:show_answer", args=[report.pk])
    page = read(client, form)
    assert "我叫…，住…，门口井盖破了，请回电…。" in page
    assert "王小红" in page  # among what was taken out
    given = {
        "title": "门口井盖破了",
        "question": "我叫王小红，门口井盖破了。",
        "reply": "井盖换好了，我们去看过。",
    }
    refused = client.post(form, given)
    assert refused.status_code == 422 and "王小红" in refused.content.decode()
    assert not ShownAnswer.objects.exists()
    client.post(form, given | {"question": "门口井盖破了。"})
    kept = ShownAnswer.objects.get()
    assert TrailRow.objects.filter(action="reports.show_answer", item=report.item).exists()
    client.logout()
    public = read(client, reverse("public_reports:shown_answer", args=[kept.uid]))
    assert "门口井盖破了。" in public and "王小红" not in public and report.item.number not in public
    assert "门口井盖破了" in read(client, page_of(cast.office))
    client.force_login(cast.clerk)
    back = reverse("reports:withdraw_answer", args=[kept.pk])
    assert client.post(back, {"why": ""}).status_code == 422
    client.post(back, {"why": "住户不愿意公开。"})
    assert Erasure.objects.filter(model="reports.shownanswer", row=str(kept.uid)).exists()
    client.logout()
    gone = read(client, reverse("public_reports:shown_answer", args=[kept.uid]), status=410)
    assert "住户不愿意公开" in gone and "井盖" not in gone
    assert "门口井盖破了" not in read(client, page_of(cast.office))


def test_an_answer_goes_with_its_report_and_says_when_the_matter_was_taken_up_again(
    client, office: Office
) -> None:
    report = office.closed()
    page = reverse("public_reports:shown_answer", args=[shown(office, report).uid])
    assert "重新办理" not in read(client, page)
    rate(find_followed(token_of(report)), verdict="unsatisfied", comment="没修好", now=NOW)
    assert "又重新办理" in read(client, page)
    Report.objects.filter(pk=report.pk).update(public=False)
    read(client, page, status=404)
    assert "井盖破损" not in read(client, page_of(office.cast.office))


def test_a_number_is_never_let_through_whoever_looked(office: Office) -> None:
    report = office.closed()
    with pytest.raises(Refused, match="13800001111"):
        shown(office, report, reply="请打13800001111。", looked=True)
    assert shown(office, report, reply="请到3号楼2单元101室居委会办理。", looked=True).pk
    with pytest.raises(Refused):
        shown(office, office.closed(), reply="请到3号楼2单元101室办理。")


def test_only_what_is_closed_and_stands_on_the_public_list_is_shown(office: Office) -> None:
    with pytest.raises(Refused):
        shown(office, office.handling())
    hidden = office.closed()
    Report.objects.filter(pk=hidden.pk).update(public=False)
    with pytest.raises(Refused):
        shown(office, hidden)
    with pytest.raises(Refused):
        show_answer(
            office.closed().pk, title="a", question="b", reply="c", actor=office.cast.checker, now=NOW
        )


def test_shown_twice_it_is_shown_once_and_taken_back_it_can_be_shown_again(
    office: Office, cast: Cast
) -> None:
    report = office.closed()
    first = shown(office, report)
    assert shown(office, report) == first
    withdraw_answer(first.pk, why="写错了", actor=cast.dispatcher, now=NOW)
    with pytest.raises(Refused):
        withdraw_answer(first.pk, why="写错了", actor=cast.dispatcher, now=NOW)
    assert shown(office, report) != first


def test_a_community_shows_its_own_answers_only(client, office: Office, cast: Cast) -> None:
    shown(office, office.closed(), title="本社区的井盖")
    shown(office, office.closed(area=cast.grid), title="网格里的井盖")
    other = shown(office, office.closed(), title="别处的井盖")
    ShownAnswer.objects.filter(pk=other.pk).update(area=cast.office)
    page = read(client, page_of(cast.community))
    assert "本社区的井盖" in page and "网格里的井盖" in page and "别处的井盖" not in page
    assert "别处的井盖" in read(client, reverse("public_reports:shown_answers", args=[f"n{cast.office.pk}"]))


def test_what_nobody_let_through_stands_nowhere(client, office: Office, cast: Cast) -> None:
    office.closed(text="楼顶的暗号彩虹桥在漏水")
    assert "彩虹桥" not in read(client, page_of(cast.office))
    assert "彩虹桥" not in read(client, page_of(cast.community))


def test_the_numbers_are_the_desk_s_own_and_small_ones_are_not_told(office: Office, cast: Cast) -> None:
    for _turn in range(6):
        report = office.closed()
    rate(find_followed(token_of(report)), verdict="satisfied", now=NOW)
    office.told()
    told = count_numbers(cast.office, now=LATER)
    assert (told.received.value, told.answered.value) == (7, 6)
    from gongjian.core.measures.scope import Scope

    since, until = timezone.localdate(NOW).replace(month=1, day=1), timezone.localdate(LATER)
    desk = table_of(Scope(LATER, (cast.office.path,), since, until), "unit", method=Method()).total
    values = {cell.rate.name.value: (cell.value, cell.denominator) for cell in desk.cells}
    for share in told.shares:
        assert (share.value, share.of.value) == values[share.name]
    satisfied = next(share for share in told.shares if share.name == "satisfaction")
    assert satisfied.value is None and satisfied.of.few
    assert told.months[-2].received.value == 7 and told.course


def test_few_reports_are_fewer_than_five_and_none_is_an_honest_empty_page(
    client, office: Office, cast: Cast
) -> None:
    page = read(client, page_of(cast.office))
    assert "还没有可以公布的办理情况" in page and "%" not in page.split("<main")[1].split("</main")[0]
    cache.clear()
    for _turn in range(3):
        report_publicly(Told(area=cast.community, text="路灯不亮"), now=timezone.now())
    page = read(client, page_of(cast.office))
    assert "少于 5" in page


@pytest.fixture
def topic(office: Office, cast: Cast) -> HotTopic:
    for turn in range(6):
        text = f"翠湖花园夜间施工扰民，吵得睡不着，第{turn}天了"
        report_publicly(Told(area=cast.community, text=text, phone=f"1380000{turn:04}"), now=NOW)
    count_all(NOW + dt.timedelta(hours=1))
    return HotTopic.objects.get()


def test_a_topic_is_shown_with_what_became_of_it_and_survives_counting(
    client, office: Office, cast: Cast, topic: HotTopic
) -> None:
    client.force_login(cast.dispatcher)
    form = reverse("reports:show_topic", args=[topic.pk])
    client.post(form, {"title": "翠湖花园夜间施工", "became": "工地夜里十点后停工，每周查两次。"})
    kept = ShownTopic.objects.get()
    count_all(NOW + dt.timedelta(hours=1))
    client.logout()
    page = read(client, page_of(cast.office))
    assert "翠湖花园夜间施工" in page and "每周查两次" in page and "6 人" in page
    client.force_login(cast.dispatcher)
    client.post(form, {"title": "翠湖花园夜间施工", "became": "已经停工。"})
    assert ShownTopic.objects.get().became == "已经停工。"
    client.post(reverse("reports:withdraw_topic", args=[kept.pk]), {"why": "说错了"})
    client.logout()
    assert "已经停工" not in read(client, page_of(cast.office))


def test_a_topic_of_few_people_is_not_shown(office: Office, cast: Cast, topic: HotTopic) -> None:
    HotTopic.objects.update(people=4)
    with pytest.raises(Refused):
        show_topic(topic.pk, title="翠湖花园", became="停工", actor=cast.dispatcher, now=NOW)
    with pytest.raises(Refused):
        show_topic(topic.pk, title="翠湖花园", became="停工", actor=cast.checker, now=NOW)


def test_a_wrong_place_is_not_found(client, office: Office) -> None:
    for place in ("n0", "n999999999", "x", "410105"):
        assert client.get(reverse("public_reports:done_at", args=[place])).status_code == 404


def test_the_page_asks_few_questions_however_much_there_is(
    client, office: Office, cast: Cast, topic: HotTopic, django_assert_max_num_queries
) -> None:
    show_topic(topic.pk, title="翠湖花园夜间施工", became="停工。", actor=cast.dispatcher, now=NOW)
    for turn in range(12):
        shown(office, office.closed(), title=f"井盖{turn}")
    for address in (page_of(cast.office), page_of(cast.community)):
        cache.clear()
        with django_assert_max_num_queries(15):
            read(client, address)
    with django_assert_max_num_queries(8):
        read(client, reverse("public_reports:shown_answers", args=[f"n{cast.office.pk}"]))
