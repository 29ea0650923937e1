"""Every way into the product: each pattern of the resolver and each operation of the API, by method."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongjian.api.app import api
from gongjian.core.manifest import permissions
from tests.conformance.addresses import Address, all_addresses

METHODS = ("GET", "POST")
OPEN_TO_ALL = "public"


@dataclass(frozen=True)
class Route:
    """One method of one address; `guard` is what its view or operation says."""

    method: str
    path: str
    name: str
    guard: str
    converters: dict[str, Any] = field(compare=False)

    @property
    def id(self) -> str:
        """What the table knows it by."""
        return f"{self.method} /{self.path}"

    @property
    def door(self) -> str:
        """The guard in short: a permission, "signed in", "public", or "library" where a library guards itself."""
        return self.guard.partition(":")[0] if self.guard not in permissions() else self.guard

    @property
    def is_public(self) -> bool:
        """Whether nobody is refused at the door."""
        return self.door in (OPEN_TO_ALL, "library")

    @property
    def is_api(self) -> bool:
        """Whether programs call it."""
        return self.path.startswith("api/")


def all_routes() -> list[Route]:
    """Each once, in the order of their paths."""
    found = {route.id: route for address in all_addresses() for route in _of(address)}
    return sorted(found.values(), key=lambda one: (one.path, one.method))


def _of(address: Address) -> Iterator[Route]:
    operation = _operations().get(address.name)
    if operation is not None:
        methods, guard = operation
    elif address.foreign:
        methods, guard = ["GET"], "library: it tells nothing of the office's"
    else:
        methods, guard = [one for one in METHODS if one in address.view.methods], address.policy
    for method in methods:
        yield Route(method, address.route, address.name, guard, address.converters)


def _operations() -> dict[str, tuple[list[str], str]]:
    """By the name of its address: methods and guard of each operation of the API."""
    found = {}
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                name = view.url_name or operation.view_func.__name__
                guards = [str(guard.policy) for guard in operation.auth_callbacks]
                found[f"api:{name}"] = (list(operation.methods), guards[0] if guards else "")
    return found
