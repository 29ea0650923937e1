"""Pages of own fields: the office's list, making and changing one, and filling them in on a matter."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.fields import actions
from gongjian.core.fields.forms import ChangeForm, FillForm, MakeForm
from gongjian.core.fields.inputs import given_in, kept_files
from gongjian.core.fields.ledgers import FIELDS, fields_for
from gongjian.core.fields.models import CustomField
from gongjian.core.fields.reading import fields_of
from gongjian.core.items.views.item import SCOPED, item_url, visible_item
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, form_page, me

fields = ledger_view(FIELDS)


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def _own(request: HttpRequest, number: int) -> CustomField:
    return cast(CustomField, get_object_or_404(fields_for(_access(request)), pk=number))


@allow("fields.set_up")
def make(request: HttpRequest) -> HttpResponse:
    """A new field for one kind of matter."""

    def work(given: dict[str, Any]) -> str:
        actions.make_field(given.pop("office"), **given, actor=me(request), now=timezone.now())
        return reverse("fields:list")

    paths = _access(request).paths("fields.set_up")
    form = MakeForm(request.POST or None, paths=paths, initial={"kind": request.GET.get("kind", "")})
    context = {
        "title": _("Make a field"),
        "intro": _(
            "Every matter of the kind can then say it, and every list can show, sort and filter by it."
        ),
        "submit_label": _("Make it"),
        "back_url": reverse("fields:list"),
    }
    done = _("The field is there.")
    return form_page(request, form, act="fields.make_field", work=work, done=done, context=context)


@allow("fields.set_up")
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Another label, other choices, or another place."""
    field = _own(request, number)

    def work(given: dict[str, Any]) -> str:
        choices = given.pop("choices", None)
        actions.change_field(field.pk, **given, actor=me(request), now=timezone.now())
        if field.is_choice and choices is not None:
            actions.set_choices(field.pk, choices, actor=me(request), now=timezone.now())
        return reverse("fields:list")

    today = timezone.localdate()
    initial = {name: getattr(field, name) for name in actions.CHANGEABLE}
    initial["choices"] = "\n".join(word for _code, word in field.choices_on(today))
    form = ChangeForm(request.POST or None, initial=initial)
    if not field.is_choice:
        del form.fields["choices"]
    context = {
        "title": _("Change the field “%(label)s”") % {"label": field.label},
        "intro": field.get_type_display(),
        "back_url": reverse("fields:list"),
        "field": field,
    }
    done = _("The field is changed.")
    act = f"fields.change_field:{field.pk}"
    return form_page(
        request, form, act=act, work=work, done=done, context=context, template="fields/change.html"
    )


@allow("fields.set_up", methods=("POST",))
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for it no more, or again."""
    field, now = _own(request, number), timezone.now()
    again = field.retired_at is not None
    act = actions.bring_back_field if again else actions.retire_field
    done = (
        _("The field is asked for again.")
        if again
        else _("The field is retired; what was filled in stays readable.")
    )
    return do_and_say(
        request, act=f"fields.retire:{field.pk}:{int(again)}", done=done, back=reverse("fields:list"),
        work=lambda: act(field.pk, actor=me(request), now=now),
    )  # fmt: skip


@allow_signed_in(SCOPED)
def fill(request: HttpRequest, number: int) -> HttpResponse:
    """Fill in one matter's fields."""
    item = visible_item(request, number)
    if not actions.may_fill(item, _access(request)):
        raise PermissionDenied
    own = fields_of(item.office_id, item.kind, category=item.category)
    if not own:
        raise Http404
    form = FillForm(item, own, request.POST or None, request.FILES or None, today=timezone.localdate())

    def work(_given: dict[str, Any]) -> str:
        now, person = timezone.now(), me(request)
        values = kept_files(item, form, given_in(form), actor=person, now=now)
        actions.set_values(item, values, actor=person, now=now, access=_access(request))
        return item_url(item)

    context = {
        "title": _("Fill in"),
        "intro": f"{item.number} {item.title}",
        "back_url": item_url(item),
        "keep_key": f"fields:{item.pk}",
    }
    done = _("It is filled in.")
    return form_page(request, form, act=f"fields.fill:{item.pk}", work=work, done=done, context=context)
