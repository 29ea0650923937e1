"""How an act in the trail reads: the words of the manifests and of the flows, or its bare name if its module is gone."""

from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import flows, manifests

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    Words = str

CORE_ACTS: dict[str, Words] = {
    "areas.add": _("Added an area"),
    "areas.open_office": _("Opened an office"),
    "areas.rename": _("Renamed an area"),
    "areas.move": _("Moved an area"),
    "areas.close": _("Closed an area"),
    "areas.bring_list": _("Brought an official list"),
    "areas.tick_lines": _("Ticked lines of an official list"),
    "areas.apply_list": _("Applied an official list"),
    "areas.discard_list": _("Set an official list aside"),
    "areas.list_added": _("Added an area from an official list"),
    "areas.list_renamed": _("Renamed an area after an official list"),
    "areas.list_moved": _("Moved an area after an official list"),
    "areas.list_recoded": _("Gave an area a new official code"),
    "areas.list_gone": _("Closed an area after an official list"),
    "clock.add_limit": _("Entered a time limit"),
    "clock.add_duty": _("Entered a duty"),
    "clock.end_duty": _("Ended a duty"),
    "clock.set_day": _("Entered a special day"),
    "clock.take_back_day": _("Took a special day back"),
    "files.keep": _("Added a picture"),
    "files.set_public": _("Made a picture public, or took it back"),
    "ledgers.exported": _("Exported a ledger"),
    "measures.exported": _("Exported a number with its parts"),
    "orgs.add_unit": _("Added a unit"),
    "orgs.close_unit": _("Closed a unit"),
    "orgs.add_member": _("Put a person into a unit"),
    "orgs.end_membership": _("Took a person out of a unit"),
    "people.add_person": _("Added an account"),
    "people.give_role": _("Gave a role"),
    "people.end_role": _("Ended a role"),
    "people.disable_person": _("Disabled an account"),
    "people.enable_person": _("Enabled an account"),
    "people.set_leave": _("Entered a leave"),
    "people.end_leave": _("Ended a leave"),
    "people.change_password": _("Changed a password"),
    "people.first_password": _("Gave a new first password"),
    "people.sign_in": _("Began a session"),
    "people.sign_out_everywhere": _("Signed out everywhere"),
    "people.end_session": _("Ended a session"),
    "people.make_token": _("Made a token for a program"),
    "people.revoke_token": _("Revoked a token for a program"),
    "people.see_as": _("Began to see as another person"),
    "people.stop_seeing_as": _("Stopped seeing as another person"),
    "privacy.reveal": _("Looked at personal data in clear"),
}
ITEM_ACTS: dict[str, Words] = {
    "open": _("Opened a matter"),
    "note": _("Added a note"),
    "recategorise": _("Changed the category"),
    "set_fields": _("Filled in fields"),
    "ask_help": _("Asked somebody for help"),
    "answer_help": _("Answered a request for help"),
    "hand_over": _("Handed over to an outside unit"),
    "end_hand_over": _("Ended a hand-over"),
    "accept_hand_over": _("Accepted a hand-over"),
    "urge": _("Urged to act"),
    "answer_urging": _("Answered an urging"),
    "ask_extension": _("Asked for more time"),
    "ask_pause": _("Asked for a pause"),
    "grant_extension": _("Granted more time"),
    "refuse_extension": _("Refused more time"),
    "grant_pause": _("Granted a pause"),
    "refuse_pause": _("Refused a pause"),
    "resume": _("Let the clock run on"),
    "undo": _("Took a step back"),
    "change_handler": _("Changed the handler"),
}


def words_of_act(action: str) -> str:
    """The act in the reader's language; the bare name when nobody knows it."""
    known = _known()
    if action in known:
        return str(known[action])
    return str(ITEM_ACTS.get(action.partition(".")[2], action))


def packages() -> list[tuple[str, Words]]:
    """What the trail can be narrowed to: the name that stands before the dot, and its words."""
    found = {manifest.slug: manifest.label for manifest in manifests()}
    found |= {"privacy": _("Personal data"), "ledgers": _("Ledgers")}
    return list(found.items())


@cache
def _known() -> dict[str, Words]:
    found = dict(CORE_ACTS)
    for manifest in manifests():
        found |= {f"{manifest.slug}.{act}": words for act, words in manifest.acts.items()}
    for flow in flows().values():
        found |= {f"{flow.app}.{move.name}": move.label for move in flow.moves}
    return found
