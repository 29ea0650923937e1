import pytest

from gongjian.core.search import index
from tests.cast import Cast
from tests.items import make_item

URL = "/desk/search/"


@pytest.fixture
def item(cast: Cast):  # type: ignore[no-untyped-def]
    found = make_item(cast, title="路灯不亮")
    index(found, "建设路<b>䶮</b>家门口")
    return found


def test_a_dispatcher_sees_the_matter_with_the_place_where_the_word_stands(cast: Cast, item: object) -> None:
    text = cast.client_for(cast.dispatcher).get(URL, {"q": "䶮"}).content.decode()
    assert "<mark>䶮</mark>" in text
    assert item.number in text  # type: ignore[attr-defined]
    assert "<b>䶮</b>" not in text


@pytest.mark.parametrize("q", ["䶮", "路灯", "GJ2603"])
def test_an_outsider_finds_nothing_and_no_byte_of_it(cast: Cast, item: object, q: str) -> None:
    for person in (cast.outsider, cast.stranger, cast.administrator, cast.second_clerk):
        answer = cast.client_for(person).get(URL, {"q": q})
        assert answer.status_code == 200
        assert item.number not in answer.content.decode()  # type: ignore[attr-defined]
        assert answer.context["lines"] == []


def test_without_words_the_page_says_what_to_do(cast: Cast) -> None:
    text = cast.client_for(cast.dispatcher).get(URL).content.decode()
    assert "要找什么" in text
    text = cast.client_for(cast.dispatcher).get(URL, {"q": "没有这个词"}).content.decode()
    assert "没有找到" in text


def test_a_damaged_page_address_is_answered_with_a_sentence(cast: Cast, item: object) -> None:
    assert cast.client_for(cast.dispatcher).get(URL, {"q": "䶮", "cursor": "x"}).status_code == 422


def test_many_results_are_paged_in_few_queries(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(70):
        index(make_item(cast, title=f"第{number}处积水"), "")
    client, seen, query = cast.client_for(cast.dispatcher), [], "?q=积水"
    for _page in range(3):
        with django_assert_max_num_queries(15):
            answer = client.get(URL + query)
        seen += [line["item"].pk for line in answer.context["lines"]]
        query = f"?q=积水&cursor={answer.context['page'].next}"
    assert len(seen) == len(set(seen)) == 70
