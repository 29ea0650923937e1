"""How the demo office proves that closed means done: a month of call-backs that is over, and a re-inspection half-way."""

import datetime as dt
import io
import random

from django.utils import timezone
from PIL import ExifTags, Image

from gongjian.core.areas.models import Area
from gongjian.core.asking.actions import Asked, commit_sample, draw_sample, keep_questionnaire, record_call
from gongjian.core.asking.actions.spans import Span, why_not_listed
from gongjian.core.asking.models import Questionnaire, Respondent, Sample
from gongjian.core.asking.policy import may_call_entry
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.modules.reports.models import Inspection, InspectionPlan
from gongjian.modules.reports.proving.actions import (
    announce_inspection,
    draw_inspection,
    record_inspection,
    why_not_drawn,
)
from gongjian.modules.reports.proving.ended import CLOSED_REPORTS
from gongjian.modules.reports.proving.policy import inspections_for
from gongjian.modules.reports.seeds.matters import CHECKED_AGAIN, KINDS
from gongjian.modules.reports.seeds.sketches import sketch

DAY = dt.timedelta(days=1)
SAMPLE_SIZE, SHARE = 18, 25
OUTCOMES = ("satisfied",) * 9 + ("partly", "satisfied", "not", "unreached", "satisfied", "refused", "partly")
PARTLY, NOT = "修是修了，等得久了些。", "刚修好两天又坏了，请再来看看。"
SEEN = ("done", "done", "not", "done", "partly", "done")
SEEN_WORDS = {
    "done": "", "partly": "主要的已经做好，边上还留了一处没收尾。", "not": "现场看，和居民拍的照片一样，没有动过。",
}  # fmt: skip
SCENES = {kind.code: kind.scene for kind in KINDS}


def seed_proof(office: Area, *, now: dt.datetime) -> None:
    """Both, once; by chance of its own, so that all else stays as it is."""
    rng = random.Random(f"proof {office.pk}")
    people = {one.username: one for one in Person.objects.filter(office=office, is_demo=True)}
    if not Sample.objects.filter(office=office, source=CLOSED_REPORTS).exists():
        _month_of_calls(office, people, now=now, rng=rng)
    if not InspectionPlan.objects.filter(office=office).exists():
        _inspection(office, people, now=now, rng=rng)


def _month_of_calls(office: Area, people: dict[str, Person], *, now: dt.datetime, rng: random.Random) -> None:
    today = timezone.localdate(now)
    since, until = today - 70 * DAY, today - 12 * DAY
    announced, drawn_at = now - 73 * DAY, now - 12 * DAY
    title = f"{since:%m-%d} 至 {until - DAY:%m-%d} 办结诉求回访"
    sample = commit_sample(
        _questions(office, now=announced), title=title, size=SAMPLE_SIZE, area=office, by=people["checker"], now=announced,
        span=Span(CLOSED_REPORTS, since, until), is_demo=True,
    )  # fmt: skip
    if why_not_listed(sample, now=drawn_at):
        return
    sample = draw_sample(sample, by=None, now=drawn_at)
    callers = [people["dispatcher"], people["dispatcher2"], people["checker"], people["checker2"]]
    for number, one in enumerate(sample.respondents.drawn().select_related("sample", "item")):
        at = drawn_at + (1 + number // 6) * DAY + number * dt.timedelta(minutes=17)
        _call(one, OUTCOMES[number % len(OUTCOMES)], callers, people, at=at, rng=rng)


def _questions(office: Area, *, now: dt.datetime) -> Questionnaire:
    return keep_questionnaire(
        office, slug="report-call", use="call", title="办结诉求回访", by=None, now=now, source="街道诉求回访办法",
        script="您好，这里是街道回访。您反映的事系统里已经办结，想请您说说实际办得怎么样，大约一分钟。",
        questions=(
            Asked("fixed", "choice", "事情现在解决了吗", choices=("解决了", "部分解决", "没有解决"), required=False),
            Asked("manner", "scale", "来办事的人态度怎么样（0 到 10 分）", required=False),
            Asked("words", "text", "还有什么要说的", required=False),
        ),
    )  # fmt: skip


def _call(
    one: Respondent,
    outcome: str,
    callers: list[Person],
    people: dict[str, Person],
    *,
    at: dt.datetime,
    rng: random.Random,
) -> None:
    able = [person for person in callers if may_call_entry(one, person, access_of(person))]
    if not able:
        return
    caller = rng.choice(able)
    note = {"partly": PARTLY, "not": NOT}.get(outcome, "")
    fixed = {"satisfied": "解决了", "partly": "部分解决", "not": "没有解决"}.get(outcome, "")
    answers = {"fixed": fixed, "manner": str(rng.randint(6, 10))} if fixed else {}
    tries = one.sample.tries if outcome == "unreached" else 1
    for attempt in range(tries):
        record_call(
            one,
            outcome=outcome,
            by=caller,
            now=at + attempt * DAY,
            answers=answers,
            note=note,
            confirmed=True,
        )
    if outcome == "not":
        _done_again(one, people, at=at, rng=rng)


def _done_again(one: Respondent, people: dict[str, Person], *, at: dt.datetime, rng: random.Random) -> None:
    """What a call-back took up again is done within two days and passed by the other checker."""
    item = Item.objects.select_related("handler").get(pk=one.item_id)
    if item.handler is None or item.state != "handling":
        return
    words = rng.choice(CHECKED_AGAIN)
    make_move(item.pk, "submit", actor=item.handler, now=at + DAY, note=words, public_note=words)
    make_move(
        item.pk,
        "check_pass",
        actor=people["checker2"],
        now=at + 2 * DAY,
        result="fixed",
        public_note=f"让您多等了。{words}",
    )


def _inspection(office: Area, people: dict[str, Person], *, now: dt.datetime, rng: random.Random) -> None:
    today = timezone.localdate(now)
    since, until = today - 40 * DAY, today - 4 * DAY
    plan = announce_inspection(
        office, since=since, until=until, share=SHARE, by=people["checker"], now=now - 42 * DAY, is_demo=True,
        title=f"{since:%m-%d} 至 {until - DAY:%m-%d} 办结诉求复查抽检",
    )  # fmt: skip
    drawn_at = now - 4 * DAY
    if why_not_drawn(plan, now=drawn_at):
        return
    plan = draw_inspection(plan, by=None, now=drawn_at)
    inspector = people["secretary"]
    mine = list(inspections_for(plan, inspector).select_related("report__category"))
    for number, row in enumerate(mine[: (len(mine) + 1) // 2]):
        outcome = SEEN[number % len(SEEN)]
        at = drawn_at + DAY + number * dt.timedelta(minutes=40)
        picture = _taken(_scene(row, outcome, rng=rng), at=at - dt.timedelta(minutes=6))
        record_inspection(
            row, outcome=outcome, note=SEEN_WORDS[outcome], pictures=[picture], by=inspector, now=at
        )


def _scene(row: Inspection, outcome: str, *, rng: random.Random) -> bytes:
    code = row.report.category.code if row.report.category else ""
    return sketch(SCENES.get(code, KINDS[0].scene), done=outcome != "not", rng=rng)


def _taken(jpeg: bytes, *, at: dt.datetime) -> bytes:
    """The picture as a telephone would send it, with its own time."""
    out, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = timezone.localtime(at).strftime(
        "%Y:%m:%d %H:%M:%S"
    )
    with Image.open(io.BytesIO(jpeg)) as image:
        image.save(out, "JPEG", exif=exif)
    return out.getvalue()
