"""A pivot table keeps nothing by heart of rows that were taken out, or that stood there before the filling."""

import zipfile

import pytest

from gongjian.lib.xlsx import Filling, Repeated, fill, keep_rows
from gongjian.lib.xlsx.tests.books import monthly, part_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CACHE, RECORDS = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml"
DEFINITION = (
    f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" recordCount="2">'
    '<cacheSource type="worksheet"><worksheetSource ref="A4:F10" sheet="月报"/></cacheSource>'
    '<cacheFields count="2"><cacheField name="事项"><sharedItems count="2"><s v="事项1"/><s v="事项2"/></sharedItems>'
    '</cacheField><cacheField name="件数"><sharedItems containsNumber="1" minValue="5" maxValue="77" count="1">'
    '<n v="77"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
)
LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/pivotCacheRecords" Target="pivotCacheRecords1.xml"/></Relationships>'
)
RECORD = (
    f'<pivotCacheRecords xmlns="{MAIN}" count="2"><r><s v="事项1"/></r><r><x v="1"/></r></pivotCacheRecords>'
)


@pytest.fixture
def pivoted(tmp_path):
    """The monthly form with a pivot table's cache over its list."""

    def make(*, rows=6, definition=DEFINITION):
        path = monthly(tmp_path / "a.xlsx", rows=rows)
        with zipfile.ZipFile(path, "a") as book:
            book.writestr(CACHE, definition)
            book.writestr("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", LINK)
            book.writestr(RECORDS, RECORD)
        return path

    return make


def test_rows_taken_out_leave_no_text_in_the_cache(pivoted, tmp_path):
    keep_rows(
        pivoted(), tmp_path / "b.xlsx", sheet="月报", keep=[6], notes={}, heading_rows=4, note_title="原因"
    )

    cache, records = part_of(tmp_path / "b.xlsx", CACHE), part_of(tmp_path / "b.xlsx", RECORDS)
    assert "事项1" not in cache + records and "77" not in cache and 'count="0"' in records
    assert cache.count("<s ") == 2 and 'refreshOnLoad="1"' in cache and 'missingItemsLimit="0"' in cache


def test_a_filled_form_lets_excel_compute_its_pivot_table_anew(pivoted, tmp_path):
    entries = [{(0, 4): number} for number in range(4)]

    fill(pivoted(rows=1), tmp_path / "b.xlsx", sheets={"月报": Filling(repeated=[Repeated(5, entries)])})

    cache, records = part_of(tmp_path / "b.xlsx", CACHE), part_of(tmp_path / "b.xlsx", RECORDS)
    assert 'refreshOnLoad="1"' in cache and 'ref="A4:F13"' in cache and "<r>" not in records


def test_single_values_make_the_cache_stale_too(pivoted, tmp_path):
    fill(pivoted(), tmp_path / "b.xlsx", sheets={"月报": Filling(values={(6, 4): 9})})

    assert 'refreshOnLoad="1"' in part_of(tmp_path / "b.xlsx", CACHE)


def test_a_pivot_table_of_another_sheet_is_left_alone(pivoted, tmp_path):
    source = pivoted(definition=DEFINITION.replace("月报", "汇总"))

    keep_rows(
        source, tmp_path / "b.xlsx", sheet="月报", keep=[6], notes={}, heading_rows=4, note_title="原因"
    )

    assert "事项1" in part_of(tmp_path / "b.xlsx", RECORDS)
