"""Whatever stands in a clerk's cell is taken as meant, or she is told what is wrong with it."""

import datetime as dt
from decimal import Decimal

import pytest

from gongjian.lib.day_order import order_of
from gongjian.lib.sheets import cells
from gongjian.lib.sheets.cells import BadCell
from gongjian.lib.sheets.spool import CellError
from gongjian.lib.worktime import SHANGHAI


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("  𠮷林\u200b䶮\u202e路\x00 ", "𠮷林䶮路"),
        (13800138000, "13800138000"),
        (1.5, "1.5"),
        (1e-7, "0.0000001"),
        ("'0371", "0371"),
        ("’我", "’我"),
        ("=1+1", "=1+1"),
        (dt.datetime(2024, 3, 5, 13, 2), "2024-03-05 13:02"),
        (dt.date(2024, 3, 5), "2024-03-05"),
        (None, ""),
        (True, "TRUE"),
    ],
)
def test_text_is_what_a_person_meant_to_type(cell, meant):
    assert cells.text_of(cell) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("１，２３４．５", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.2万", "12000"),
        ("3,500元", "3500"),
        ("￥3500.00", "3500.00"),
        ("50%", "0.50"),
        ("(1,200)", "-1200"),
        ("-3", "-3"),
        ("三百二十一", "321"),
        ("一万二千户", "12000"),
        ("十二", "12"),
        ("1.5E+3", "1500"),
        (0.1 + 0.2, "0.3"),
        (7, "7"),
    ],
)
def test_numbers_are_read_as_offices_write_them(cell, meant):
    assert cells.number_of(cell) == Decimal(meant)


@pytest.mark.parametrize(
    "cell", ["1,5", "12,34", "约300", "", "3-5", "1.2.3", True, dt.date(2024, 1, 1), "十几"]
)
def test_what_is_no_number_is_said(cell):
    with pytest.raises(BadCell) as bad:
        cells.number_of(cell)

    assert bad.value.code == "bad_number"


@pytest.mark.parametrize(
    ("cell", "order", "meant"),
    [
        ("2024.3.5", None, dt.date(2024, 3, 5)),
        ("2024年3月5日 下午3点20分", None, dt.datetime(2024, 3, 5, 15, 20, tzinfo=SHANGHAI)),
        ("3/5/2024", "mdy", dt.date(2024, 3, 5)),
        ("3/5/2024 1:47:00 PM", "dmy", dt.datetime(2024, 5, 3, 13, 47, tzinfo=SHANGHAI)),
        ("24.3.5", "ymd", dt.date(2024, 3, 5)),
        ("45356", None, dt.date(2024, 3, 5)),
        (45356.5, None, dt.datetime(2024, 3, 5, 12, tzinfo=SHANGHAI)),
        (20240305, None, dt.date(2024, 3, 5)),
        (dt.datetime(2024, 3, 5, 8), None, dt.datetime(2024, 3, 5, 8, tzinfo=SHANGHAI)),
        ("5 Mar 2024", "dmy", dt.date(2024, 3, 5)),
    ],
)
def test_days_are_read_in_many_shapes(cell, order, meant):
    assert cells.time_of(cell, tz=SHANGHAI, order=order) == meant


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3/5/2024", "order_unknown"),
        ("2024年3月", "no_day"),
        ("2024", "no_day"),
        (dt.time(3, 4), "only_clock"),
        (dt.date(9999, 12, 31), "year_out"),
        (dt.date(1900, 1, 5), "year_out"),
        ("9999-12-31", "year_out"),
        ("1899-12-31", "year_out"),
        ("2024.3.5至2024.3.8", "several_days"),
        ("上周五", "bad_time"),
        ("2024-02-30", "bad_time"),
        (-5, "bad_time"),
        (CellError("#N/A"), "error_cell"),
    ],
)
def test_a_day_that_cannot_be_known_is_said(cell, code):
    with pytest.raises(BadCell) as bad:
        cells.time_of(cell, tz=SHANGHAI)

    assert bad.value.code == code


def test_one_day_past_the_twelfth_settles_the_order_of_a_column():
    assert order_of(["04/02/2022", "21/01/2022 13:47:00"])[:2] == ("dmy", True)
    assert order_of(["04/02/2022", "01/21/2022"])[:2] == ("mdy", True)
    assert order_of(["04/02/2022", "05/03/2022"]).certain is False
    assert order_of(["24.3.5", "23.12.1"])[:2] == ("ymd", True)
    assert order_of(["2024-03-05", None, 45356])[:2] == ("ymd", True)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (13800138000, "13800138000"),
        (1.38e10, "13800000000"),
        ("+86 138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("'13800138000", "13800138000"),
        ("13800138000.0", "13800138000"),
        (37165901234, "037165901234"),
        ("0371-65901234", "037165901234"),
    ],
)
def test_telephone_numbers_are_whole_again(cell, meant):
    assert cells.phone_of(cell) == meant


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.38E+10", "phone_damaged"),
        ("13800138000/13900139000", "several_phones"),
        ("1380013800", "bad_phone"),
        ("无", "bad_phone"),
    ],
)
def test_a_telephone_number_that_lost_digits_is_not_guessed(cell, code):
    with pytest.raises(BadCell) as bad:
        cells.phone_of(cell)

    assert bad.value.code == code


def test_an_identity_number_keeps_its_x_and_its_full_width_digits():
    assert cells.identity_of(" 11010519491231002x ") == "11010519491231002X"
    assert cells.identity_of("１１０１０５１９４９１２３１００２Ｘ") == "11010519491231002X"
    assert cells.identity_of("'110105 19491231 002X") == "11010519491231002X"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (4.10101199001011e17, "identity_damaged"),
        ("4.10101E+17", "identity_damaged"),
        ("410101199001012000", "identity_damaged"),
        ("110105194912310021", "identity_wrong"),
        ("1101051949", "identity_wrong"),
    ],
)
def test_an_identity_number_rounded_by_excel_is_never_stored(cell, code):
    with pytest.raises(BadCell) as bad:
        cells.identity_of(cell)

    assert bad.value.code == code


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("是", True), ("√", True), ("Ｙ", True), (1, True), ("无", False), ("×", False), (0, False)],
)
def test_yes_and_no_in_many_hands(cell, meant):
    assert cells.yes_no_of(cell) is meant


def test_a_word_that_is_neither_yes_nor_no_is_said():
    with pytest.raises(BadCell, match="不详"):
        cells.yes_no_of("不详")


def test_a_text_that_is_too_long_says_how_long_it_is():
    with pytest.raises(BadCell) as bad:
        cells.text_of("长" * 201, longest=200)

    assert (bad.value.code, bad.value.values["has"]) == ("too_long", 201)
