"""What a detail page shows of any item: moves open to me, clocks with their reasons, timeline, side matters."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.compiled import Compiled
from gongjian.core.files.models import Attachment
from gongjian.core.files.reading import files_block
from gongjian.core.items import acts
from gongjian.core.items.beside import act_url, handovers_of, helpers_of, move_url, time_asked_of, urgings_of
from gongjian.core.items.clocks import clocks_with_reasons
from gongjian.core.items.duty_acts import may_set
from gongjian.core.items.explain import ClockFace, face_of
from gongjian.core.items.models import Clock, Item, Step
from gongjian.core.items.moves import open_moves
from gongjian.core.items.panel import panels_of
from gongjian.core.items.undo import UNDO, UNDO_FOR, to_take_back
from gongjian.core.manifest import modules
from gongjian.core.people.access import Access
from gongjian.lib.worktime import Light

NEED_WORDS = {
    "unit": gettext_lazy("unit"),
    "handler": gettext_lazy("handler"),
    "note": gettext_lazy("note"),
    "reason": gettext_lazy("reason"),
    "public_note": gettext_lazy("answer to the resident"),
    "picture": gettext_lazy("pictures"),
    "result": gettext_lazy("result"),
}


def detail_context(item: Item, access: Access, *, now: dt.datetime) -> dict[str, Any]:
    """Context of `web/item_detail.html` that every kind shares; a module's view adds its own facts.

    The number of queries does not depend on the length of the item's history.
    """
    clocks = clocks_with_reasons(item)
    faces = [_face(clock, item, access, now=now) for clock in clocks]
    running = [face for face in faces if not face.stopped]
    return {
        "item": item,
        "lead": lead_of(item),
        "badges": badges_of(item),
        "main_clock": min(
            (face for face in running if face.due), key=lambda face: face.due or now, default=None
        ),
        "clocks": running,
        "moves": moves_of(item, access, now=now),
        "not_mine": not_mine(item, access, now=now),
        "undo": undo_of(item, access, now=now),
        "steps": steps_of(item),
        "helpers": helpers_of(item, access),
        "add_helper_url": act_url(item, "help") if acts.in_my_hands(item, access) else "",
        "handovers": handovers_of(item, access, now=now),
        "urgings": urgings_of(item, access),
        "time_asked": time_asked_of(clocks, item, access),
        **files_block(item, access),
        "papers_url": reverse("papers:for_item", args=[item.pk])
        if access.may_anywhere("papers.view")
        else "",
        "own_fields": own_fields_of(item),
        **thread_block(item, access),
        **public_block(item, access),
        "offshoots": offshoots_of(item, access),
        "fill_url": fill_url(item, access),
        "panels": panels_of(item, access),
    }


def _face(clock: Clock, item: Item, access: Access, *, now: dt.datetime) -> ClockFace:
    """The clock; a duty's with the way to take it off, for whoever may."""
    face = face_of(clock, clock.label, now=now)
    if clock.duty_id and not face.stopped and face.light != Light.RED and may_set(item, access):
        return replace(face, off_url=act_url(item, "drop-duty", clock.pk))
    return face


def thread_block(item: Item, access: Access) -> dict[str, Any]:
    """The nearest rows of the matter's thread, and where it stands whole."""
    from gongjian.core.links.models import ITEM
    from gongjian.core.links.walking import chain_of

    return {
        "thread": chain_of((ITEM, item.pk), access),
        "thread_url": reverse("links:thread", args=[ITEM, item.pk]),
    }


def public_block(item: Item, access: Access) -> dict[str, Any]:
    """Where the matter is published, or can be by this person; nothing for kinds without a public page."""
    from gongjian.core.publicity.actions import publication_of
    from gongjian.core.publicity.policy import may_publish
    from gongjian.core.publicity.registry import public_kinds

    if item.kind not in public_kinds():
        return {}
    if shown := publication_of(item):
        return {"public_url": reverse("public:page", args=[shown.uid])}
    return (
        {"publicise_url": reverse("publicity:publish", args=[item.pk])} if may_publish(item, access) else {}
    )


def offshoots_of(item: Item, access: Access) -> list[dict[str, Any]]:
    """What this person may begin from the matter in other modules."""
    return [
        {"label": one.label, "icon": one.icon, "url": f"{reverse(one.url_name)}?from={item.pk}"}
        for module in modules()
        for one in module.offshoots
        if item.kind in one.kinds and access.may(one.permission, item.area_path)
    ]


def own_fields_of(item: Item) -> list[dict[str, str]]:
    """What the office's own fields say, as `web/parts/facts.html` takes it."""
    from gongjian.core.fields.reading import told_of

    found = []
    for field, held, words in told_of(item):
        row = {"label": field.label, "value": words or "—"}
        if field.type == "file" and held is not None:
            row["url"] = reverse("files:show", args=[held.uid])
        found.append(row)
    return found


