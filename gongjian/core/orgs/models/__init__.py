"""Nouns of the organisations: units, who belongs to them, posts with their terms, who was appointed from elsewhere."""

from gongjian.core.orgs.models.post import Appointment, AppointmentKind, Post, Term, TermKind
from gongjian.core.orgs.models.unit import OUTSIDE, PARTY, Membership, Unit, UnitKind, UnitQuerySet

__all__ = [
    "OUTSIDE",
    "PARTY",
    "Appointment",
    "AppointmentKind",
    "Membership",
    "Post",
    "Term",
    "TermKind",
    "Unit",
    "UnitKind",
    "UnitQuerySet",
]
