"""One letter by SMTP, and what became of it: taken, to be tried again, or not; honest about what nobody knows."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from gongjian.core.notices.models import Delivery


class Unsent(Exception):
    """A message was not taken. `again`: it may be later; `maybe`: it was handed over, and may have been taken all the
    same; `all_wait`: the way itself is closed, so nothing else needs to be tried now."""

    def __init__(
        self, why: str, *, again: bool, maybe: bool = False, all_wait: bool = False, after: float = 0.0
    ) -> None:
        super().__init__(why)
        self.again, self.maybe, self.all_wait, self.after = again, maybe, all_wait, after


class Postman:
    """Keeps one connection to the mail server open over several letters."""

    def __init__(self) -> None:
        self.backend: EmailBackend | None = None

    def open(self) -> EmailBackend:
        """The open connection. Raises Unsent when there is no way to the server, or it does not let us in."""
        if self.backend is None:
            backend = EmailBackend()
            try:
                backend.open()
            except (OSError, smtplib.SMTPException) as error:
                raise Unsent(_told(error), again=True, all_wait=True) from error
            self.backend = backend
        return self.backend

    def send(self, letter: Delivery, *, to: str) -> None:
        """Hand one letter over. Raises Unsent."""
        backend = self.open()
        try:
            backend.send_messages([_message(letter, to=to)])
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise _unsent(error, to=to) from error

    def close(self) -> None:
        """End the connection, however it stands."""
        backend, self.backend = self.backend, None
        if backend is not None:
            try:
                backend.close()
            except (OSError, smtplib.SMTPException):
                return


@contextmanager
def postman() -> Iterator[Postman]:
    """A postman whose connection is closed at the end."""
    found = Postman()
    try:
        yield found
    finally:
        found.close()


def _message(letter: Delivery, *, to: str) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "gongjian"
    headers = {"Message-ID": f"<{letter.message}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)


def _unsent(error: Exception, *, to: str) -> Unsent:
    """An answer of the server is certain; silence, or a line that broke, is not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return Unsent(_answer(code, words, to=to), again=code < 500)
    if isinstance(error, smtplib.SMTPResponseException):
        return Unsent(_answer(error.smtp_code, error.smtp_error, to=to), again=error.smtp_code < 500)
    return Unsent(_told(error).replace(to, "…"), again=True, maybe=True)


def _answer(code: int, words: bytes | str, *, to: str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}".replace(to, "…")


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
