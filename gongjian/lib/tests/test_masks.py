"""No full telephone or identity number gets out, and nothing else is taken for one."""

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gongjian.lib.masks import (
    erase_masked,
    mask_id_number,
    mask_name,
    mask_phone,
    mask_text,
    normalise_phone,
    valid_id_number,
    valid_phone,
)
from gongjian.lib.masks.identity import CHECK_DIGITS, WEIGHTS

INVENTED_ID = "41010519491231002X"  # the example of the standard, with another place


def with_check(first: str) -> str:
    return first + CHECK_DIGITS[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


ID = with_check("41010519900307123")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+86 138 1234 1234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("0371-65901234", "0371-****1234"),
        ("(010)65901234", "010-****1234"),
        ("65901234", "****1234"),
        ("6590123", "****123"),
        ("0371-65901234转801", "0371-****1234"),
        ("not known", "****"),
        ("123456789012345", "****45"),
        ("", ""),
    ],
)
def test_a_phone_is_masked(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("phone", "form"),
    [
        ("13812341234", "13812341234"),
        (" 138-1234-1234 ", "13812341234"),
        ("+8613812341234", "13812341234"),
        ("0086 138 1234 1234", "13812341234"),
        ("86-13812341234", "13812341234"),
        ("013812341234", "13812341234"),
        ("13812341234 转 2", "13812341234"),
        ("0371-65901234", "037165901234"),
        ("（0371）65901234", "037165901234"),
        ("+86 371 6590 1234", "037165901234"),
        ("+86-10-65901234", "01065901234"),
        ("010-65901234-801", "01065901234"),
        ("65901234", "65901234"),
        ("400-123-4567", "4001234567"),
    ],
)
def test_a_phone_has_one_form_however_it_is_typed(phone, form):
    assert normalise_phone(phone) == form
    assert normalise_phone(form) == form
    assert valid_phone(phone)


@pytest.mark.parametrize(
    "phone",
    ["", "12345", "23812341234", "1381234123", "138123412345", "abc13812341234", "+1 202 555 0123", "张三"],
)
def test_what_is_no_phone_is_refused(phone):
    assert not valid_phone(phone)
    with pytest.raises(ValueError, match="not a telephone number"):
        normalise_phone(phone)


def test_an_identity_number_keeps_its_last_four():
    assert mask_id_number(ID) == "*" * 14 + ID[-4:]
    assert mask_id_number("410105 19900307 123x") == "*" * 14 + "123X"
    assert mask_id_number("1234") == "****"
    assert mask_id_number("") == ""


def test_an_identity_number_with_a_slip_of_the_finger_is_masked_too():
    wrong = ID[:-1] + ("1" if ID[-1] != "1" else "2")
    assert not valid_id_number(wrong)
    assert mask_text(f"证{wrong}，请核实").text == f"证**************{wrong[-4:]}，请核实"
    lower = ID[:-1] + "x"
    assert mask_text(f"证{lower}").text.startswith("证**************")
    assert mask_text(f"工单号：{wrong}").text == f"工单号：{wrong}"
    assert mask_text("单据410105202613320001号").text == "单据410105202613320001号"  # no such day


def test_an_identity_number_is_checked():
    assert valid_id_number(ID)
    assert valid_id_number("11010519491231002X")
    assert valid_id_number("410105490307123")
    assert not valid_id_number(ID[:-1] + ("1" if ID[-1] != "1" else "2"))
    assert not valid_id_number(with_check("41010519900230123"))
    assert not valid_id_number(with_check("01010519900307123"))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张*"),
        ("欧阳娜娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("𠮷田", "𠮷*"),
        ("阿卜杜拉·买买提", "阿*"),
        ("李", "李*"),
        ("  王五 ", "王*"),
        ("Mary Smith", "M*"),
        ("", ""),
    ],
)
def test_a_name_keeps_the_surname_only(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13812341234找我", "请打138****1234找我"),
        ("请打138-1234-1234找我", "请打138****1234找我"),
        ("电话：138 1234 1234。", "电话：138****1234。"),
        ("电话138　1234　1234", "电话138****1234"),
        ("电话１３８１２３４１２３４", "电话138****1234"),
        ("电话1 3 8 1 2 3 4 1 2 3 4", "电话138****1234"),
        ("电话+86 13812341234", "电话138****1234"),
        ("电话0086-138-1234-1234", "电话138****1234"),
        ("微信wx13812341234", "微信wx138****1234"),
        ("电话138\u200b1234\u200b1234", "电话138****1234"),
        ("13812341234,13912341234", "138****1234,139****1234"),
        ("1381234123413912341234", "138****1234 139****1234"),
        ("2019-01-05 13812341234", "2019-01-05 138****1234"),
        ("15 13812341234", "15 138****1234"),
        ("打0371-65901234转801", "打0371-****1234"),
        ("打（0371）6590 1234", "打0371-****1234"),
        ("打010-65901234-801。", "打010-****1234。"),
        ("打037165901234", "打0371-****1234"),
        (f"身份证{ID}。", f"身份证{'*' * 14}{ID[-4:]}。"),
        (f"号码{ID[:6]} {ID[6:14]} {ID[14:]}", f"号码{'*' * 14}{ID[-4:]}"),
        ("号码11010519491231002x", f"号码{'*' * 14}002X"),
        ("号码410105490307123，", f"号码{'*' * 11}7123，"),
        ("身份证号：410105199003071239", f"身份证号：{'*' * 14}1239"),
    ],
)
def test_numbers_in_a_message_are_masked(text, masked):
    result = mask_text(text)

    assert result.text == masked
    assert result.found
    assert mask_text(result.text).found == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "编号GJ20260305-0012、R2026-000123、WH-410105-20260305-0007",
        "2019-01-05 11:25:05 至 2019/2/28，2019年1月5日",
        "20190105112505",
        "2019-01-05 2019-01-06",
        "费用13800138000元、￥13800138000、13800138000.50元、共1,380,013,800元",
        "车牌豫A12345、豫AD12345、粤B·12345",
        "面积1380.5平方米，3-12-1501室，15 16 17 18 19 20",
        "13号楼2单元1501室，15栋2019年建",
        "邮编450000，热线12345，110，400-123-4567",
        "统一社会信用代码91410100MA3X9Y8Z7K",
        "订单1234567890123456789",
        "13 1500 2000 1",
        "身高175，编号123456789012345",
        f"流水号{ID[:-1]}{'1' if ID[-1] != '1' else '2'}",
        "（2018）豫01民终1234号",
        "坐标113.6654321,34.7579876",
    ],
)
def test_other_numbers_stay(text):
    assert mask_text(text) == (text, ())


