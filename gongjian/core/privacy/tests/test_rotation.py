from uuid import uuid4

import pytest
from django.db import connection, models

from gongjian.core.privacy import rotation, seal, unseal
from gongjian.core.privacy.keys import add_field_key
from gongjian.core.privacy.rotation import rotate
from gongjian.core.privacy.sealing import key_number


class Contact(models.Model):
    """A table of this test alone."""

    uid = models.UUIDField(default=uuid4)
    phone_sealed = models.BinaryField(null=True)

    class Meta:
        app_label = "privacy"
        managed = False
        db_table = "privacy_trial_contact"


@pytest.fixture
def contacts(db: None, settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    settings.KEYS = tmp_path / "keys"
    monkeypatch.setattr(rotation, "sealed_columns", lambda: [(Contact, "phone_sealed")])
    monkeypatch.setattr(rotation, "CHUNK", 10)
    with connection.schema_editor(atomic=False) if connection.vendor == "postgresql" else _sqlite() as editor:
        editor.create_model(Contact)
    for number in range(35):
        row = Contact()
        row.phone_sealed = seal(row, "phone", f"138{number:08}") if number % 7 else None
        row.save()


def _sqlite():  # type: ignore[no-untyped-def]
    """Inside a test's transaction, SQLite's own schema editor would ask for it to end."""
    from contextlib import nullcontext

    from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

    editor = DatabaseSchemaEditor(connection, atomic=False)
    editor.deferred_sql = []
    return nullcontext(editor)


def under(number: int) -> int:
    rows = Contact.objects.exclude(phone_sealed=None)
    return sum(key_number(bytes(row.phone_sealed)) == number for row in rows)


def test_every_value_comes_under_the_newest_key_and_reads_as_before(contacts: None) -> None:
    add_field_key()
    assert rotate() == 30
    assert (under(1), under(2)) == (0, 30)
    told = {unseal(row, "phone") for row in Contact.objects.exclude(phone_sealed=None)}
    assert told == {f"138{number:08}" for number in range(35) if number % 7}
    assert rotate() == 0


def test_a_change_of_keys_that_was_cut_short_is_taken_up_where_it_stood(contacts: None) -> None:
    add_field_key()
    seen: list[int] = []

    def stop(count: int) -> None:
        seen.append(count)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(progress=stop)
    assert under(2) == sum(seen) < 30
    assert rotate() == 30 - sum(seen)
    assert under(1) == 0


def test_a_value_entered_meanwhile_is_not_overwritten(
    contacts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_field_key()
    reseal = rotation.seal

    def slow(row: Contact, name: str, text: str) -> bytes | None:
        fresh = Contact.objects.get(pk=row.pk)
        Contact.objects.filter(pk=row.pk).update(phone_sealed=reseal(fresh, "phone", "new"))
        return reseal(row, name, text)

    monkeypatch.setattr(rotation, "seal", slow)
    assert rotate() == 0
    assert {unseal(row, "phone") for row in Contact.objects.exclude(phone_sealed=None)} == {"new"}
