"""Every address of the site. Pages live below their language; machines' addresses do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import health, problem_types, sitemaps
from config.api import api
from look import views as look_views
from marketplace.payments.webhook import stripe_webhook
from marketplace.registry.views import offline_checker

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", api.urls),
    path("payments/stripe/webhook/", stripe_webhook, name="stripe_webhook"),
    path("favicon.ico", look_views.favicon, name="favicon"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.site_map, name="sitemap"),
    path(".well-known/security.txt", sitemaps.security_txt, name="security_txt"),
    path("problems/", problem_types.lead, name="problems_lead"),
    path("problems/<slug:code>", problem_types.lead, name="problem_lead"),
    path("check.py", offline_checker, name="offline_checker"),
    path("embed/", include("marketplace.certificates.embed_urls")),
    path("admin/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", RedirectView.as_view(url="/zh-hans/accounts/login/", query_string=True)),
]

if settings.DEMO:
    urlpatterns += [path("sandbox/", include("config.sandbox.urls"))]

urlpatterns += i18n_patterns(
    path("", include("look.urls")),
    path("problems/", problem_types.index, name="problems"),
    path("problems/<slug:code>/", problem_types.page, name="problem"),
    path("", include("footprint.urls")),
    path("", include("marketplace.market.urls")),
    path("payments/", include("marketplace.payments.urls")),
    path("registry/", include("marketplace.registry.urls")),
    path("account/issuances/", include("marketplace.registry.application_urls")),
    path("opendata/", include("marketplace.registry.opendata.urls")),
    path("", include("marketplace.certificates.urls")),
    path("", include("marketplace.methodologies.urls")),
    path("", include("marketplace.projects.urls")),
    path("", include("marketplace.points.urls")),
    path("", include("marketplace.supervision.urls")),
    path("", include("events.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("staff/", include("accounts.staff_urls")),
    path("staff/finance/", include("marketplace.payments.staff_urls")),
    path("staff/registrar/", include("marketplace.registry.staff_urls")),
    path("staff/certificates/", include("marketplace.certificates.staff_urls")),
    path("staff/portfolios/", include("marketplace.market.portfolios.staff_urls")),
    path("staff/methodologies/", include("marketplace.methodologies.staff_urls")),
    path("staff/projects/", include("marketplace.projects.staff_urls")),
    path("staff/points/", include("marketplace.points.staff_urls")),
    path("staff/supervision/", include("marketplace.supervision.staff_urls")),
    path("", include(wagtail_urls)),
)
