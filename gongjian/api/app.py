"""The API object: routers of core and of every module, and errors in the same words as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from gongjian.core.items.api import Failure, Refusal
from gongjian.core.manifest import manifests
from gongjian.core.people.api_guard import NOTHING_HERE
from gongjian.core.refusal import Refused

STATUS = {"not_allowed": 403, "changed": 412}
"""How refusals are told apart for programs; every other one is 409."""


class _Reader(Parser):
    """Reads JSON; the null character, which no text holds and PostgreSQL cannot keep, is taken out. The header
    `Idempotency-Key` stands for `once` where the body says none."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's values."""
        given = without_nulls(super().parse_body(request))
        key = request.headers.get("Idempotency-Key", "")
        return {"once": key} | given if key and isinstance(given, dict) else given


def without_nulls(value: Any) -> Any:
    """The same value, every text in it without null characters."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [without_nulls(one) for one in value]
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items()}
    return value


ALWAYS = {
    400: ("Refusal", "The body could not be read as JSON"),
    401: ("Failure", "Nobody is signed in, and no token in force was shown"),
    403: ("Refusal", "Not yours to do"),
    404: ("Refusal", "Not there, or not for you"),
    409: ("Refusal", "Refused, with the reason in words"),
    422: ("Refusal", "Not understood: `field` names what"),
    503: (
        "Refusal",
        "The database does not answer: send the same again, with the same key, after `Retry-After` seconds",
    ),
    507: ("Refusal", "No room left on the server's disk; nothing was changed"),
}
"""What any operation may answer beside its own; told here once, so that no operation can forget it."""


class _Api(NinjaAPI):
    """Describes the answers that every operation shares."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, every operation with the refusals of `ALWAYS`."""
        schema = super().get_openapi_schema(**options)
        for shape in (Failure, Refusal):
            schema["components"]["schemas"].setdefault(shape.__name__, shape.model_json_schema())
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, (shape, words) in ALWAYS.items():
                    operation["responses"].setdefault(status, _answer(shape, words))
        return schema


def _answer(shape: str, words: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    return {"description": words, "content": content}


def build() -> NinjaAPI:
    """An API with every manifest's router under its slug."""
    made = _Api(title="Gongjian", version="1", docs_url=None, urls_namespace="api", parser=_Reader())
    for manifest in manifests():
        if manifest.api:
            made.add_router(
                f"/{manifest.api_prefix or manifest.slug}/", import_string(manifest.api), tags=[manifest.slug]
            )
    made.add_exception_handler(Refused, _refused)
    made.add_exception_handler(Http404, _missing)
    made.add_exception_handler(ValidationError, _not_understood)
    made.add_exception_handler(HttpError, _unreadable)
    return made


def _refused(request: HttpRequest, refused: Any) -> HttpResponse:
    body = {"reason": str(refused.reason), "field": refused.field, "code": refused.code}
    return api.create_response(request, body, status=STATUS.get(refused.code, 409))


def _not_understood(request: HttpRequest, error: Any) -> HttpResponse:
    """The first thing that did not fit, by its name; `code` is that of its kind ("int_parsing", "missing")."""
    first = error.errors[0] if error.errors else {}
    field = next((str(part) for part in reversed(first.get("loc", ())) if isinstance(part, str)), "")
    words = _("“%(field)s” is missing or not of the kind that the description asks for.") % {
        "field": field[:60]
    }
    return api.create_response(
        request, {"reason": words, "field": field, "code": str(first.get("type", "unreadable"))}, status=422
    )


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """What stops a call before its operation: a body that is no JSON, or a session without the mark against foreign sites."""
    unreadable = error.status_code == 400
    words = (
        _("The request could not be read.")
        if unreadable
        else _("Send the token against foreign sites, or a token of yours.")
    )
    body = {"reason": words, "field": "", "code": "unreadable" if unreadable else "not_allowed"}
    return api.create_response(request, body, status=error.status_code)


def _missing(request: HttpRequest, missing: Any) -> HttpResponse:
    body = {
        "reason": str(NOTHING_HERE),
        "field": "",
        "code": "missing",
    }
    return api.create_response(request, body, status=404)


api = build()
