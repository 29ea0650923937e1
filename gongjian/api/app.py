"""The API object: routers of core and of every module, and errors in the same words as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from ninja import NinjaAPI
from ninja.parser import Parser

from gongjian.core.manifest import manifests
from gongjian.core.people.api_guard import NOTHING_HERE
from gongjian.core.refusal import Refused


class _Reader(Parser):
    """Reads JSON; the null character, which no text holds and PostgreSQL cannot keep, is taken out."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's values."""
        return without_nulls(super().parse_body(request))


def without_nulls(value: Any) -> Any:
    """The same value, every text in it without null characters."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [without_nulls(one) for one in value]
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items()}
    return value


def build() -> NinjaAPI:
    """An API with every manifest's router under its slug."""
    made = NinjaAPI(title="Gongjian", version="1", docs_url=None, urls_namespace="api", parser=_Reader())
    for manifest in manifests():
        if manifest.api:
            made.add_router(
                f"/{manifest.api_prefix or manifest.slug}/", import_string(manifest.api), tags=[manifest.slug]
            )
    made.add_exception_handler(Refused, _refused)
    made.add_exception_handler(Http404, _missing)
    return made


def _refused(request: HttpRequest, refused: Any) -> HttpResponse:
    body = {"reason": str(refused.reason), "field": refused.field, "code": refused.code}
    return api.create_response(request, body, status=403 if refused.code == "not_allowed" else 409)


def _missing(request: HttpRequest, missing: Any) -> HttpResponse:
    body = {
        "reason": str(NOTHING_HERE),
        "field": "",
        "code": "missing",
    }
    return api.create_response(request, body, status=404)


api = build()
