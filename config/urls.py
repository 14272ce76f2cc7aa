"""Every address of the site. Pages live below their language; machines' addresses do not."""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include as _include
from django.urls import path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.api import api


def _there(name):
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def include(name):  # temporary, until every app has its addresses
    if isinstance(name, str) and not _there(name):
        return _include([])
    return _include(name)


urlpatterns = [
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", RedirectView.as_view(url="/zh-hans/accounts/login/", query_string=True)),
]

if _there("config.health"):
    from config import health

    urlpatterns += [
        path("healthz", health.healthz, name="healthz"),
        path("readyz", health.readyz, name="readyz"),
    ]
if _there("marketplace.payments.webhook"):
    from marketplace.payments.webhook import stripe_webhook

    urlpatterns += [path("payments/stripe/webhook/", stripe_webhook, name="stripe_webhook")]
if _there("marketplace.registry.views"):
    from marketplace.registry.views import offline_checker

    urlpatterns += [path("check.py", offline_checker, name="offline_checker")]

if settings.DEMO and _there("config.sandbox.urls"):
    urlpatterns += [path("sandbox/", include("config.sandbox.urls"))]

urlpatterns += i18n_patterns(
    path("", include("look.urls")),
    path("", include("footprint.urls")),
    path("", include("marketplace.market.urls")),
    path("payments/", include("marketplace.payments.urls")),
    path("registry/", include("marketplace.registry.urls")),
    path("", include("marketplace.certificates.urls")),
    path("", include("events.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("staff/", include("accounts.staff_urls")),
    path("staff/finance/", include("marketplace.payments.staff_urls")),
    path("staff/registrar/", include("marketplace.registry.staff_urls")),
    path("", include(wagtail_urls)),
)
