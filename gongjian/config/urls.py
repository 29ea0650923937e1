"""All addresses: core packages by name, modules by their manifests."""

from django.urls import URLPattern, URLResolver, include, path

from gongjian.api.app import api
from gongjian.api.pages import offers
from gongjian.core.manifest import modules

CORE_ADDRESSES = {
    "account/": "gongjian.core.people.account_urls",
    "account/sign-in/": "gongjian.core.factors.door_urls",
    "account/sso/": "gongjian.core.sso.urls",
    "account/protection/": "gongjian.core.factors.urls",
    "account/calendar/": "gongjian.core.feeds.urls",
    "desk/areas/": "gongjian.core.areas.urls",
    "desk/orgs/": "gongjian.core.orgs.urls",
    "desk/invites/": "gongjian.core.invites.urls",
    "desk/asking/": "gongjian.core.asking.urls",
    "desk/people/": "gongjian.core.people.urls",
    "desk/sso/": "gongjian.core.sso.desk_urls",
    "desk/protection/": "gongjian.core.factors.desk_urls",
    "desk/trail/": "gongjian.core.trail.urls",
    "desk/clock/": "gongjian.core.clock.urls",
    "desk/notices/": "gongjian.core.notices.urls",
    "desk/jobs/": "gongjian.core.jobs.urls",
    "desk/backups/": "gongjian.core.backup.urls",
    "desk/intake/": "gongjian.core.intake.urls",
    "desk/search/": "gongjian.core.search.urls",
    "desk/fields/": "gongjian.core.fields.urls",
    "desk/bulk/": "gongjian.core.bulk.urls",
    "desk/lists/": "gongjian.core.ledgers.urls",
    "desk/papers/": "gongjian.core.papers.urls",
    "desk/links/": "gongjian.core.links.urls",
    "desk/publicity/": "gongjian.core.publicity.urls",
    "public/": "gongjian.core.publicity.public_urls",
    "desk/measures/": "gongjian.core.measures.urls",
    "desk/": "gongjian.core.items.urls",
    "files/": "gongjian.core.files.urls",
    "draws/": "gongjian.core.asking.public_urls",
    "p/": "gongjian.core.invites.public_urls",
    "areas/": "gongjian.core.areas.public_urls",
    "": "gongjian.web.urls",
}


def addresses() -> list[URLPattern | URLResolver]:
    """Modules first, so that their own folder under /desk/ wins over the items' pages."""
    found: list[URLPattern | URLResolver] = []
    for module in modules():
        if module.urls:
            found.append(path(f"desk/{module.slug}/", include(module.urls)))
        if module.public_urls:
            found.append(path(f"{module.public_prefix}/", include(module.public_urls)))
    found.append(path("api/v1/", api.urls))
    found.append(path("account/api/", offers, name="api_offers"))
    found += [path(prefix, include(urls)) for prefix, urls in CORE_ADDRESSES.items()]
    return found


urlpatterns = addresses()
handler400 = "gongjian.web.errors.bad_request"
handler403 = "gongjian.web.errors.permission_denied"
handler404 = "gongjian.web.errors.page_not_found"
handler500 = "gongjian.web.errors.server_error"
