"""The API object: routers of core and of every module, and errors in the same words as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from ninja import NinjaAPI

from gongjian.core.manifest import manifests
from gongjian.core.refusal import Refused


def build() -> NinjaAPI:
    """An API with every manifest's router under its slug."""
    made = NinjaAPI(title="Gongjian", version="1", docs_url=None, urls_namespace="api")
    for manifest in manifests():
        if manifest.api:
            made.add_router(f"/{manifest.slug}/", import_string(manifest.api), tags=[manifest.slug])
    made.add_exception_handler(Refused, _refused)
    made.add_exception_handler(Http404, _missing)
    return made


def _refused(request: HttpRequest, refused: Any) -> HttpResponse:
    body = {"reason": str(refused.reason), "field": refused.field, "code": refused.code}
    return api.create_response(request, body, status=409)


def _missing(request: HttpRequest, missing: Any) -> HttpResponse:
    body = {"reason": "There is nothing at this address, or nothing that you may see.", "field": "", "code": "missing"}
    return api.create_response(request, body, status=404)


api = build()
