"""A clerk protects her sign-in by a passkey, an app and recovery codes, and signs in by each; the device is Chromium's virtual one."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from gongjian.core.factors.actions import set_rule
from gongjian.core.factors.models import Authenticator, Passkey
from gongjian.core.factors.tests.acts import shown, with_app
from gongjian.core.people.tests.acts import trail_of
from tests.cast import PASSWORD, Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
MINE = "/account/protection/"


@pytest.fixture
def page(new_context: Any, live_server: Any) -> Iterator["Page"]:
    """A phone that holds passkeys; an error of its scripts fails the test."""
    errors: list[str] = []
    page = new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if "Content Security" in told.text else None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    assert errors == []


def first_step(page: "Page", username: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def sign_out(page: "Page") -> None:
    page.context.clear_cookies()


def test_a_passkey_is_added_and_signs_in_without_a_password(
    cast: Cast, page: "Page", serious_faults: Callable[["Page"], list[str]]
) -> None:
    first_step(page, "clerk")
    page.wait_for_url("**/desk/")
    page.goto(MINE)
    assert serious_faults(page) == []
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_label("名称").fill("值班手机")
    assert serious_faults(page) == []
    page.get_by_role("button", name="建立通行密钥").click()
    page.wait_for_url(f"**{MINE}")
    expect(page.get_by_role("main")).to_contain_text("值班手机")
    sign_out(page)
    page.goto("/account/sign-in/?next=/account/sessions/")
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(lambda url: url.endswith("/account/sessions/") and "sign-in" not in url)
    assert [row.changes["how"] for row in trail_of("people.sign_in")] == ["password", "passkey"]
    sign_out(page)
    first_step(page, "clerk")
    expect(page.get_by_role("heading", level=1)).to_have_text("二次验证")
    assert serious_faults(page) == []
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/desk/")
    assert Passkey.objects.get().counter > 0


def test_a_device_that_shows_nothing_is_said_and_nothing_is_sent(cast: Cast, page: "Page") -> None:
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("status").last).to_contain_text("没有提交")


def test_an_app_is_set_up_signs_in_and_a_recovery_code_stands_in_for_it(
    cast: Cast, page: "Page", serious_faults: Callable[["Page"], list[str]]
) -> None:
    first_step(page, "clerk")
    page.wait_for_url("**/desk/")
    page.goto(MINE)
    page.get_by_role("button", name="设置身份验证器").click()
    secret = page.get_by_label("身份验证器的密钥").input_value().replace(" ", "")
    expect(page.locator("figure svg")).to_be_visible()
    assert serious_faults(page) == []
    page.get_by_label("身份验证器显示的动态码").fill(shown(secret, later=-1))
    page.get_by_role("button", name="确认").click()
    page.wait_for_url(f"**{MINE}")
    page.get_by_role("button", name="生成十个恢复码").click()
    listed = page.locator("ol.code-list li")
    expect(listed).to_have_count(10)
    codes = listed.all_inner_texts()
    assert serious_faults(page) == []
    with page.expect_download() as kept:
        page.get_by_role("link", name="存为文件").click()
    assert codes[0] in kept.value.path().read_text()
    sign_out(page)
    first_step(page, "clerk")
    page.get_by_label("验证码").fill(shown(secret))
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")
    sign_out(page)
    first_step(page, "clerk")
    page.get_by_label("验证码").fill(codes[4].lower())
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")
    page.goto(MINE)
    expect(page.get_by_role("main")).to_contain_text(re.compile("还剩 9 个"))


def test_without_script_and_by_keyboard_a_code_is_enough(
    cast: Cast, new_context: Any, live_server: Any
) -> None:
    secret = with_app(cast.clerk)
    page = new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    page.goto("/account/sign-in/")
    expect(page.get_by_role("button", name="使用通行密钥")).to_have_count(0)
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("验证码").wait_for()
    page.keyboard.type(shown(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_where_it_is_demanded_one_is_led_to_it_and_then_on(
    cast: Cast, page: "Page", serious_faults: Callable[["Page"], list[str]]
) -> None:
    set_rule(cast.office, required_from=timezone.localdate(), now=timezone.now())
    first_step(page, "clerk")
    page.wait_for_url(f"**{MINE}")
    expect(page.get_by_role("main")).to_contain_text("您的街道要求登录时二次验证")
    assert serious_faults(page) == []
    page.get_by_role("button", name="设置身份验证器").click()
    page.get_by_label("身份验证器的密钥").wait_for()
    secret = page.get_by_label("身份验证器的密钥").input_value().replace(" ", "")
    page.get_by_label("身份验证器显示的动态码").fill(shown(secret))
    page.get_by_role("button", name="确认").click()
    page.get_by_role("button", name="生成十个恢复码").wait_for()
    page.goto("/desk/")
    expect(page.get_by_role("main")).not_to_contain_text("您的街道要求")
    assert Authenticator.objects.filter(confirmed_at__isnull=False).count() == 1
