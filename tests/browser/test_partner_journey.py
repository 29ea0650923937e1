"""A partner's contact asks to join on the public page, is confirmed, signs in, and accepts what her unit is asked for."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.core.orgs.models import Unit
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import Facts
from gongjian.modules.exchange.models import ExchangeCategory, Match, Per
from tests.browser.test_dispatcher_keyboard import signed_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "qingfeng-2026-ok"


def asked(cast: Cast, unit: Unit, category: ExchangeCategory, title: str) -> Match:
    """The community's clerk asks the unit for one session of what it gives."""
    now = timezone.now()
    facts = Facts(title=title, category=category, capacity=4, measure="场", per=Per.MONTH, who="居民")
    given = actions.add_resource(unit, facts=facts, actor=cast.secretary, now=now)
    day = timezone.localdate(now) + dt.timedelta(days=5)
    wanted = Wanted(category=category, quantity=1, measure="场", whose="老年居民", wanted_by=day)
    need = actions.open_need(
        cast.community,
        title=f"{cast.community.short_name}想要{title}",
        wanted=wanted,
        actor=cast.clerk,
        now=now,
    )
    return actions.propose_match(
        need.pk, resource=given, quantity=1, first_day=day, actor=cast.clerk, now=now
    )


def test_a_contact_joins_sees_only_her_unit_and_accepts(
    live_server: Any, page: Page, new_context: Any, cast: Cast, serious_faults: Callable[[Page], list[str]]
) -> None:
    page.set_default_timeout(8_000)
    complaints: list[str] = []
    page.on(
        "console",
        lambda told: told.type == "error" and "404" not in told.text and complaints.append(told.text),
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/join/")
    page.get_by_label("街道").select_option(str(cast.office.pk))
    page.get_by_label("单位全称").fill("清风幼儿园")
    page.get_by_label("类别").select_option("school")
    page.get_by_label("地址").fill("经五路 8 号")
    page.get_by_label("联系人", exact=True).fill("许静怡")
    page.get_by_label("电话").fill("13700137000")
    page.get_by_label("希望使用的登录名").fill("xujingyi")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(
        lambda address: "/join/" in address and len(address.rstrip("/").rsplit("/", 1)[-1]) == 36
    )

    desk = signed_in(new_context().new_page(), live_server, cast, cast.secretary)
    desk.goto(f"{live_server.url}/desk/network/")
    desk.get_by_role("link", name="清风幼儿园").first.click()
    desk.get_by_role("link", name="确认", exact=True).click()
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_text("成员").first).to_be_visible()
    username = desk.locator("dt:has-text('登录名') + dd").inner_text()

    category = actions.add_category(
        cast.office, name="教育科普", since=timezone.localdate(), actor=cast.secretary, now=timezone.now()
    )
    hers = asked(cast, Unit.objects.get(name="清风幼儿园"), category, "亲子绘本课")
    others = asked(cast, cast.partner, category, "无线电小课堂")

    page.goto(f"{live_server.url}/desk/exchange/mine/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1, name="本单位资源")).to_be_visible()
    for address in ("/desk/exchange/mine/", "/desk/network/own/", "/desk/"):
        page.goto(live_server.url + address)
        assert "无线电小课堂" not in page.content()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    answer = page.goto(f"{live_server.url}/desk/exchange/matches/{others.pk}/")
    assert answer and answer.status == 404

    page.goto(f"{live_server.url}/desk/exchange/mine/")
    page.get_by_role("link", name="想要亲子绘本课").first.click()
    faults = serious_faults(page)
    page.get_by_role("link", name="接受", exact=True).or_(
        page.get_by_role("button", name="接受", exact=True)
    ).first.click()
    page.get_by_role("button", name="接受", exact=True).click()
    expect(page.get_by_text("单位已接受").first).to_be_visible()
    assert Match.objects.get(pk=hers.pk).item.state == "accepted"
    assert Match.objects.get(pk=others.pk).item.state == "proposed"
    assert faults == []
    assert complaints == []
