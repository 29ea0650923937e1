"""Codes of authenticator apps are those of the standard, and hold for one step before and after."""

import base64
import datetime as dt

import pytest

from gongjian.lib.totp import address_of, code_at, matching_step, new_secret, step_at

SECRET = base64.b32encode(b"12345678901234567890").decode()


def moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six of the eight digits."""
    assert code_at(SECRET, step_at(moment(seconds))) == code


@pytest.mark.parametrize(("late", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_holds_for_one_step_before_and_after(late: int, fits: bool) -> None:
    now = moment(1_111_111_111)
    step = matching_step(SECRET, code_at(SECRET, step_at(now)), now=now + dt.timedelta(seconds=late))
    assert step == (step_at(now) if fits else None)


@pytest.mark.parametrize("code", ["", "05047", "0504711", "abcdef", "０５０４７１", "\x00"])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert matching_step(SECRET, code, now=moment(1_111_111_111)) is None


def test_every_secret_is_another_one() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 32


def test_the_address_says_whose_it_is() -> None:
    address = address_of(SECRET, account="wang", issuer="共建 甲街道")
    assert address.startswith("otpauth://totp/%E5%85%B1%E5%BB%BA%20")
    assert f"secret={SECRET}" in address and "%3Awang?" in address and "+" not in address
