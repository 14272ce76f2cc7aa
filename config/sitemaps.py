"""What search engines may find: robots.txt, sitemap.xml, and whom to tell of a hole (security.txt).

The map names only what is public and stands in nobody's own name: pages, supply, declared events. Certificates are
found by those who have their code. A demo wants to be found by nobody.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from wagtail.models import Page

from events.models import Event
from marketplace import clock
from marketplace.market.models import Listing
from marketplace.registry.models import CreditBatch, Project

HIDDEN = (
    "/api/",
    "/admin/",
    "/cms/",
    "/sandbox/",
    "/payments/",
    *(
        f"/*/{part}/"
        for part in (
            "account",
            "accounts",
            "orders",
            "payments",
            "quotes",
            "staff",
            "organizations",
        )
    ),
)
SECURITY_TXT_DAYS = 180


class InEveryLanguage(Sitemap):  # type: ignore[type-arg]
    """Pages that exist in all languages, each with its alternates."""

    i18n = True
    alternates = True
    x_default = True
    limit = 2_000


class Fixed(InEveryLanguage):
    """The site's own front doors."""

    names: ClassVar[tuple[str, ...]] = (
        "footprint:index",
        "footprint:factors",
        "footprint:factors_grid",
        "footprint:factors_gwp",
        "footprint:factors_differ",
        "footprint:factor_sets",
        "market:listings",
        "projects:index",
        "registry:index",
        "registry:log",
        "registry:status",
        "certificates:verify",
    )

    def items(self) -> Iterable[str]:
        return self.names

    def location(self, item: str) -> str:
        return reverse(item)


class Listings(InEveryLanguage):
    """What is for sale, paused or sold out; no draft."""

    def items(self) -> Any:
        return Listing.objects.exclude(status=Listing.Status.DRAFT).order_by("pk")

    def location(self, item: Listing) -> str:
        return reverse("market:listing", args=[item.public_id])


class Projects(InEveryLanguage):
    """Projects that have issued something."""

    def items(self) -> Any:
        return Project.objects.filter(batches__isnull=False).distinct().order_by("pk")

    def location(self, item: Project) -> str:
        return reverse("projects:project", args=[item.code])


class Batches(InEveryLanguage):
    """Every issued batch."""

    def items(self) -> Any:
        return CreditBatch.objects.order_by("pk")

    def location(self, item: CreditBatch) -> str:
        return reverse("registry:batch", args=[item.code])

    def lastmod(self, item: CreditBatch) -> datetime:
        return item.issued_at


class DeclaredEvents(InEveryLanguage):
    """Events whose organization has declared them neutral, and that are public."""

    def items(self) -> Any:
        declared = Event.objects.filter(declaration__isnull=False, plan_published_at__isnull=False)
        return declared.select_related("declaration").order_by("pk")

    def location(self, item: Event) -> str:
        return reverse("events:event", args=[item.public_id])

    def lastmod(self, item: Event) -> datetime:
        return item.declaration.declared_at


class Pages(Sitemap):  # type: ignore[type-arg]
    """Policies, news, case studies: each in the languages it is published in, none with a restriction."""

    limit = 2_000

    def items(self) -> list[Page]:
        pages = Page.objects.live().public().filter(depth__gt=1).order_by("path")
        return [page for page in pages.defer_streamfields() if page.get_url_parts()]

    def location(self, item: Page) -> str:
        return item.get_url_parts()[2]

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


SITEMAPS: dict[str, Any] = {
    "pages": Pages,
    "fixed": Fixed,
    "listings": Listings,
    "projects": Projects,
    "batches": Batches,
    "events": DeclaredEvents,
}


@cache_control(public=True, max_age=3600)
def site_map(request: HttpRequest) -> HttpResponse:
    """Answer /sitemap.xml."""
    return sitemap(request, sitemaps=SITEMAPS)


@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Answer /robots.txt: in the demo, nothing is for search engines."""
    lines = ["User-agent: *"]
    if settings.DEMO:
        lines.append("Disallow: /")
    else:
        lines += [f"Disallow: {path}" for path in HIDDEN]
        lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer /.well-known/security.txt (RFC 9116); 404 where the operator names no contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = clock.now() + timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
