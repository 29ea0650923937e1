"""The token of a private link, known only to whoever has the link or the installation's keys."""

from django.urls import reverse

from gongjian.core.invites.models import Invite
from gongjian.core.privacy.sealing import blind


def token_of(invite: Invite) -> str:
    """256 bits from the link's random uid under the installation's key: the data alone does not give it."""
    return blind(str(invite.uid), "invites.link")


def address_of(invite: Invite) -> str:
    """The private address, without the host."""
    return reverse("invites_public:open", args=[token_of(invite)])
