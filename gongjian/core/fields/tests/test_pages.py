"""The pages of own fields: made by a head, filled in by a clerk, found by nobody outside."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gongjian.core.fields.actions import make_field
from gongjian.core.fields.models import CustomField, FieldType, FieldValue
from gongjian.core.items.models import Item
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.items import WHEN, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(cast: Cast) -> CustomField:
    facts = {"kind": "report", "actor": cast.head, "now": WHEN}
    make_field(cast.office, slug="promised", label="承诺日期", type=FieldType.DATE, **facts)
    return make_field(
        cast.office,
        slug="how",
        label="来访方式",
        type=FieldType.CHOICE,
        choices=["来人", "来电"],
        required=True,
        **facts,
    )


@pytest.fixture
def item(cast: Cast) -> Item:
    item = make_item(cast, title="路灯不亮")
    Report.objects.create(item=item, office=cast.office, channel="phone", body="")
    return item


def test_a_head_makes_changes_and_retires_a_field(cast: Cast) -> None:
    browser = cast.client_for(cast.head)
    given = {"office": cast.office.pk, "kind": "report", "label": "来访方式", "type": "choice", "choices": "来人\n来电\n",
             "order": "5", "shown": "on", "once": "k1"}  # fmt: skip
    assert browser.post(reverse("fields:make"), given).status_code == 302
    field = CustomField.objects.get()
    assert [choice.label for choice in field.choices.all()] == ["来人", "来电"]
    browser.post(reverse("fields:make"), given)
    assert CustomField.objects.count() == 1
    changed = {"label": "怎么来的", "choices": "来人\n来信", "order": "5", "once": "k2"}
    assert browser.post(reverse("fields:change", args=[field.pk]), changed).status_code == 302
    field.refresh_from_db()
    assert (field.label, [word for _code, word in field.choices_on(timezone.localdate())]) == (
        "怎么来的",
        ["来人", "来信"],
    )
    assert "怎么来的" in browser.get(reverse("fields:list")).content.decode()
    browser.post(reverse("fields:retire", args=[field.pk]), {"once": "k3"})
    field.refresh_from_db()
    assert field.retired_at is not None


def test_a_forbidden_label_is_refused_beside_its_input_and_everything_typed_stays(cast: Cast) -> None:
    given = {
        "office": cast.office.pk,
        "kind": "report",
        "label": "信访风险等级",
        "type": "text",
        "order": "5",
        "help": "甲乙丙",
    }
    answer = cast.client_for(cast.head).post(reverse("fields:make"), given)
    assert answer.status_code == 422
    assert "甲乙丙" in answer.content.decode()
    assert answer.context["form"].errors["label"]
    assert not CustomField.objects.exists()


def test_a_clerk_reads_and_fills_in_the_fields_of_a_matter(
    cast: Cast, field: CustomField, item: Item
) -> None:
    browser = cast.client_for(cast.clerk)
    page = browser.get(reverse("reports:detail", args=[item.pk])).content.decode()
    assert "承诺日期" in page
    address = reverse("fields:fill", args=[item.pk])
    assert address in page
    assert browser.post(address, {"x_how": "", "once": "a"}).status_code == 422
    answer = browser.post(address, {"x_how": "2", "x_promised": "2026-03-09", "once": "b"})
    assert answer.status_code == 302
    page = browser.get(reverse("reports:detail", args=[item.pk])).content.decode()
    assert "来电" in page
    assert "承诺日期：— → 2026-03-09" in page


def test_nobody_outside_finds_the_form(cast: Cast, field: CustomField, item: Item) -> None:
    address = reverse("fields:fill", args=[item.pk])
    assert cast.client_for(cast.outsider).get(address).status_code == 404
    assert cast.client_for(cast.outsider).get(reverse("fields:change", args=[field.pk])).status_code == 404
    assert cast.client_for(cast.auditor).get(address).status_code == 403
    assert cast.client_for(cast.clerk).get(reverse("fields:make")).status_code == 403


def test_a_file_is_kept_with_the_matter_and_named_in_the_list(cast: Cast, item: Item) -> None:
    make_field(
        cast.office, kind="report", slug="proof", label="附件", type=FieldType.FILE, actor=cast.head, now=WHEN
    )
    browser = cast.client_for(cast.clerk)
    address = reverse("fields:fill", args=[item.pk])
    text = SimpleUploadedFile("说明.txt", "路灯编号 12".encode(), "text/plain")
    assert browser.post(address, {"x_proof": text, "once": "f"}).status_code == 302
    browser.post(address, {"once": "g"})
    kept = FieldValue.objects.get().file
    assert kept is not None
    assert (kept.item_id, kept.name) == (item.pk, "说明.txt")
    page = browser.get(reverse("reports:detail", args=[item.pk])).content.decode()
    assert reverse("files:show", args=[kept.uid]) in page
    found = browser.get(reverse("reports:ledger"), {"x_proof_is": "filled"}).context["ledger"]
    assert [cell.text for cell in found.rows[0].cells][-1] == "说明.txt"


def test_a_matter_without_fields_has_no_form(cast: Cast, item: Item) -> None:
    assert cast.client_for(cast.clerk).get(reverse("fields:fill", args=[item.pk])).status_code == 404


def test_the_entry_form_asks_for_the_fields_too(cast: Cast, field: CustomField) -> None:
    browser = cast.client_for(cast.dispatcher)
    address = reverse("reports:new")
    told = {
        "channel": "phone",
        "title": "井盖丢失",
        "text": "路口井盖不见了",
        "area": cast.community.pk,
        "once": "n1",
    }
    assert browser.post(address, told).status_code == 422
    assert browser.post(address, told | {"x_how": "1", "x_promised": "2026-03-09"}).status_code == 302
    values = {row.field.slug: row for row in FieldValue.objects.select_related("field")}
    assert (values["how"].code, values["promised"].day) == ("1", dt.date(2026, 3, 9))
    assert Item.objects.get().steps.filter(move="set_fields").count() == 0


def test_a_planned_task_has_fields_of_its_own(cast: Cast) -> None:
    from gongjian.modules.workplan.models import Plan, Task, Theme

    make_field(
        cast.office,
        kind="task",
        slug="money",
        label="预算（万元）",
        type=FieldType.NUMBER,
        actor=cast.head,
        now=WHEN,
    )
    year = timezone.localdate().year
    plan = Plan.objects.create(office=cast.office, year=year, title="计划", made_by=cast.head, made_at=WHEN)
    theme = Theme.objects.create(plan=plan, title="主题", order=1)
    given = {
        "theme": theme.pk,
        "title": "修路",
        "unit": cast.city_unit.pk,
        "due_on": f"{year}-12-31",
        "x_money": "12.5",
    }
    answer = cast.client_for(cast.secretary).post(reverse("workplan:new_task_in", args=[plan.pk]), given)
    assert answer.status_code == 302, answer.context["form"].errors
    assert str(FieldValue.objects.get(item=Task.objects.get().item).number.normalize()) == "12.5"  # type: ignore[union-attr]
