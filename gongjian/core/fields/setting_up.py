"""Making, changing and retiring fields and their choices: the office's own, by whoever holds `fields.set_up` there."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.fields.forbidden import check_words
from gongjian.core.fields.models import CustomField, FieldChoice, FieldType
from gongjian.core.manifest import flows
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.zh import clean_text

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person

MOST_FIELDS, MOST_CHOICES = 40, 60
SLUG = re.compile(r"[a-z][a-z0-9_]{0,19}")
CHANGEABLE = ("label", "help", "category", "required", "shown", "order")


@transaction.atomic
def make_field(
    office: "Area",
    *,
    kind: str,
    label: str,
    type: str,
    actor: "Person | None",
    now: dt.datetime,
    help: str = "",
    required: bool = False,
    shown: bool = True,
    order: int = 100,
    slug: str = "",
    category: str = "",
    choices: Sequence[str] = (),
) -> CustomField:
    """A new field of the office for one kind of matter. Without a slug it gets one from its number. Raises Refused for
    words that would judge or watch a person, a label or slug in use, a list without choices, or the forty-first field."""
    _must_set_up(office, actor, now=now)
    if kind not in flows():
        raise Refused(_("There is no kind of matter “%(kind)s”.") % {"kind": kind[:30]}, field="kind")
    if type not in FieldType.values:
        raise Refused(_("There is no such type of field."), field="type")
    label, help = _label(label), _help(help)
    _must_be_free(office, kind, label, slug=slug)
    made = CustomField.objects.create(
        office=office, kind=kind, slug=slug or "new", label=label, help=help, type=type, required=required,
        category=_category(category), shown=shown, order=order, made_at=now,
    )  # fmt: skip
    if not slug:
        made.slug = f"f{made.pk}"
        made.save(update_fields=["slug"])
    for word in choices if made.is_choice else ():
        _new_choice(made, word, now=now)
    if made.is_choice and not made.choices.exists():
        raise Refused(_("Give the list at least one choice, one on each line."), field="choices")
    facts = {"kind": str(flows()[kind].label), "type": str(FieldType(type).label), "choices": list(choices)}
    _trail("make_field", made, actor=actor, changes=facts, now=now)
    return made


@transaction.atomic
def change_field(field_id: int, *, actor: "Person | None", now: dt.datetime, **given: Any) -> CustomField:
    """Another label, help, order, or whether it is demanded and shown; type and slug stay for good."""
    field = _locked(field_id, actor, now=now)
    changes: dict[str, Any] = {}
    for name in CHANGEABLE:
        if name not in given:
            continue
        value = {"label": _label, "help": _help, "category": _category}.get(name, lambda same: same)(
            given[name]
        )
        if value != getattr(field, name):
            changes[name] = [getattr(field, name), value]
            setattr(field, name, value)
    if "label" in changes:
        _must_be_free(field.office, field.kind, field.label, but=field.pk)
    if changes:
        field.save(update_fields=list(changes))
        _trail("change_field", field, actor=actor, changes=changes, now=now)
    return field


@transaction.atomic
def retire_field(field_id: int, *, actor: "Person | None", now: dt.datetime) -> CustomField:
    """Ask for it no more. What was filled in stays with its matter and can be read there."""
    field = _locked(field_id, actor, now=now)
    if field.retired_at is None:
        field.retired_at = now
        field.save(update_fields=["retired_at"])
        _trail("retire_field", field, actor=actor, changes={}, now=now)
    return field


@transaction.atomic
def bring_back_field(field_id: int, *, actor: "Person | None", now: dt.datetime) -> CustomField:
    """Ask for a retired field again."""
    field = _locked(field_id, actor, now=now)
    if field.retired_at is not None:
        _must_be_free(field.office, field.kind, field.label, but=field.pk)
        field.retired_at = None
        field.save(update_fields=["retired_at"])
        _trail("bring_back_field", field, actor=actor, changes={}, now=now)
    return field


@transaction.atomic
def set_choices(
    field_id: int, words: Sequence[str], *, actor: "Person | None", now: dt.datetime
) -> CustomField:
    """The list as it stands from today: new words are added, missing ones withdrawn, withdrawn ones come back."""
    field = _locked(field_id, actor, now=now)
    if not field.is_choice:
        raise Refused(_("Only a field with a list has choices."), field="choices")
    wanted = list(dict.fromkeys(word for word in map(_word, words) if word))
    if not wanted:
        raise Refused(_("Give the list at least one choice, one on each line."), field="choices")
    today = timezone.localdate(now)
    kept = {choice.label: choice for choice in field.choices.all()}
    before = [label for label, choice in kept.items() if choice.until is None]
    for place, word in enumerate(wanted, start=1):
        choice = kept.get(word) or _new_choice(field, word, now=now)
        choice.order, choice.until = place, None
        choice.save(update_fields=["order", "until"])
    for label, choice in kept.items():
        if label not in wanted and choice.until is None:
            choice.until = today
            choice.save(update_fields=["until"])
    if before != wanted:
        _trail("set_choices", field, actor=actor, changes={"choices": [before, wanted]}, now=now)
    return field


def _new_choice(field: CustomField, word: str, *, now: dt.datetime) -> FieldChoice:
    word = _word(word)
    number = field.choices.count() + 1
    if number > MOST_CHOICES:
        raise Refused(_("A list has at most %(number)d choices.") % {"number": MOST_CHOICES}, field="choices")
    if not word or len(word) > 40 or "|" in word:
        raise Refused(
            _("A choice has 1 to 40 characters and no “|”: “%(word)s”.") % {"word": word[:40]},
            field="choices",
        )
    check_words(word, field="choices")
    day = timezone.localdate(now)
    return FieldChoice.objects.create(field=field, code=str(number), label=word, order=number, since=day)


def _word(text: str) -> str:
    return " ".join(clean_text(text).split())


def _label(text: str) -> str:
    label = _word(text)
    if not label or len(label) > 30:
        raise Refused(_("A label has 1 to 30 characters."), field="label")
    check_words(label, field="label")
    return label


def _category(text: str) -> str:
    code = text.strip().lower()
    if code and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", code):
        raise Refused(
            _("Enter the code of a category, as it stands in the list of categories."), field="category"
        )
    return code


def _help(text: str) -> str:
    told = _word(text)
    if len(told) > 120:
        raise Refused(_("The help is too long: at most 120 characters."), field="help")
    return told


def _must_be_free(office: "Area", kind: str, label: str, *, slug: str = "", but: int | None = None) -> None:
    live = CustomField.objects.filter(office=office, kind=kind).exclude(pk=but or 0)
    if live.live().filter(label=label).exists():
        raise Refused(_("There is a field “%(label)s” already.") % {"label": label}, field="label")
    if but is None and live.live().count() >= MOST_FIELDS:
        raise Refused(_("A kind has at most %(number)d fields.") % {"number": MOST_FIELDS}, field="label")
    if slug:
        check_words(slug, field="slug")
        if not SLUG.fullmatch(slug) or re.fullmatch(r"f\d+", slug):
            raise Refused(
                _("The name in addresses begins with a letter and holds a-z, 0-9 and _, at most 20 signs."),
                field="slug",
            )
        if live.filter(slug=slug).exists():
            raise Refused(_("This name in addresses is taken."), field="slug")


def _must_set_up(office: "Area", actor: "Person | None", *, now: dt.datetime) -> None:
    if actor is None:
        return
    access = access_of(actor, today=timezone.localdate(now))
    if not access.may("fields.set_up", office.path):
        raise Refused(_("You do not set up fields for this office."), code="not_allowed")


def _locked(field_id: int, actor: "Person | None", *, now: dt.datetime) -> CustomField:
    field = CustomField.objects.select_for_update(of=("self",)).select_related("office").get(pk=field_id)
    _must_set_up(field.office, actor, now=now)
    return field


def _trail(
    act: str, field: CustomField, *, actor: "Person | None", changes: Mapping[str, Any], now: dt.datetime
) -> None:
    record(
        f"fields.{act}",
        actor=actor,
        obj=field,
        office=field.office,
        label=field.label,
        changes=changes,
        now=now,
    )
