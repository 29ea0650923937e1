"""The one readable table: which role may do what, as the manifests declare it."""

from dataclasses import dataclass
from typing import Any

from gongjian.core.manifest import manifests
from gongjian.core.people.roles import Role


@dataclass(frozen=True, slots=True)
class Line:
    """One permission in words, and per role preset whether it is granted."""

    name: str
    label: Any
    granted: list[tuple[Any, bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """The permissions of one module."""

    label: Any
    lines: list[Line]


def roles() -> list[Any]:
    """The role presets in words, in the order of the columns."""
    return [role.label for role in Role]


def parts() -> list[Part]:
    """Every module that declares permissions, in the product's own order."""
    return [
        Part(module.label, [_line(permission) for permission in module.permissions])
        for module in manifests()
        if module.permissions
    ]


def _line(permission: Any) -> Line:
    granted = [(role.label, role.value in permission.roles) for role in Role]
    return Line(permission.name, permission.label, granted)