def test_an_office_s_own_landline_may_stay_in_its_answer():
    text = "请拨打0371-65901234，或找13812341234"

    assert mask_text(text, landlines=False).text == "请拨打0371-65901234，或找138****1234"


def test_what_was_found_is_told_with_its_place():
    text = "打１３８ 1234 1234或0371-65901234"

    (mobile, landline) = mask_text(text).found

    assert (mobile.kind, mobile.value, text[mobile.start : mobile.end]) == (
        "mobile",
        "13812341234",
        "１３８ 1234 1234",
    )
    assert (landline.kind, landline.value) == ("landline", "037165901234")


AROUND = st.text(
    st.one_of(st.characters(exclude_categories=["Cs", "Nd"]), st.sampled_from("电话是，。 -.（）a元\n")),
    max_size=12,
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def digits_of(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in text if unicodedata.category(c) == "Nd")


@given(
    AROUND, AROUND, MOBILES, st.sampled_from(["", " ", "-", " - ", "　", ".", "·", "\u200b"]), st.booleans()
)
@example("", "", "13800138000", " ", True)
def test_no_full_mobile_number_survives(before, after, number, gap, wide):
    shown = gap.join((number[:3], number[3:7], number[7:]))
    text = before + (shown.translate(WIDE) if wide else shown) + after
    is_money = re.match(r"\s?\.?\s?(元|万元|亿元)", after) or before.endswith(tuple("¥￥$"))

    masked = mask_text(text).text

    if not is_money:
        assert number not in digits_of(masked)
        assert masked == before + f"{number[:3]}****{number[7:]}" + after


@given(AROUND, AROUND, st.dates(), st.integers(0, 999), st.sampled_from(["", " ", "-"]))
def test_no_full_identity_number_survives(before, after, birthday, serial, gap):
    if birthday.year < 1850 or birthday.year > 2099:
        birthday = birthday.replace(year=1990, day=1)
    assume(not (gap == "-" and re.search("[A-Za-z]-$", before)))  # the number of a paper
    number = with_check(f"410105{birthday:%Y%m%d}{serial:03}")

    masked = mask_text(before + gap.join((number[:6], number[6:14], number[14:])) + after).text

    assert number[:14] not in digits_of(masked)


@given(AROUND, st.sampled_from(["010", "0371", "021", "0898"]), st.integers(2_000_000, 99_999_999), AROUND)
def test_no_full_landline_survives(before, area, local, after):
    if str(local)[0] in "01" or (len(area) == 3 and local < 20_000_000):
        local = 65_901_234

    assert f"{area}{local}" not in digits_of(mask_text(f"{before}{area}-{local}{after}").text)


@given(st.text())
def test_any_text_is_masked_without_complaint_and_only_once(text):
    masked = mask_text(text)

    assert mask_text(masked.text).text == masked.text


def test_a_hostile_text_takes_no_time():
    for text in (
        "1 " * 20_000,
        "0371-" * 10_000,
        "1" * 50_000,
        "4 1 0 1 0 5 " * 5_000,
        "1\u200b" * 20_000,
        "86 " * 20_000,
    ):
        mask_text(text)


def test_where_everybody_reads_nothing_is_left_of_a_number():
    words = f"请打13812341234，证{ID}，座机0371-63938888，6号楼3单元"
    assert erase_masked(mask_text(words).text) == "请打…，证…，座机…，6号楼3单元"
