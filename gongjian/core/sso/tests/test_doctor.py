"""The doctor sees half settings, plain http, and a provider that does not answer."""

from typing import Any

import pytest

from gongjian.core.sso.doctor import check_sso
from gongjian.core.sso.tests.elsewhere import listening

pytestmark = pytest.mark.django_db


def grades() -> list[str]:
    return [finding.grade for finding in check_sso()]


def test_nothing_set_up_is_fine() -> None:
    assert grades() == ["good"]


def test_half_a_setting_is_named(settings: Any) -> None:
    settings.WECOM_CORP = "ww1"
    [found] = check_sso()
    assert found.grade == "bad" and "GONGJIAN_WECOM_SECRET" in str(found.words)


def test_plain_http_is_bad_and_so_is_silence(settings: Any) -> None:
    with listening(settings):
        assert grades() == ["bad", "warning"]
    assert grades() == ["bad", "warning", "bad"]


def test_all_encrypted_is_fine(settings: Any) -> None:
    settings.FEISHU_APP, settings.FEISHU_SECRET, settings.HTTPS = "cli_1", "secret", True
    [found] = check_sso()
    assert found.grade == "good" and "飞书" in str(found.words)
