"""Formulas follow their cells, whatever else stands in them."""

import pytest

from gongjian.lib.xlsx.compute import CannotCompute, Computer, Formula
from gongjian.lib.xlsx.formulas import Standing, moved_formula, shifted_formula
from gongjian.lib.xlsx.rowmap import Band, RowMap, keeping

GROWN = RowMap([Band(5, 1, 10)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A4+A6", "A4+A15"),
        ("SUM(A5:A5)", "SUM(A5:A14)"),
        ("SUM(A5)", "SUM(A5:A14)"),
        ("A5", "A5"),
        ("SUM(A4:A6)", "SUM(A4:A15)"),
        ("SUM(A:A)+SUM(6:7)", "SUM(A:A)+SUM(15:16)"),
        ('"A6"&A6', '"A6"&A15'),
        ("LOG10(A6)", "LOG10(A15)"),
        ("别表!A6+'我 的'!A6", "别表!A6+'我 的'!A6"),
        ("月报!A6+'月报'!$A$6", "月报!A15+'月报'!$A$15"),
        ("[1]月报!A6", "[1]月报!A6"),
        ("清单[[#This Row],[A6]]", "清单[[#This Row],[A6]]"),
        ("IF(A6>0,A6/B6,0)", "IF(A15>0,A15/B15,0)"),
        ("率A6", "率A6"),
    ],
)
def test_references_follow_when_a_row_is_repeated(before, after):
    assert moved_formula(before, GROWN, Standing("月报", "月报")) == after


def test_a_copy_speaks_of_its_own_row():
    standing = Standing("月报", "月报", row=5, copy=3)

    assert moved_formula("A5*$B5+C$5+A6", GROWN, standing) == "A8*$B8+C$5+A15"


def test_references_to_rows_taken_out_are_dead_and_spans_shrink():
    rows = keeping([7, 9], heading_rows=4)

    assert moved_formula("A6+SUM(A5:A9)+A9", rows, Standing("月报", "月报")) == "#REF!+SUM(A5:A6)+A6"


def test_a_shared_formula_reads_as_in_its_own_cell():
    assert shifted_formula('D5*$E5+F$5&"D5"', down=2, right=1) == 'E7*$E7+G$5&"D5"'


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("SUM(A1:A3)*2", 12),
        ("A1/A3", 1 / 3),
        ("IF(B1=0,0,A1/B1)", 0),
        ("ROUND(A3/7,2)", 0.43),
        ("AVERAGE(A1:A3)-COUNT(A1:B3)", -1),
        ("COUNTA(A1:C3)", 4),
        ("-A2+5%", -1.95),
        ("MAX(A1:A3)+MIN(A1,A2)", 4),
    ],
)
def test_plain_formulas_are_computed(text, result):
    grid = {(1, 1): 1, (2, 1): 2, (3, 1): 3, (1, 3): "字", (9, 9): Formula(text)}

    assert Computer(grid).result(9, 9) == pytest.approx(result)


@pytest.mark.parametrize("text", ["VLOOKUP(A1,B1:C2,2)", "A1/B1", "月报!A1", "I9", "A1&A2", "SUM(", "1+"])
def test_others_are_left_to_excel(text):
    grid = {(1, 1): 1, (9, 9): Formula(text)}

    with pytest.raises(CannotCompute):
        Computer(grid).result(9, 9)
