"""Addresses of the market, below the page's language."""

from django.urls import path

from marketplace.market import holding_views, order_views, views
from marketplace.market.finding import comparing_views, price_views
from marketplace.market.finding import views as finding_views
from marketplace.market.portfolios import views as portfolio_views

app_name = "market"

urlpatterns = [
    path("listings/", finding_views.listings, name="listings"),
    path("listings/compare/", comparing_views.compare, name="compare"),
    path("listings/prices/", price_views.prices, name="prices"),
    path("listings/plan/", views.plan, name="plan"),
    path("listings/reserve/", views.reserve, name="reserve"),
    path("listings/<uuid:public_id>/", views.listing, name="listing"),
    path("portfolios/", portfolio_views.portfolios, name="portfolios"),
    path("portfolios/<slug:slug>/", portfolio_views.portfolio, name="portfolio"),
    path("projects/<slug:code>/", views.project, name="project"),
    path("quotes/<uuid:public_id>/", order_views.quote, name="quote"),
    path("quotes/<uuid:public_id>/release/", order_views.quote_release, name="quote_release"),
    path("orders/", order_views.orders, name="orders"),
    path("orders/<uuid:public_id>/", order_views.order, name="order"),
    path("orders/<uuid:public_id>/approve/", order_views.order_approve, name="order_approve"),
    path("orders/<uuid:public_id>/cancel/", order_views.order_cancel, name="order_cancel"),
    path("account/holdings/", holding_views.holdings, name="holdings"),
    path("account/holdings/retire/", holding_views.retire, name="retire"),
]
