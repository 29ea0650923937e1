"""What is said of a model's worth is true: folds, repeats, figures; and what it reaches on real messages."""

import csv
from pathlib import Path

import numpy as np
import pytest

from gongjian.lib.problem import Problem
from gongjian.lib.triage import evaluate, near_repeats, train
from gongjian.lib.triage.folding import folds_of
from gongjian.lib.triage.tests.invented import messages
from gongjian.lib.triage.texts import plain


def test_a_message_sent_again_with_a_word_changed_is_a_repeat() -> None:
    said = "东三巷的路灯从上个月起一直不亮，老人晚上出门看不见台阶，已经摔了两次，请尽快修好"
    other = "幼儿园门口每天放学时都堵车，家长的车停在消防通道上，消防车根本进不来，请管一管"
    texts = [said, other, said.replace("两次", "三次") + "。谢谢", said + "！！", "好", "好", "坏"]
    groups = near_repeats([plain("", text) for text in texts])
    assert groups[0] == groups[2] == groups[3] != groups[1]
    assert groups[4] == groups[5] != groups[6]


def test_a_form_of_address_in_common_makes_no_repeat() -> None:
    texts = [f"尊敬的各位领导你们好，{text}" for _kind, _title, text in messages(150)]
    assert len(set(near_repeats([plain("", text) for text in texts]).tolist())) > 100


def test_nobody_sent_anything() -> None:
    assert near_repeats([]).shape == (0,)


def test_repeats_are_never_parted_and_each_fold_has_its_share_of_each_category() -> None:
    rng = np.random.default_rng(3)
    groups = np.sort(rng.integers(0, 300, 400))
    labels = groups % 4
    dealt = folds_of(labels, groups, folds=5, seed=1)
    assert all(len(set(dealt[groups == group].tolist())) == 1 for group in set(groups.tolist()))
    for label in range(4):
        shares = np.bincount(dealt[labels == label], minlength=5)
        assert shares.max() - shares.min() <= 4
    assert (folds_of(labels, groups, folds=5, seed=1) == dealt).all()
    assert (folds_of(labels, groups, folds=5, seed=2) != dealt).any()


def test_clear_messages_are_told_apart_and_all_figures_agree() -> None:
    report = evaluate(messages(300), folds=5, seed=1)
    assert report.macro_f1 > 0.9
    assert report.rows == 300 == sum(map(sum, report.confusion)) == sum(one.messages for one in report.bins)
    assert [row.support for row in report.categories] == [sum(row) for row in report.confusion]
    assert report.macro_f1 == pytest.approx(np.mean(report.fold_f1))
    assert len(report.fold_f1) == len(report.fold_accuracy) == 5
    assert report.top_3 == 1.0


def test_drawn_categories_cannot_be_foretold_so_nothing_leaks_from_the_judged_fold() -> None:
    rng = np.random.default_rng(5)
    kinds = rng.choice(["甲", "乙"], 400)
    rows = [(str(kind), title, text) for kind, (_kind, title, text) in zip(kinds, messages(400), strict=True)]
    assert evaluate(rows).accuracy < 0.62


def test_copies_of_one_message_do_not_make_the_figures_better() -> None:
    rng = np.random.default_rng(6)
    kinds = rng.choice(["甲", "乙"], 60)
    once = [(str(kind), title, text) for kind, (_kind, title, text) in zip(kinds, messages(60), strict=True)]
    assert evaluate(once * 4).accuracy < 0.7


def test_rare_categories_and_rows_without_words_do_not_stop_the_measuring() -> None:
    rows = [*messages(90), ("罕见", "", "家里进了一只蝙蝠"), ("", "", ""), ("学校教育", "", "")]
    report = evaluate(rows)
    rare = next(row for row in report.categories if row.category == "罕见")
    assert (rare.support, rare.recall, rare.f1) == (1, 0.0, 0.0)
    assert report.rows == 91


@pytest.mark.parametrize("folds", [1, 4])
def test_more_folds_than_different_messages_are_refused(folds: int) -> None:
    rows = [("甲", "", "路灯不亮了三天"), ("乙", "", "幼儿园收费太高"), ("甲", "", "路面坑坑洼洼")]
    with pytest.raises(Problem, match="between 2 and 3"):
        evaluate(rows, folds=folds)


def test_fifty_categories_are_learnt() -> None:
    rows = [
        (f"类{n % 50}", "", f"词{chr(0x4E00 + n % 50)}{chr(0x5000 + n % 50)}事{text}")
        for n, (_k, _t, text) in enumerate(messages(500))
    ]
    model = train(rows)
    assert len(model.categories) == 50
    found = model.propose_many([(title, text) for _kind, title, text in rows[:100]])
    assert sum(best[0].category == row[0] for best, row in zip(found, rows, strict=False)) > 80


@pytest.mark.slow
def test_real_messages_of_seven_categories_are_told_apart(test_data: Path) -> None:
    with (test_data / "messages/labelled.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["category"], row["title"], row["text"]) for row in csv.DictReader(file)]
    report = evaluate(rows, folds=5, seed=1)
    assert report.macro_f1 >= 0.917
    assert report.top_3 >= 0.99
    assert report.calibration_error < 0.04
