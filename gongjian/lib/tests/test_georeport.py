import contextlib
import datetime as dt
import json
import string
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gongjian.lib.georeport import (
    TheirQuestion,
    Unreadable,
    error_in,
    questions_in,
    read_moment,
    rows_in,
    write,
    write_moment,
)
from gongjian.lib.problem import Problem

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROWS = [
    {"service_request_id": "2603-0001", "status": "open", "lat": 34.5, "media_url": None, "metadata": True}
]
NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=8)


def test_a_list_is_written_with_the_names_of_the_standard():
    tree = etree.fromstring(write("service_requests", ROWS, form="xml"))
    assert tree.tag == "service_requests" and [one.tag for one in tree] == ["request"]
    assert tree.findtext("request/metadata") == "true" and tree.findtext("request/media_url") == ""
    assert json.loads(write("service_requests", ROWS, form="json")) == ROWS


@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_is_written_is_read_again(form):
    [row] = rows_in(write("service_requests", ROWS, form=form))
    assert row == {
        "service_request_id": "2603-0001", "status": "open", "lat": "34.5", "media_url": "", "metadata": "true",
    }  # fmt: skip


@given(st.lists(st.dictionaries(NAMES, st.text(max_size=50), min_size=1, max_size=4), max_size=5))
def test_any_text_can_be_written_and_the_file_stays_whole(rows):
    for form in ("json", "xml"):
        assert len(rows_in(write("service_requests", rows, form=form))) == len(rows)


@given(st.binary(max_size=200))
def test_whatever_another_server_answers_is_read_or_refused(body):
    with contextlib.suppress(Unreadable):
        rows_in(body)
    assert isinstance(error_in(body), str)


@pytest.mark.parametrize(
    "body",
    [
        b'{"requests": [{"service_request_id": 7}]}',
        b'[{"service_request_id": 7, "extra": {"a": 1}}]',
        b'{"service_request_id": 7}',
        b"<service_requests><request><service_request_id>7</service_request_id></request></service_requests>",
        b"\xef\xbb\xbf <request><service_request_id> 7 </service_request_id></request>",
    ],
)
def test_rows_are_found_in_the_shapes_that_servers_are_known_to_send(body):
    assert rows_in(body)[0]["service_request_id"] == "7"


def test_an_entity_of_a_hostile_server_is_not_followed():
    body = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b><c>&x;</c></b></a>'
    assert rows_in(body)[0]["c"] == ""


@pytest.mark.parametrize("body", [b"", b"  ", b"<html", b"true", b"<a><b></a>", b"[" * 100_000])
def test_what_is_no_answer_is_refused(body):
    with pytest.raises(Unreadable):
        rows_in(body)


def test_the_reason_of_a_refusal_is_found():
    errors = [{"code": 404, "description": "no such service"}]
    assert error_in(write("errors", errors, form="xml")) == error_in(write("errors", errors, form="json"))
    assert error_in(b"<html>gone</html>") == ""


@pytest.mark.parametrize(
    "text",
    ["2026-03-05T01:00:00Z", "2026-03-05T09:00:00+08:00", "2026-03-05T09:00:00 08:00", "2026-03-05T09:00:00"],
)
def test_a_moment_is_the_same_however_it_is_written(text):
    assert write_moment(read_moment(text, zone=SHANGHAI)) == "2026-03-05T01:00:00Z"


def test_a_day_is_its_beginning_here():
    assert read_moment("2026-03-05", zone=SHANGHAI) == dt.datetime(2026, 3, 4, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00", "9" * 500])
def test_what_is_no_date_is_refused_in_words(text):
    with pytest.raises(Problem, match="is no date"):
        read_moment(text, zone=SHANGHAI)


def test_a_moment_without_a_zone_is_not_told():
    assert write_moment(None) is None
    with pytest.raises(ValueError, match="zone"):
        write_moment(dt.datetime(2026, 3, 5))


DEFINITION = {
    "service_code": "DMV66",
    "attributes": [
        {
            "variable": True, "code": "WHISHETN", "datatype": "singlevaluelist", "required": True, "order": 2,
            "datatype_description": None, "description": "哪种井盖？",
            "values": [{"key": 123, "name": "铸铁"}, {"key": "124", "name": "复合材料"}],
        },
        {"variable": True, "code": "DEPTH", "datatype": "number", "required": False, "order": 1, "description": "深多少厘米"},
        {"variable": False, "code": "NOTE", "datatype": "text", "required": False, "order": 3, "description": "请勿靠近"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_questions_of_a_service_are_found_in_their_order_and_what_only_informs_is_none(form):
    found = questions_in(write("service_definition", DEFINITION, form=form))
    assert found == [
        TheirQuestion("DEPTH", "深多少厘米", "number", False, "", ()),
        TheirQuestion(
            "WHISHETN", "哪种井盖？", "singlevaluelist", True, "", (("123", "铸铁"), ("124", "复合材料"))
        ),
    ]


def test_what_a_definition_leaves_open_is_taken_for_the_simplest():
    told = {
        "attributes": [
            {"code": "a", "datatype": "wheel"},
            {"code": "b", "datatype": "multivaluelist", "values": []},
            {"datatype": "text"},
            7,
        ]
    }
    assert [(one.code, one.label, one.kind) for one in questions_in(json.dumps(told).encode())] == [
        ("a", "a", "string"), ("b", "b", "string"),
    ]  # fmt: skip
    assert questions_in(b'{"service_code": "x"}') == []
    many = {"attributes": [{"code": str(n)} for n in range(999)]}
    assert len(questions_in(json.dumps(many).encode())) == 50


@pytest.mark.parametrize("body", [b"", b"<html/>", b"[1, 2]", b'"x"', b'{"attributes": "none"}', b"<a", b"{"])
def test_what_is_no_definition_is_refused(body):
    with pytest.raises(Unreadable):
        questions_in(body)


@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["attributes", "code", "values", "key", "order", "datatype"]), inner
            )
        ),
    ).map(lambda told: json.dumps(told).encode())
)
def test_whatever_another_server_asks_is_read_or_refused(body):
    with contextlib.suppress(Unreadable):
        assert all(one.code and one.label for one in questions_in(body))
