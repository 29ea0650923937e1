"""A draw that is announced before the work ends, made once, checked by anybody, and asked by people who are not judged."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Max

from gongjian.core import events
from gongjian.core.asking.actions import (
    Asked,
    Entry,
    add_respondents,
    commit_sample,
    draw_sample,
    forget_phones,
    keep_questionnaire,
    record_call,
)
from gongjian.core.asking.events import SampleClosed
from gongjian.core.asking.models import Call, Questionnaire, Respondent, Sample
from gongjian.core.asking.summary import summary_of
from gongjian.core.asking.tests.conftest import NOW
from gongjian.core.asking.verifying import repeat
from gongjian.core.items.models import Item
from gongjian.core.notices.models import Notice
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast, join

SEED = bytes(range(32))
HOMES = [
    Entry(f"{n}-101", f"{n}号楼101", f"1380000{n:04}", stratum="东" if n % 4 else "西") for n in range(1, 41)
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(cast: Cast, work: Item, questions: Questionnaire) -> Sample:
    return commit_sample(questions, title="", size=8, item=work, by=cast.checker, now=NOW, seed=SEED)


def hand_in(sample: Sample) -> None:
    """The work is done: from now on nobody announces, and the draw can be made."""
    Item.objects.filter(pk=sample.item_id).update(phase="checking")


@pytest.fixture
def drawn(cast: Cast, sample: Sample) -> Sample:
    add_respondents(sample, entries=HOMES, by=cast.checker, now=NOW)
    hand_in(sample)
    return draw_sample(sample, by=cast.checker, now=NOW)


def test_only_the_seeds_digest_is_told_until_the_draw(cast: Cast, sample: Sample) -> None:
    assert SEED.hex() not in str(list(TrailRow.objects.values()))
    assert sample.seed == ""
    assert SEED.hex().encode() not in bytes(sample.seed_sealed or b"")
    add_respondents(sample, entries=HOMES, by=cast.checker, now=NOW)
    with pytest.raises(Refused, match=r"not handed in|尚未提交"):
        draw_sample(sample, by=cast.checker, now=NOW)
    hand_in(sample)
    drawn = draw_sample(sample, by=cast.checker, now=NOW)
    assert drawn.seed == SEED.hex()
    assert repeat(drawn).holds
    strata = list(drawn.respondents.drawn().values_list("stratum", flat=True))
    assert (strata.count("东"), strata.count("西")) == (6, 2)


def test_a_draw_that_was_tampered_with_does_not_check(drawn: Sample) -> None:
    chosen, other = drawn.respondents.drawn().first(), drawn.respondents.filter(place__isnull=True).first()
    assert chosen
    assert other
    place, chosen.place = chosen.place, None
    chosen.save()
    other.place = place
    other.save()
    assert not repeat(drawn).holds


def test_no_draw_after_the_work_is_handed_in_and_no_second_one_beside_an_open_one(
    cast: Cast, work: Item, sample: Sample, questions: Questionnaire
) -> None:
    with pytest.raises(Refused, match=r"announced already|已经公布"):
        commit_sample(questions, title="", size=8, item=work, by=cast.checker, now=NOW)
    Sample.objects.update(closed_at=NOW)
    Item.objects.filter(pk=work.pk).update(phase="checking")
    with pytest.raises(Refused, match=r"handed in already|已经提交"):
        commit_sample(questions, title="", size=8, item=work, by=cast.checker, now=NOW)


def test_the_list_is_closed_by_the_draw_and_the_draw_is_made_once(cast: Cast, sample: Sample) -> None:
    hand_in(sample)
    with pytest.raises(Refused, match=r"Nobody|还没有"):
        draw_sample(sample, by=cast.checker, now=NOW)
    assert add_respondents(sample, entries=[*HOMES[:3], HOMES[0]], by=None, now=NOW) == 3
    assert add_respondents(sample, entries=HOMES[:5], by=None, now=NOW) == 2
    with pytest.raises(Refused, match="3号楼"):
        add_respondents(sample, entries=[Entry("x", "3号楼", phone="12")], by=None, now=NOW)
    drawn = draw_sample(sample, by=cast.checker, now=NOW)
    assert drawn.respondents.drawn().count() == 5
    for again in (draw_sample, lambda found, **told: add_respondents(found, entries=HOMES, **told)):
        with pytest.raises(Refused, match=r"over|已"):
            again(sample, by=cast.checker, now=NOW)


def test_whoever_is_judged_does_not_ask_nor_somebody_of_the_unit(cast: Cast, drawn: Sample) -> None:
    home = drawn.respondents.drawn().first()
    assert home
    for who in ("head", "clerk", "outsider"):
        with pytest.raises(Refused):
            record_call(home, outcome="satisfied", answers={"quality": "5"}, by=getattr(cast, who), now=NOW)
    Item.objects.filter(pk=drawn.item_id).update(submitted_by=cast.checker)
    with pytest.raises(Refused, match=r"part in|有关"):
        record_call(home, outcome="satisfied", answers={"quality": "5"}, by=cast.checker, now=NOW)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "quality"),
        ({"quality": "6"}, "quality"),
        ({"quality": "-1"}, "quality"),
        ({"quality": "5", "again": "也许"}, "again"),
    ],
)
def test_an_answer_that_is_none_is_refused_at_its_question(
    cast: Cast, drawn: Sample, given: dict[str, str], field: str
) -> None:
    home = drawn.respondents.drawn().first()
    assert home
    with pytest.raises(Refused) as refused:
        record_call(home, outcome="satisfied", answers=given, by=cast.checker, now=NOW)
    assert refused.value.field == field
    home.refresh_from_db()
    assert (home.tried, home.outcome) == (0, "")


def test_not_reached_is_final_after_three_tries_and_every_outcome_counts(
    cast: Cast, drawn: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Any] = []
    monkeypatch.setitem(events._receivers, SampleClosed, [closed.append])
    homes = list(drawn.respondents.drawn())
    for try_ in range(3):
        assert homes[0].outcome == ""
        record_call(homes[0], outcome="unreached", by=cast.checker, now=NOW + dt.timedelta(hours=try_))
        homes[0].refresh_from_db()
    assert homes[0].outcome == "unreached"
    fates = ("satisfied", "satisfied", "satisfied", "partly", "partly", "not", "refused")
    for home, outcome in zip(homes[1:], fates, strict=True):
        record_call(home, outcome=outcome, answers={"quality": "4"}, by=cast.checker, now=NOW)
    found = summary_of(drawn)
    assert (found.drawn, found.answered, found.waiting) == (8, 6, 0)
    assert found.share == pytest.approx(4 / 6)
    low, high = found.interval
    assert low < 4 / 6 < high
    assert len(closed) == 1
    with pytest.raises(Refused, match=r"asked already|已经回访"):
        record_call(homes[1], outcome="not", answers={"quality": "0"}, by=cast.checker, now=NOW)


def test_callers_without_a_part_are_told_until_everybody_was_asked(cast: Cast, sample: Sample) -> None:
    join(cast.dispatcher, unit=cast.city_unit)
    add_respondents(sample, entries=HOMES[:2], by=cast.checker, now=NOW)
    hand_in(sample)
    drawn = draw_sample(sample, by=cast.checker, now=NOW)
    told = Notice.objects.get(kind="residents_drawn")
    assert (told.person, told.item_id, told.read_at) == (cast.checker, sample.item_id, None)
    first, second = drawn.respondents.drawn()
    record_call(first, outcome="refused", by=cast.checker, now=NOW)
    told.refresh_from_db()
    assert told.read_at is None
    record_call(second, outcome="refused", by=cast.checker, now=NOW)
    told.refresh_from_db()
    assert told.read_at == NOW


def test_what_is_said_is_kept_masked(cast: Cast, drawn: Sample) -> None:
    home = drawn.respondents.drawn().first()
    assert home
    call = record_call(
        home, outcome="not", answers={"quality": "1", "words": "打 13812345678 找我"}, note="13812345678 没人接", by=cast.checker,
        now=NOW,
    )  # fmt: skip
    assert "13812345678" not in call.note
    assert "13812345678" not in call.replies.get(question__key="words").text
    assert call.replies.get(question__key="quality").number == 1


def test_telephones_of_the_undrawn_go_with_the_draw_the_others_ninety_days_after_the_last_word(
    drawn: Sample,
) -> None:
    assert forget_phones(NOW + dt.timedelta(minutes=1)) == 32
    assert drawn.respondents.filter(phone_sealed__isnull=False).count() == 8
    Sample.objects.update(closed_at=NOW)
    assert forget_phones(NOW + dt.timedelta(days=90)) == 0
    assert forget_phones(NOW + dt.timedelta(days=91)) == 8
    assert not Respondent.objects.exclude(phone_shown="").exists()


def test_a_changed_questionnaire_is_a_new_version_and_the_old_answers_keep_theirs(
    cast: Cast, drawn: Sample, questions: Questionnaire
) -> None:
    newer = keep_questionnaire(
        cast.office, slug="project-call", use="call", title="项目回访", by=cast.checker, now=NOW,
        questions=[Asked("all", "scale", "总的来说")],
    )  # fmt: skip
    questions.refresh_from_db()
    assert (newer.version, questions.until) == (2, NOW.date())
    assert drawn.questionnaire == questions
    assert Questionnaire.objects.for_office(cast.office.pk).current(NOW.date()).aggregate(Max("version")) == {
        "version__max": 2
    }


@pytest.mark.parametrize(
    ("use", "asked"),
    [
        ("call", []),
        ("call", [Asked("a", "scale", "一"), Asked("a", "text", "二")]),
        ("call", [Asked("a", "choice", "一", choices=("是",))]),
        ("call", [Asked("a", "scale", " ")]),
        ("call", [Asked("a", "scale", "一", most=0)]),
        ("call", [Asked("a", "guess", "一")]),
        ("review", [Asked("a", "text", "一")]),
        ("other", [Asked("a", "scale", "一")]),
    ],
)
def test_questions_that_make_no_sense_are_refused(cast: Cast, use: str, asked: list[Asked]) -> None:
    with pytest.raises(Refused):
        keep_questionnaire(
            cast.office, slug="x", use=use, title="题", questions=asked, by=cast.checker, now=NOW
        )
