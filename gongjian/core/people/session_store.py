"""Sessions in the table that knows whose they are; the engine named in the settings."""

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from gongjian.core.compiled import Compiled
from gongjian.core.people.models import SignInSession

STARTED, DEVICE = "started_at", "device"


_IN_FORCE: Compiled[SignInSession] = Compiled(
    lambda key, now: SignInSession.objects.filter(session_key=key, expire_date__gt=now),
    key="the key",
    now=dt.datetime(1, 1, 1, tzinfo=dt.UTC),
)


class SessionStore(DatabaseStore):
    """Writes the person, the start and the device beside the session's data, so that a person can see and end it."""

    @classmethod
    def get_model_class(cls) -> type[SignInSession]:
        """Our own table."""
        return SignInSession

    seen_at: dt.datetime | None = None

    def _get_session_from_db(self) -> SignInSession | None:
        row = _IN_FORCE.first(key=self.session_key, now=timezone.now())
        if row is None:
            self._session_key = None
        self.seen_at = row.seen_at if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> SignInSession:
        """The row for this data; an anonymous session has no person."""
        row = super().create_model_instance(data)
        if not isinstance(row, SignInSession):
            raise TypeError("get_model_class() names the model")
        row.seen_at = timezone.now()
        row.device = str(data.get(DEVICE, ""))[:120]
        if person_id := data.get("_auth_user_id"):
            row.person_id = int(person_id)
        if started := data.get(STARTED):
            row.started_at = dt.datetime.fromisoformat(started)
        return row
