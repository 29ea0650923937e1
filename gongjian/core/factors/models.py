"""What protects a person's sign-in beside her password, and from when on an office demands it."""

import uuid

from django.db import models
from django.db.models import Q

LIVE = Q(removed_at__isnull=True)


class Authenticator(models.Model):
    """An authenticator app. It counts once its first code was typed; `last_step` is the newest step whose code was taken.

    The secret is sealed, and destroyed with the app's removal.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="authenticators")
    secret_sealed = models.BinaryField(null=True)
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=LIVE, name="one_live_authenticator")
        ]

    def __str__(self) -> str:
        return str(self.person)


class Passkey(models.Model):
    """A key pair in a phone, a computer or a security key. Kept is the public half, which opens nothing.

    `counter` is the authenticator's own count of uses, 0 where it keeps none.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=40)
    credential_id = models.CharField(max_length=1400, unique=True)
    public_data = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("made_at", "id")
        indexes = [models.Index(fields=["person", "removed_at"], name="passkey_of_person")]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper for the day on which the phone is lost. Kept is a keyed digest; each code opens once."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="one_recovery_code")]

    def __str__(self) -> str:
        return str(self.person)


class FactorRule(models.Model):
    """From which day on an office's staff need a second step to sign in; no day: it is everybody's own choice."""

    office = models.OneToOneField("areas.Area", models.PROTECT, related_name="factor_rule")
    required_from = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.office)
