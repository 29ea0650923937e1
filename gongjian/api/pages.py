"""The page that tells what the API offers, made from its own description."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongjian.api.app import api
from gongjian.core.manifest import manifests
from gongjian.core.people.guard import allow_signed_in


@allow_signed_in("tells what there is to call; each operation has a guard of its own", methods=("GET",))
def offers(request: HttpRequest) -> HttpResponse:
    """Every operation by its part: address, what it does, what it takes, what it answers."""
    schema = api.get_openapi_schema()
    return render(request, "web/api.html", {"parts": _parts(schema)})


def _parts(schema: Any) -> list[dict[str, Any]]:
    labels = {manifest.slug: manifest.label for manifest in manifests()}
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(schema, path, method, operation))
    return [
        {"slug": slug, "label": labels.get(slug, slug), "operations": operations}
        for slug, operations in found.items()
    ]


def _operation(schema: Any, path: str, method: str, operation: Any) -> dict[str, Any]:
    given = [
        {
            "name": one["name"],
            "where": one["in"],
            "type": _type(one["schema"]),
            "needed": one.get("required", False),
        }
        for one in operation.get("parameters", [])
    ]
    return {
        "path": path, "method": method.upper(), "name": operation["operationId"], "text": operation.get("description", ""),
        "given": given + _body(schema, operation), "answers": sorted(operation["responses"], key=str),
    }  # fmt: skip


def _body(schema: Any, operation: Any) -> list[dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {})
    for kind in content.values():
        name = kind["schema"].get("$ref", "").rpartition("/")[2]
        shape = schema["components"]["schemas"].get(name, kind["schema"])
        needed = shape.get("required", [])
        return [
            {"name": field, "where": "body", "type": _type(told), "needed": field in needed}
            for field, told in shape.get("properties", {}).items()
        ]
    return []


def _type(told: Any) -> str:
    """The type in one word, or several that are allowed."""
    if "anyOf" in told:
        return " / ".join(_type(one) for one in told["anyOf"])
    if "$ref" in told:
        return str(told["$ref"].rpartition("/")[2])
    if told.get("type") == "array":
        return f"[{_type(told.get('items', {}))}]"
    return str(told.get("format") or told.get("type", "any"))
