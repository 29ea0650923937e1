"""What a clerk is proposed, and what is kept of the messages it was learnt from."""

import json
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from gongjian.lib.problem import Problem
from gongjian.lib.triage import Model, Node, from_bytes, from_words, load, save, to_bytes, train
from gongjian.lib.triage.tests.invented import PARTS, messages

TREE = [
    Node("环境卫生", "垃圾 污水 油烟 扬尘 噪声"),
    Node("停车与道路", "停车位 路面 红绿灯 公交站台"),
    Node("学校教育", "小学 幼儿园 转学 补课 学区"),
]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(messages(240))


def test_a_message_about_rubbish_is_proposed_for_cleaning_with_the_words_that_say_so(model: Model) -> None:
    first, second = model.propose("垃圾没人管", "单元门口的垃圾桶臭气很大，请派人清运", top=2)
    assert first.category == "环境卫生"
    assert first.confidence > 0.6 > second.confidence > 0
    assert any("垃圾" in word for word in first.words)


def test_confidences_of_all_categories_add_up_to_one(model: Model) -> None:
    assert sum(one.confidence for one in model.propose("路", "路面坏了", top=9)) == pytest.approx(1)


def test_no_name_and_no_number_is_told_as_a_word_that_speaks() -> None:
    named = [(kind, title, f"我叫王建国，电话13800001111，{text}") for kind, title, text in messages(120)]
    told = [one for row in named[:30] for one in train(named).propose(*row[1:])[0].words]
    assert told and not [word for word in told if "王" in word or "建国" in word or "0" in word]


def test_many_at_once_are_judged_as_one_by_one(model: Model) -> None:
    rows = [(title, text) for _kind, title, text in messages(60, seed=2)]
    for row, many in zip(rows, model.propose_many(rows), strict=True):
        one = model.propose(*row)
        assert [alone.category for alone in one] == [together.category for together in many]
        assert [alone.confidence for alone in one] == pytest.approx(
            [got.confidence for got in many], abs=1e-4
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "路",
        " \n\t",
        "😀" * 300,
        "路灯不亮" * 25_000,
        "Straße дорога شارع 路灯 ถนน",
        "\ud800",
        "0" * 100_000,
    ],
)
@pytest.mark.parametrize("kind", ["trained", "words"])
def test_whatever_is_typed_gets_an_answer(model: Model, text: str, kind: str) -> None:
    asked = model if kind == "trained" else from_words(TREE)
    assert len(asked.propose(text, text)) == 3
    assert asked.propose_many([(text, text)])[0][0].confidence <= 1


def test_nothing_at_all_is_asked_and_answered(model: Model) -> None:
    assert model.propose_many([]) == []
    assert model.propose("路", "灯", top=0) == []


def test_on_the_first_day_the_words_of_the_tree_propose_without_much_confidence() -> None:
    cold = from_words(TREE)
    rows = messages(90, seed=3)
    found = cold.propose_many([(title, text) for _kind, title, text in rows])
    right = sum(best[0].category == row[0] for best, row in zip(found, rows, strict=True))
    assert right > 60
    assert max(best[0].confidence for best in found) <= 0.6
    assert cold.learnt_from == 0
    assert "幼儿园" in cold.propose("", "幼儿园门口总堵车")[0].words


@pytest.mark.parametrize("tree", [[], [Node("一")], [Node("一"), Node("一")], [Node("一"), Node(" ")]])
def test_a_tree_without_two_names_is_refused(tree: list[Node]) -> None:
    with pytest.raises(Problem, match="at least two categories"):
        from_words(tree)


def test_rows_that_teach_nothing_are_left_out() -> None:
    rows = [*messages(60), ("", "没有类别", "没有类别"), ("学校教育", "", "  "), ("停车与道路", "……", "!!!")]
    assert train(rows).learnt_from == 60


def test_one_category_alone_cannot_be_learnt() -> None:
    with pytest.raises(Problem, match="there are 1"):
        train([("学校教育", "转学", "转学难")] * 5)


def test_categories_with_one_row_each_are_learnt_too() -> None:
    model = train([("甲", "", "路灯不亮"), ("乙", "", "幼儿园收费")])
    assert model.propose("", "我家门口路灯不亮了")[0].category == "甲"


def test_the_same_rows_and_seed_give_the_same_model() -> None:
    assert to_bytes(train(messages(60), seed=4)) == to_bytes(train(messages(60), seed=4))


def test_a_kept_model_proposes_the_same(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "m.npz")
    again = load(tmp_path / "m.npz")
    for _kind, title, text in messages(20, seed=5):
        before, after = model.propose(title, text), again.propose(title, text)
        assert [one.category for one in before] == [one.category for one in after]
        assert [one.confidence for one in after] == pytest.approx(
            [one.confidence for one in before], abs=0.01
        )


def test_nothing_that_anybody_wrote_stands_in_a_kept_model(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "m.npz")
    with zipfile.ZipFile(tmp_path / "m.npz") as packed:
        inside = b"".join(packed.read(name) for name in packed.namelist())
    assert "垃圾".encode() not in inside
    assert all(json.dumps(kind).encode() in inside for kind in PARTS)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a model", "模型".encode()])
def test_a_file_that_is_no_model_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Problem, match="holds no model"):
        from_bytes(data)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", heading=np.array([{"format": "x"}], dtype=object))
    with pytest.raises(Problem, match="holds no model"):
        load(tmp_path / "m.npz")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 2}, "version 2"),
        ({"format": "other"}, "holds no model"),
        ({"categories": ["一"]}, "damaged"),
        ({"spread": "wide"}, "damaged"),
    ],
)
def test_a_model_of_another_version_or_a_damaged_one_is_refused(
    model: Model, tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    (tmp_path / "m.npz").write_bytes(to_bytes(model))
    with np.load(tmp_path / "m.npz") as opened:
        arrays = dict(opened)
    heading = json.loads(arrays.pop("heading").tobytes()) | changed
    np.savez(tmp_path / "n.npz", heading=np.frombuffer(json.dumps(heading).encode(), np.uint8), **arrays)
    with pytest.raises(Problem, match=said):
        load(tmp_path / "n.npz")


def test_a_thousand_messages_take_about_a_second_of_the_processor(model: Model) -> None:
    rows = [(title, text) for _kind, title, text in messages(1000, seed=6)]
    begun = time.process_time()
    model.propose_many(rows)
    assert time.process_time() - begun < 2
