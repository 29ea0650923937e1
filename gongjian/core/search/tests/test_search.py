import datetime as dt

import pytest
from django.db import connection

from gongjian.core.files.models import Attachment
from gongjian.core.items.actions import add_note
from gongjian.core.items.models import Item
from gongjian.core.search import index, index_many, matching, upkeep
from gongjian.core.search.models import SearchText
from tests.cast import Cast
from tests.items import WHEN, make_item

TEXT = "建设路𠮷祥里3号楼前，路灯一到晚上就不亮。物业姓䶮，电话13812345678，ＡＢ栋也一样。𪚥龘字"


@pytest.fixture
def item(cast: Cast) -> Item:
    found = make_item(cast, title="路灯不亮", place="甲一社区")
    index(found, TEXT)
    other = make_item(cast, title="井盖松动")
    index(other, "楼前的井盖松了，晚上有声音。路边的灯亮着")
    return found


def numbers(q: str) -> set[int]:
    return set(matching(Item.objects.all(), q).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "q",
    [
        "亮", "䶮", "𠮷", "𪚥", "路灯", "𠮷祥", "姓䶮", "路𠮷", "𪚥龘", "𠮷祥里", "姓䶮电", "建设路𠮷", "祥里3号", "路灯一到晚",
        "建设路𠮷祥里", "路灯一到晚上", "ab栋", "AB栋", "ａｂ栋", "路灯 䶮", "䶮  𠮷 亮", "不亮。物", "“路灯”", "甲一社区", "路灯不亮",
    ],
)  # fmt: skip
def test_a_clerk_finds_words_of_one_to_six_characters(item: Item, q: str) -> None:
    assert item.pk in numbers(q)


@pytest.mark.parametrize(
    "q",
    ["灯路", "亮不", "𠮷里", "路灯亮", "路灯 井盖", "䶮䶮", "一到晚上亮", "里3号楼后", "13812345678", "𠮸"],
)
def test_what_does_not_stand_so_in_the_text_is_not_found(item: Item, q: str) -> None:
    assert item.pk not in numbers(q)


@pytest.mark.parametrize(
    "q", ["", "   ", "。！", "\x00", '"', "*", "' OR 1=1 --。", "a" * 5000, "亮" * 5000, "NEAR(", "%", "_"]
)
def test_whatever_is_typed_is_answered(item: Item, q: str) -> None:
    assert numbers(q) == set()


def test_telephone_numbers_are_masked_in_the_index(item: Item) -> None:
    kept = SearchText.objects.get(item=item)
    assert "13812345678" not in kept.text + kept.words.replace(" ", "")


def test_an_item_is_found_by_its_number_or_how_it_begins(item: Item) -> None:
    for q in (
        item.number,
        item.number.lower(),
        item.number.replace("-", ""),
        item.number[2:].replace("-", ""),
    ):
        assert numbers(q) == {item.pk}
    for q in (item.number[:-2], item.number[:6], item.number[2:6], item.number[2:7], item.number[2:5]):
        assert item.pk in numbers(q)
    assert numbers(item.number.rpartition("-")[2]) == {item.pk}
    assert numbers(item.number[3:]) == set()
    assert numbers("26") == set()
    assert numbers(f"{item.number} 路灯") == {item.pk}
    assert numbers(f"{item.number} 井盖") == set()


def test_a_new_text_replaces_the_old_one(item: Item) -> None:
    index(item, "水管漏水")
    assert item.pk in numbers("漏水")
    assert item.pk not in numbers("物业")


def test_many_matters_are_indexed_in_as_many_queries_as_one(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    items = [make_item(cast, title=f"第{n}处积水") for n in range(20)]
    for few in (items[:1], items):
        with django_assert_num_queries(4):
            index_many([(item, f"巷{item.pk}口") for item in few])
    assert numbers("积水") == {item.pk for item in items}
    assert numbers(f"巷{items[7].pk}口") == {items[7].pk}
    index_many([])


def test_a_phrase_late_in_a_very_long_text_is_found(item: Item) -> None:
    long = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(40_000))
    index(item, f"{long}末尾的䶮字")
    assert item.pk in numbers("末尾的䶮字")
    assert item.pk in numbers(long[30_000:30_006])
    assert item.pk not in numbers(long[30_000:30_003] + long[30_005:30_008])


def test_an_endless_word_does_no_harm(item: Item) -> None:
    index(item, "x" * 50_000 + " 完")
    assert item.pk in numbers("完")


def test_only_the_given_items_are_searched(cast: Cast, item: Item) -> None:
    assert not matching(Item.objects.filter(office=cast.twin_office), "路灯").exists()


def test_an_item_that_is_taken_away_is_found_no_more(item: Item) -> None:
    SearchText.objects.filter(item=item).delete()
    assert numbers("物业") == set()


@pytest.mark.django_db(transaction=True)
def test_emptied_tables_leave_nothing_in_the_index(cast: Cast) -> None:
    from django.core.management import call_command

    found = make_item(cast, title="路灯")
    index(found, "路灯")
    call_command("flush", interactive=False, verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_words WHERE search_words MATCH '\"路_灯\"'")
            assert cursor.fetchone() == (0,)
    assert not SearchText.objects.exists()


def test_what_is_said_stands_in_the_order_of_writing_though_the_clock_was_set_back(cast: Cast) -> None:
    item = make_item(cast)
    index(item, "")
    add_note(item, "甲先说", actor=cast.dispatcher, now=WHEN)
    add_note(item, "乙后说", actor=cast.dispatcher, now=WHEN - dt.timedelta(hours=1))
    assert SearchText.objects.get().said == "甲先说\n乙后说"
    assert upkeep.check().differing == []


def test_a_note_after_a_caption_stands_where_a_rebuild_puts_it(cast: Cast) -> None:
    item = make_item(cast)
    index(item, "")
    add_note(item, "先记一笔", actor=cast.dispatcher, now=WHEN)
    Attachment.objects.create(
        office=cast.office, item=item, name="a.jpg", sha256="1", size=9, by=cast.dispatcher, at=WHEN, caption="井盖旁边"
    )  # fmt: skip
    add_note(item, "回电13812345678", actor=cast.dispatcher, now=WHEN)
    assert SearchText.objects.get().said == "井盖旁边\n先记一笔\n回电138****5678"
    assert upkeep.check().differing == []
