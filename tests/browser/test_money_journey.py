"""The special fund in three pairs of hands: granted by rule, asked for on the account's page, refused in words, failed, paid."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.modules.funds.models import Account, Payment
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Project
from gongjian.modules.projects.tests.conftest import plan_of
from tests.browser.desks import Desks, fact, make
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {
    "支付事由": "三个楼院的灯具",
    "金额（元）": "12000",
    "收款单位": "光明灯具厂",
    "发票号码": "24412000000012345678",
}


@pytest.fixture
def project(cast: Cast) -> Project:
    day = timezone.localdate()
    plan = plan_of(cast, start_on=day, end_on=day + dt.timedelta(days=60))
    return actions.propose_project(
        cast.community, plan=plan, origins=[], actor=cast.branch_secretary, now=timezone.now()
    )


@pytest.fixture
def desks(
    live_server: Any, new_context: Any, cast: Cast, serious_faults: Callable[[Page], list[str]]
) -> Desks:
    return Desks(live_server, new_context, cast, serious_faults)


def test_money_is_granted_asked_for_refused_failed_and_paid(
    desks: Desks, cast: Cast, project: Project
) -> None:
    finance = desks.of(cast.finance_clerk)
    _grant(desks, finance)

    branch = desks.of(cast.branch_secretary)
    desks.go(branch, "/desk/funds/")
    branch.get_by_role("link", name="甲社区第一党支部").first.click()
    expect(branch.get_by_text("可用 30,000 元")).to_be_visible()
    branch.get_by_role("link", name="申请支付").click()
    desks.look(branch, "申请支付")
    _too_much(desks, branch, project)
    branch.get_by_label("金额（元）").fill(ASKED["金额（元）"])
    branch.get_by_role("button", name="保存").dblclick()
    expect(branch.get_by_text("支付已申请。")).to_be_visible()
    payment = Payment.objects.select_related("item").get()
    desks.look(branch, ASKED["支付事由"])
    expect(fact(branch, "用于事项").get_by_role("link")).to_contain_text(project.item.number)
    expect(branch.locator("section.ask").get_by_role("link", name="审核通过")).to_have_count(0)
    _same_voucher(desks, branch, payment)

    desks.go(finance, "/desk/")
    finance.get_by_role("link", name=ASKED["支付事由"]).first.click()
    make(finance, "审核通过")
    expect(finance.get_by_text("已审核").first).to_be_visible()
    expect(finance.locator("section.ask").get_by_role("link", name="安排付款")).to_have_count(0)

    secretary = desks.of(cast.secretary)
    secretary.get_by_role("link", name=ASKED["支付事由"]).first.click()
    make(secretary, "安排付款")
    expect(secretary.get_by_text("付款中").first).to_be_visible()
    desks.look(secretary)
    _fails(desks, finance)
    secretary.reload()
    make(secretary, "重新付款", 说明="账号已更正")
    expect(secretary.get_by_text("付款中").first).to_be_visible()
    finance.reload()
    make(finance, "确认到账")
    expect(finance.get_by_text("已支付").first).to_be_visible()
    desks.look(finance)

    _adds_up(desks, branch, project)
    assert Payment.objects.select_related("item").get().item.state == "paid"
    account = Account.objects.get()
    assert (account.granted, account.reserved, account.spent) == (3_000_000, 0, 1_200_000)
    assert desks.wrong == []


def _grant(desks: Desks, page: Page) -> None:
    """The clerk of the money enters the year's rule and grants the year by it."""
    desks.go(page, "/desk/funds/")
    page.get_by_role("link", name="拨付年度经费").first.click()
    expect(page.get_by_text("请先录入标准和依据")).to_be_visible()
    desks.go(page, "/desk/funds/rules/")
    page.get_by_role("link", name="录入资金标准").click()
    page.get_by_label("规定事项").select_option(label="其他党支部年度经费")
    page.get_by_label("金额（元）").fill("三万")
    page.get_by_label("执行日期").fill(f"{timezone.localdate().year}-01-01")
    page.get_by_label("依据").fill("党组织为民服务专项经费管理办法（2026年）")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("请写数字金额")
    page.get_by_label("金额（元）").fill("3万")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("资金标准已录入。")).to_be_visible()
    desks.look(page, "资金标准")
    desks.go(page, "/desk/funds/")
    page.get_by_role("link", name="拨付年度经费").first.click()
    expect(page.get_by_role("cell", name="待拨付")).to_be_visible()
    desks.look(page)
    page.get_by_role("button", name="统一拨付").dblclick()
    expect(page.get_by_text("经费已拨付。")).to_be_visible()
    desks.look(page, "经费账户")
    assert Account.objects.get().granted == 3_000_000


def _too_much(desks: Desks, page: Page, project: Project) -> None:
    """More than the balance is refused with both sums; nothing that was typed is lost."""
    typed = ASKED | {"金额（元）": "30000.01", "用于事项": project.item.number}
    for name, text in typed.items():
        page.get_by_label(name).fill(text)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("可用余额只有 30,000 元，需要 30,000.01 元")
    desks.look(page)
    for name, text in typed.items():
        expect(page.get_by_label(name)).to_have_value(text)
    assert not Payment.objects.exists()


def _same_voucher(desks: Desks, page: Page, first: Payment) -> None:
    """The invoice of the first payment does not pay a second one."""
    fact(page, "经费账户").get_by_role("link").click()
    page.get_by_role("link", name="申请支付").click()
    for name, text in (ASKED | {"金额（元）": "800"}).items():
        page.get_by_label(name).fill(text)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text(f"该发票已用于支付 {first.item.number}")
    expect(page.get_by_label("金额（元）")).to_have_value("800")
    assert Payment.objects.count() == 1


def _fails(desks: Desks, page: Page) -> None:
    """The bank sends the sum back: without the reason nothing is entered; then the sum is reserved again."""
    page.reload()
    make(page, "付款失败")
    expect(page.get_by_role("alert")).to_contain_text("理由")
    page.get_by_label("理由").fill("收款账号有误，银行退回")
    page.get_by_role("button", name="付款失败", exact=True).click()
    expect(page.get_by_text("收款账号有误，银行退回").first).to_be_visible()
    account = Account.objects.get()
    assert (account.reserved, account.spent) == (1_200_000, 0)
    desks.look(page)


def _adds_up(desks: Desks, page: Page, project: Project) -> None:
    """The account shows each line and that they add up; the project shows what it cost."""
    desks.go(page, "/desk/funds/")
    page.get_by_role("link", name="甲社区第一党支部").first.click()
    expect(page.get_by_text("账目相符")).to_be_visible()
    expect(page.get_by_text("拨付 30,000 − 预留 0 − 支出 12,000 = 可用 18,000 元")).to_be_visible()
    kinds = page.locator("table tbody td:nth-child(2)").all_inner_texts()
    assert [re.split(r"\s", kind)[0] for kind in kinds] == ["拨付", "预留", "支出", "退回", "支出"]
    desks.look(page)
    desks.go(page, f"/desk/projects/{project.pk}/")
    money = page.get_by_role("region", name="资金")
    expect(fact(page, "已支付")).to_have_text("12,000 元")
    expect(fact(page, "户均")).to_have_text("139.53 元（12,000 ÷ 86 户）")
    expect(money.get_by_role("link", name=ASKED["支付事由"])).to_be_visible()
    desks.look(page, "三个楼院亮灯")
