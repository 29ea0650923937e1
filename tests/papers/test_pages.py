"""The pages of forms: a clerk takes one in, sees what is wrong, accepts proposals, and fills it from her list."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from gongjian.core.jobs.tasks import run_tasks
from gongjian.core.papers import filling, ready
from gongjian.core.papers.books import look_at
from gongjian.core.papers.lexicon import ledger_of
from gongjian.core.papers.models import FilledPaper, Paper
from gongjian.core.papers.proposals import propose
from tests.papers.conftest import book

pytestmark = pytest.mark.django_db
FORM = {
    "A1": "编号",
    "B1": "事项",
    "C1": "点赞",
    "A2": "{{诉求.编号}}",
    "B2": "{{诉求.事项}}",
    "C2": "{{诉求.点赞}}",
}


def taken_in(client, cast, data, *, name="区月报", once="k1"):
    file = SimpleUploadedFile("区月报.xlsx", data)
    given = {"file": file, "name": name, "ledger": "reports", "office": cast.office.pk, "once": once}
    return client.post(reverse("papers:add"), given)


def test_clerk_takes_a_form_in_and_fills_it_from_her_list(reports, cast):
    client = cast.client_for(cast.dispatcher)
    answer = taken_in(client, cast, book(FORM))
    paper = Paper.objects.get()

    assert answer.url == reverse("papers:detail", args=[paper.uid])
    page = client.get(answer.url).content.decode()
    assert "<mark>{{诉求.编号}}</mark>" in page and "区月报.xlsx" in page
    choice = client.get(reverse("papers:for_ledger", args=["reports"]) + "?q=路灯").content.decode()
    assert f"{paper.uid}/fill/?q=%E8%B7%AF%E7%81%AF" in choice
    filled = client.get(reverse("papers:fill", args=[paper.uid]) + "?q=路灯")
    assert (
        "filename*=UTF-8''" in filled["Content-Disposition"] and filled["X-Content-Type-Options"] == "nosniff"
    )
    assert load_workbook(io.BytesIO(filled.content)).active["B2"].value == "路灯不亮"


def test_the_list_leads_to_the_forms_and_a_matter_to_its_papers(reports, cast, keep):
    keep(book({"A1": "{{编号}}"}), name="办理单")
    client = cast.client_for(cast.dispatcher)

    assert (
        reverse("papers:for_ledger", args=["reports"])
        in client.get(reverse("reports:ledger")).content.decode()
    )
    of_item = reverse("papers:for_item", args=[reports[0].pk])
    assert of_item in client.get(reverse("reports:detail", args=[reports[0].pk])).content.decode()
    page = client.get(of_item).content.decode()
    assert "办理单" in page and f"fill/?row={reports[0].pk}" in page


def test_a_form_with_wrong_marks_is_not_kept_and_each_is_named(reports, cast):
    client = cast.client_for(cast.dispatcher)

    answer = taken_in(client, cast, book({"C4": "{{诉求.标号}}"}))

    assert answer.status_code == 422 and not Paper.objects.exists()
    assert "表 C4" in answer.content.decode() and "编号" in answer.content.decode()


def test_proposals_are_accepted_changed_and_left_out(reports, cast):
    client = cast.client_for(cast.dispatcher)
    form = book({"A1": "诉求办理月报", "A2": "填报单位：", "A3": "序号", "B3": "诉求编号", "C3": "反映内容", "D3": "社区", "E3": "点赞",
                 **{f"{letter}4": None for letter in "ABCDE"}, "A5": "合计", "E5": None})  # fmt: skip
    taken_in(client, cast, form)
    paper = Paper.objects.get()
    address = reverse("papers:proposals", args=[paper.uid])

    page = client.get(address).content.decode()
    for text in (
        "填报单位：{{单位}}",
        "{{序号}}",
        "{{诉求.编号}}",
        "{{诉求.事项}}",
        "{{诉求.区域}}",
        "{{合计 诉求.点赞}}",
    ):
        assert text in page, text
    given = {"once": "k2", "sheet": ["表"], "take": ["mark.0.4.1", "mark.0.4.2", "mark.0.4.5"], "mark.0.4.1": "{{序号}}",
             "mark.0.4.2": "{{诉求.标号}}", "mark.0.4.5": "{{诉求.点赞}}", "mark.0.4.3": "{{诉求.事项}}"}  # fmt: skip
    wrong = client.post(address, given)
    assert wrong.status_code == 422 and "B4" in wrong.content.decode() and paper.versions.count() == 1

    assert client.post(address, {**given, "mark.0.4.2": "{{诉求.编号}}", "once": "k3"}).status_code == 302
    sheet = load_workbook(io.BytesIO(client.get(reverse("papers:fill", args=[paper.uid])).content)).active
    assert [sheet["A8"].value, sheet["C4"].value, sheet["A9"].value] == [5, None, "合计"]
    assert paper.versions.count() == 2


def test_proposals_stand_in_the_first_row_below_three_rows_of_merged_headings(reports, cast):
    client = cast.client_for(cast.dispatcher)
    taken_in(client, cast, ready.unmarked_form())

    looks = look_at(bytes(Paper.objects.get().current.data))
    found = {one.cell: one.text for one in propose(looks, ledger_of("reports"))}

    assert (found["A7"], found["C7"], found["H7"]) == ("{{序号}}", "{{诉求.事项}}", "{{诉求.状态}}")
    assert found["A1"] == "XX区社会治理重点诉求台账（{{本月}}）" and found["I13"] == "{{合计 诉求.点赞}}"
    assert not any(cell.endswith(("5", "6")) for cell in found)


def test_old_versions_can_be_fetched_and_a_retired_paper_is_not_filled(reports, cast, keep):
    first = book(FORM)
    paper = keep(first)
    client = cast.client_for(cast.dispatcher)
    file = SimpleUploadedFile("新.xlsx", book({"A1": "{{计数 诉求}}"}))
    client.post(reverse("papers:new_version", args=[paper.uid]), {"file": file, "once": "k1"})

    assert client.get(reverse("papers:version", args=[paper.uid, 1])).content == first
    client.post(reverse("papers:retire", args=[paper.uid]), {"once": "k2"})
    assert client.get(reverse("papers:fill", args=[paper.uid])).status_code == 302
    client.post(reverse("papers:bring_back", args=[paper.uid]), {"once": "k3"})
    assert client.get(reverse("papers:fill", args=[paper.uid])).status_code == 200


def test_a_large_form_is_filled_in_the_background_for_whoever_asked(reports, cast, keep, monkeypatch):
    monkeypatch.setattr(filling, "AT_ONCE", 3)
    paper = keep(book(FORM))
    client = cast.client_for(cast.dispatcher)
    address = reverse("papers:fill", args=[paper.uid])

    assert "后台" in client.get(address).content.decode()
    one, again = (client.post(address, {"once": key}) for key in ("k1", "k2"))
    assert one.url == again.url
    (task,) = run_tasks(timezone.now() + dt.timedelta(seconds=1))
    task.refresh_from_db()
    assert FilledPaper.objects.get().rows == 5 and task.url
    assert load_workbook(io.BytesIO(client.get(task.url).content)).active["C6"].value == 1
    assert cast.client_for(cast.secretary).get(task.url).status_code == 404
    assert filling.sweep(timezone.now() + dt.timedelta(days=8)) == 1


def test_an_outsider_finds_nothing(reports, cast, keep):
    paper = keep(book(FORM))
    client = cast.client_for(cast.outsider)

    for name, args in (("detail", [paper.uid]), ("fill", [paper.uid]), ("version", [paper.uid, 1]), ("proposals", [paper.uid]),
                       ("new_version", [paper.uid]), ("for_item", [reports[0].pk])):  # fmt: skip
        assert client.get(reverse(f"papers:{name}", args=args)).status_code == 404, name
    assert "区月报" not in client.get(reverse("papers:list")).content.decode()
    assert cast.client_for(cast.partner_contact).get(reverse("papers:list")).status_code == 403
    assert cast.client_for(cast.clerk).get(reverse("papers:add")).status_code == 403


def test_other_systems_list_and_fill(reports, cast, keep):
    paper = keep(book(FORM))
    client = cast.client_for(cast.dispatcher)

    assert client.get("/api/v1/papers/").json()[0]["name"] == "月报"
    made = client.get(f"/api/v1/papers/{paper.uid}/filled?q=路灯")
    assert load_workbook(io.BytesIO(made.content)).active["B2"].value == "路灯不亮"
    assert client.get(f"/api/v1/papers/{paper.uid}/filled?nonsense=1").status_code == 409
    assert cast.client_for(cast.outsider).get(f"/api/v1/papers/{paper.uid}/filled").status_code == 404
    assert cast.client_for(None).get("/api/v1/papers/").status_code == 401


def test_other_systems_fill_a_large_form_as_a_task_of_their_own(reports, cast, keep, monkeypatch):
    paper = keep(book(FORM))
    client, address = cast.client_for(cast.dispatcher), f"/api/v1/papers/{paper.uid}"
    monkeypatch.setattr(filling, "AT_ONCE", 1)

    assert client.get(f"{address}/filled").json()["code"] == "large"
    begun = client.post(f"{address}/fillings/?q=路灯&once=k")
    assert begun.status_code == 202 and begun.json()["state"] == "waiting"
    assert client.post(f"{address}/fillings/?q=路灯&once=k").json()["uid"] == begun.json()["uid"]
    run_tasks(timezone.now())

    place = f"/api/v1/papers/fillings/{begun.json()['uid']}/"
    told = client.get(place).json()
    made = load_workbook(io.BytesIO(client.get(told["url"]).content)).active
    assert (told["state"], made["B2"].value, made["B3"].value) == ("done", "路灯不亮", None)
    assert cast.client_for(cast.clerk).get(place).status_code == 404
    assert cast.client_for(cast.outsider).post(f"{address}/fillings/").status_code == 404


def test_other_systems_fetch_pdfs_of_what_they_may_read(reports, cast):
    client, item = cast.client_for(cast.dispatcher), reports[0].pk

    for address in ("lists/reports/pdf?q=路灯", f"matters/{item}/pdf"):
        assert client.get(f"/api/v1/papers/{address}").content.startswith(b"%PDF"), address
    assert client.get(f"/api/v1/papers/matters/{item}/pdf?reply=true").status_code == 409
    assert client.get("/api/v1/papers/lists/nonsense/pdf").status_code == 404
    assert cast.client_for(cast.outsider).get(f"/api/v1/papers/matters/{item}/pdf").status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", "xlsx"),
        ("a.xlsx", b"PK\x03\x04x", "损坏"),
        ("a.xlsx", b"", "空"),
        ("a.docx", b"nonsense", "docx"),
    ],
)
def test_a_file_that_is_no_form_gets_a_sentence(cast, name, data, told):
    given = {
        "file": SimpleUploadedFile(name, data),
        "name": "x",
        "ledger": "reports",
        "office": cast.office.pk,
        "once": "k",
    }

    answer = cast.client_for(cast.dispatcher).post(reverse("papers:add"), given)

    assert answer.status_code == 422 and told in answer.content.decode()
