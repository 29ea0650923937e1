"""Linking an account of another system to a person, taking the link away, and finding whose it is."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.authority import demand_say_over, trail_office
from gongjian.core.people.models import Person
from gongjian.core.privacy import blind, seal
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.sso.models import LIVE, OutsideAccount
from gongjian.core.sso.provider import Provider
from gongjian.core.trail.actions import record

LONGEST = 200


@transaction.atomic
def link_account(
    person: Person, *, provider: Provider, name: str, now: dt.datetime, actor: Person | None
) -> OutsideAccount:
    """Whoever the provider calls `name` signs in as this person from now on. `actor` is she or her administrator.

    Raises Refused for a name that is linked already and for a second account of one provider.
    """
    if actor is None or actor.pk != person.pk:
        demand_say_over(person, actor=actor, now=now)
    name = provider.plain(name)
    if not name or len(name) > LONGEST:
        raise Refused(_("Give the name that the other system has for her."), field="name")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.outside_accounts.filter(LIVE, provider=provider.slug).exists():
        raise Refused(
            _("An account of %(provider)s is linked already. Take that link away first.")
            % {"provider": provider.label},
            code="wrong_state",
        )
    account = OutsideAccount(person=person, provider=provider.slug, linked_at=now, linked_by=actor)
    account.subject_index, account.subject_sealed = index_of(provider, name), seal(account, "subject", name)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            _("This account of %(provider)s is linked to somebody already.") % {"provider": provider.label},
            field="name",
        ) from None
    _record("link", account, person, actor=actor, now=now)
    return account


@transaction.atomic
def unlink_account(person: Person, *, number: int, now: dt.datetime, actor: Person | None) -> OutsideAccount:
    """It signs nobody in from now on, and the other system's name for her is destroyed. Raises LookupError."""
    if actor is None or actor.pk != person.pk:
        demand_say_over(person, actor=actor, now=now)
    found = person.outside_accounts.select_for_update(of=("self",)).filter(LIVE, pk=number)
    account = found.first()
    if account is None:
        raise LookupError(number)
    account.subject_index, account.subject_sealed, account.removed_at = "", None, now
    account.save(update_fields=["subject_index", "subject_sealed", "removed_at"])
    note_erased(account, "subject_index", "subject_sealed", "removed_at", now=now)
    _record("unlink", account, person, actor=actor, now=now)
    return account


def whose(provider: Provider, name: str, *, now: dt.datetime) -> Person | None:
    """The person to whom this account is linked, if she may sign in; the day of the use is noted."""
    accounts = OutsideAccount.objects.filter(LIVE, provider=provider.slug, person__is_active=True)
    index = index_of(provider, provider.plain(name))
    account = accounts.filter(subject_index=index).select_related("person__office").first()
    if account is None:
        return None
    OutsideAccount.objects.filter(pk=account.pk).update(used_on=timezone.localdate(now))
    return account.person


def index_of(provider: Provider, name: str) -> str:
    """By what an account is found again without its name being kept in clear."""
    return blind(f"{provider.within}\n{name}", f"sso:{provider.slug}")


def _record(
    act: str, account: OutsideAccount, person: Person, *, actor: Person | None, now: dt.datetime
) -> None:
    record(
        f"sso.{act}", actor=actor, obj=account, office=trail_office(person), label=person.name, now=now,
        changes={"provider": account.provider},
    )  # fmt: skip
