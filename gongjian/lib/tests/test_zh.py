"""Chinese text is found by any of its characters, and cleaned without losing what was said."""

import sqlite3
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.lib.zh import ELLIPSIS, clean_text, search_tokens, shorten, snippet, space_chars


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("文化路A3区", "文 化 路 a3 区"),
        ("ＡＢＣ１２３号", "abc123 号"),
        ("金水区，文化路！", "金 水 区 文 化 路"),
        ("𠮷野家䶮", "𠮷 野 家 䶮"),
        ("𰻝𰻝面 𪚥", "𰻝 𰻝 面 𪚥"),
        ("2603-0411", "2603 0411"),
        ("Wi-Fi 5G", "wi fi 5g"),
        ("㎡ ①", "m2 1"),
        ("豈", "豈"),
        ("葛\U000e0100城", "葛 城"),
        ("〇々", "〇 々"),
        ("Café", "cafe"),
        ("", ""),
        ("！？……", ""),
    ],
)
def test_every_chinese_character_is_a_token_and_other_runs_stay_whole(text, spaced):
    assert space_chars(text) == spaced


def test_a_query_gives_one_phrase_per_word():
    assert search_tokens("路灯 A3区  路灯 ！") == ["路 灯", "a3 区"]
    assert search_tokens('"路灯" OR x*') == ["路 灯", "or", "x"]
    assert search_tokens("  ") == []


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table texts using fts5(body, tokenize='unicode61')")
    yield connection
    connection.close()


@pytest.mark.parametrize("query", ["路", "路灯", "灯不亮", "化路A3", "𠮷", "䶮", "𰻝", "ａ３区路灯不"])
def test_one_to_six_characters_find_the_message_in_a_full_text_index(index, query):
    for body in ("文化路A3区路灯不亮", "𠮷先生和䶮女士", "𰻝𰻝面馆油烟", "道理与等"):
        index.execute("insert into texts values (?)", [space_chars(body)])

    match = " ".join(f'"{phrase}"' for phrase in search_tokens(query))

    assert index.execute("select count(*) from texts where body match ?", [match]).fetchone() == (1,)


@given(st.text())
def test_phrases_of_any_query_are_safe_in_quotes(query):
    for phrase in search_tokens(query):
        kinds = {unicodedata.category(char)[0] for char in phrase if char != " "}
        assert not kinds & set("PSZM")


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_word_of_the_text_is_found_in_it(before, after):
    spaced = f" {space_chars(f'{before} 路灯不亮 {after}')} "

    assert f" {search_tokens('路灯不亮')[0]} " in spaced


@given(st.text())
def test_spacing_twice_changes_nothing(text):
    assert space_chars(space_chars(text)) == space_chars(text)


def test_a_snippet_marks_what_was_searched_for():
    pieces = snippet("昨天晚上文化路，Ａ3区的路灯\n又不亮了", "a3区 路灯")

    assert [piece.text for piece in pieces if piece.hit] == ["Ａ3区", "路灯"]
    assert "".join(piece.text for piece in pieces) == "昨天晚上文化路，Ａ3区的路灯 又不亮了"


def test_a_snippet_of_a_long_text_stands_around_the_match():
    pieces = snippet("前" * 500 + "路灯" + "后" * 500, "路灯", width=20)

    assert [pieces[0].text, pieces[-1].text] == [ELLIPSIS, ELLIPSIS]
    assert [piece.text for piece in pieces if piece.hit] == ["路灯"]
    assert len("".join(piece.text for piece in pieces)) == 22


def test_a_snippet_without_a_match_is_the_beginning():
    assert snippet("路灯不亮" * 30, "井盖", width=8) == [("路灯不亮路灯不亮", False), (ELLIPSIS, False)]
    assert snippet("", "井盖") == []


@given(st.text(), st.text(max_size=6), st.integers(1, 40))
def test_a_snippet_is_part_of_the_text(text, query, width):
    joined = "".join(piece.text for piece in snippet(text, query, width=width))

    assert joined.strip(ELLIPSIS) in " ".join(text.split())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\n\t\t\t\t\t\n\t\t\t\t\t路灯不亮\t了  \r\n\r\n\r\n\r\n谢谢\r", "路灯不亮 了\n\n谢谢"),
        ("路\u200b灯\u200e不\ufeff亮\x00", "路灯不亮"),
        ("\u202e反\u202c", "反"),
        ("第一段\u2028第二段", "第一段\n第二段"),
        ("\u3000\u3000您好：\n\u3000\u3000路灯\u3000不亮", "您好：\n路灯\u3000不亮"),
        (
            "一家\U0001f468\u200d\U0001f469\u200d\U0001f467人",
            "一家\U0001f468\u200d\U0001f469\u200d\U0001f467人",
        ),
        ("半\ud83d个", "半个"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("  ", ""),
    ],
)
def test_text_is_cleaned_of_what_nobody_meant_to_type(typed, meant):
    assert clean_text(typed) == meant


@given(st.text(st.characters()))
def test_cleaning_keeps_every_letter_and_is_done_once(text):
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    cleaned.encode()
    assert "\x00" not in cleaned
    assert [c for c in cleaned if c.isalnum()] == [
        c for c in text if c.isalnum() and c not in "\u115f\u1160\u3164\uffa0"
    ]


def test_a_text_is_shortened_with_an_ellipsis():
    assert shorten("路灯不亮", 4) == "路灯不亮"
    assert shorten("路灯不亮了", 4) == "路灯不…"
    assert shorten("路\n灯", 10) == "路 灯"
    assert shorten("路葛\U000e0100城市", 4) == "路葛\U000e0100…"
    assert shorten("路葛\U000e0100城市", 3) == "路…"
    with pytest.raises(ValueError, match="at least 1"):
        shorten("路", 0)


@given(st.text(), st.integers(1, 20))
def test_a_shortened_text_is_never_too_long(text, length):
    assert len(shorten(text, length)) <= length
