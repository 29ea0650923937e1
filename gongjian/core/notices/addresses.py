"""A person's e-mail address: kept sealed, and used only after she has opened a letter that was sent to it."""

import datetime as dt
import secrets

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.notices.models import Delivery, Preference
from gongjian.core.notices.outbox import is_mail_set_up
from gongjian.core.notices.wording import letter, site_link
from gongjian.core.people.authority import trail_office
from gongjian.core.people.buckets import Rate, take
from gongjian.core.people.models import Person
from gongjian.core.privacy import blind, seal, unseal
from gongjian.core.privacy.erasing import erase, note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

LONGEST_ADDRESS = 254
SALT = "gongjian.notices.address"
VALID = dt.timedelta(days=3)
LETTERS = Rate("confirm-letter", 5, dt.timedelta(hours=1))


def preference_of(person: Person) -> Preference:
    """The person's preferences as they stand; those of somebody who chose nothing are not kept yet."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def locked_preference(person: Person) -> Preference:
    """The person's preferences, made on first use and locked until the transaction ends."""
    Preference.objects.bulk_create([Preference(person=person)], ignore_conflicts=True)
    return Preference.objects.select_for_update().get(person=person)


@transaction.atomic
def set_address(person: Person, *, address: str, now: dt.datetime) -> Preference:
    """Keep a new address and send the letter that asks to confirm it. Raises Refused for what is no address."""
    address = address.strip()
    if not is_mail_set_up():
        raise Refused(_("This installation sends no e-mail yet. Ask your administrator."), field="address")
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(
            _("This is no e-mail address. Write it like name@example.cn."), field="address"
        ) from error
    if len(address) > LONGEST_ADDRESS:
        raise Refused(_("This address is too long."), field="address")
    take(LETTERS, subject=str(person.pk), now=now)
    wish = locked_preference(person)
    wish.address_sealed, wish.confirmed_at = seal(wish, "address", address), None
    wish.save(update_fields=["address_sealed", "confirmed_at"])
    Delivery.objects.create(
        office=person.office, person=person, kind="confirm", cause=f"confirm:{secrets.token_hex(8)}",
        subject=_("Confirm your e-mail address"), made_at=now, next_at=now,
    )  # fmt: skip
    _record("notices.set_address", wish, now=now)
    return wish


@transaction.atomic
def remove_address(person: Person, *, now: dt.datetime) -> Preference:
    """Forget the address; nothing is sent by e-mail any more."""
    wish = locked_preference(person)
    wish.address_sealed, wish.confirmed_at = None, None
    wish.save(update_fields=["address_sealed", "confirmed_at"])
    note_erased(wish, "address_sealed", "confirmed_at", now=now)
    _record("notices.remove_address", wish, now=now)
    return wish


def token_of(wish: Preference) -> str:
    """What proves that somebody reads the letters at the present address; signed, good for three days."""
    known = blind(unseal(wish, "address").lower(), SALT)[:32]
    return signing.dumps([str(wish.uid), known], salt=SALT)


def confirm_letter(wish: Preference) -> str:
    """The letter with the link. It is made when it is sent, so that the link stands nowhere else."""
    link = site_link(reverse("notices:confirm", args=[token_of(wish)]))
    told = _(
        "Somebody entered this address in Gongjian to be told there by e-mail. If it was you, open this page:"
    )
    return letter([told, link, _("If it was not you, do nothing: no further letter will come.")])


@transaction.atomic
def confirm_address(token: str, *, now: dt.datetime) -> Preference:
    """Note that the address is hers. Raises Refused for a link that is damaged, too old or of an earlier address."""
    try:
        uid, known = signing.loads(token, salt=SALT, max_age=VALID)
        wish = Preference.objects.select_for_update(of=("self",)).select_related("person").get(uid=uid)
    except (signing.BadSignature, ValueError, TypeError, Preference.DoesNotExist) as error:
        raise Refused(
            _("This link is damaged or older than three days. Enter the address once more.")
        ) from error
    if not wish.address_sealed or blind(unseal(wish, "address").lower(), SALT)[:32] != known:
        raise Refused(_("Another address has been entered since. Open the newest letter."))
    if wish.confirmed_at is None:
        wish.confirmed_at = wish.digest_at = wish.weekly_at = now
        wish.save(update_fields=["confirmed_at", "digest_at", "weekly_at"])
        _record("notices.confirm_address", wish, now=now)
    return wish


def masked(address: str) -> str:
    """The address as the page shows it: z***@example.cn."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


@transaction.atomic
def forget_addresses(now: dt.datetime) -> int:
    """Destroy the addresses of people whose accounts are disabled; returns how many."""
    gone = Preference.objects.filter(person__is_active=False, address_sealed__isnull=False)
    return erase(gone, now=now, address_sealed=None, confirmed_at=None)


def _record(action: str, wish: Preference, *, now: dt.datetime) -> None:
    person = wish.person
    office = trail_office(person)
    record(action, actor=person, obj=wish, office=office, label=person.name, now=now)