def fill_url(item: Item, access: Access) -> str:
    """Where this person fills them in; empty when she may not."""
    from gongjian.core.fields.actions import may_fill

    return reverse("fields:fill", args=[item.pk]) if may_fill(item, access) else ""


def lead_of(item: Item) -> list[str]:
    """Short texts under the title: who has it."""
    if not item.unit:
        return []
    who = f"{item.unit} {item.handler}" if item.handler else str(item.unit)
    return [_("Lead: %(who)s") % {"who": who}]


def badges_of(item: Item) -> list[dict[str, str]]:
    """Urgent, reopened."""
    found = [{"label": _("Urgent"), "tone": "late"}] if item.urgent else []
    if item.reopened:
        found.append({"label": _("Reopened %(n)s×") % {"n": item.reopened}, "tone": ""})
    return found


def moves_of(item: Item, access: Access, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Moves, then side acts, that this person may do now, each with its consequence."""
    found = [
        {
            "name": move.name, "label": move.label, "consequence": move.consequence, "primary": move.primary,
            "danger": move.danger, "url": move_url(item, move.name),
            "needs": [str(NEED_WORDS[need]) for need in move.needs if need in NEED_WORDS],
        }
        for move in open_moves(item, access, now)
        if move.name not in ("hand_over", "take_back")
    ]  # fmt: skip
    return found + [
        {"name": act.name, "label": act.label, "consequence": act.consequence, "needs": [], "primary": False,
         "danger": False, "url": act_url(item, act.name)}
        for act in acts.open_acts(item, access)
    ]  # fmt: skip


def not_mine(item: Item, access: Access, *, now: dt.datetime) -> str:
    """Whose step is next when it is not mine, and why."""
    flow = item.flow
    move = flow.awaited(item.state)
    if move is None or any(one.name == move.name for one in open_moves(item, access, now)):
        return ""
    if "second_person" in move.needs and access.person_ids & {item.handler_id, item.submitted_by_id}:
        return _("“%(move)s” is for a second person: whoever did the work cannot check it.") % {
            "move": move.label
        }
    waiting = flow.states[item.state].waiting
    return _("Next: %(who)s.") % {"who": waiting} if waiting else ""


_STEPS = Compiled(
    lambda pk: Step.objects.filter(item=pk).select_related("actor", "behalf", "unit", "handler"), pk=-1
)
_OF_STEPS = Compiled(lambda pk: Attachment.objects.filter(step__item=pk), pk=-1)


def steps_of(item: Item) -> list[dict[str, Any]]:
    """The timeline, newest first; two queries."""
    steps, pictures = _STEPS.objects(pk=item.pk), _OF_STEPS.objects(pk=item.pk)
    return [
        step_row(item, step, [one for one in pictures if one.step_id == step.pk]) for step in reversed(steps)
    ]


def step_row(item: Item, step: Step, pictures: list[Attachment]) -> dict[str, Any]:
    """One line of the timeline, with the pictures that came with the step."""
    note = "\n\n".join(text for text in (step.note, step.public_note) if text)
    return {
        "label": label_of(item, step),
        "who": _who(step),
        "note": note,
        "at": step.at,
        "public": bool(step.public_note),
        "pictures": [picture_row(one) for one in pictures],
    }


def label_of(item: Item, step: Step) -> Any:
    """What the step is called; of one that takes another back, which."""
    if step.move != UNDO:
        return acts.words_of_step(item, step.move)
    return _("Taken back: %(move)s") % {"move": acts.words_of_step(item, step.data.get("move", ""))}


def undo_of(item: Item, access: Access, *, now: dt.datetime) -> dict[str, Any] | None:
    """The bar after a move: what was done, until when it can be taken back, and where; None when it cannot."""
    step = to_take_back(item, person_id=access.person_id, now=now)
    if step is None:
        return None
    return {
        "label": acts.words_of_step(item, step.move),
        "to": " ".join(str(one) for one in (step.unit, step.handler) if one),
        "until": step.at + UNDO_FOR,
        "url": reverse("items:undo", args=[item.pk, step.pk]),
    }


def picture_row(picture: Any) -> dict[str, str]:
    """A picture as `web/parts/pictures.html` takes it."""
    url = reverse("files:show", args=[picture.uid])
    return {
        "url": url,
        "thumb_url": f"{url}?w=320",
        "caption": picture.caption or str(picture.get_stage_display()),
    }


def _who(step: Step) -> str:
    actor = str(step.actor) if step.actor else ""
    if step.behalf:
        actor = _("%(actor)s for %(behalf)s") % {"actor": actor, "behalf": step.behalf}
    to = " ".join(str(one) for one in (step.unit, step.handler) if one) or str(step.data.get("name", ""))
    return f"{actor} → {to}" if to and actor else actor or to
