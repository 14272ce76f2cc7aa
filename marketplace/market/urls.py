"""Addresses of the market, below the page's language."""

from django.urls import path

from marketplace.market import (
    basket_views,
    gift_views,
    holding_views,
    order_views,
    request_views,
    sale_views,
    statement_views,
    transfer_views,
    views,
)
from marketplace.market.finding import comparing_views, price_views
from marketplace.market.finding import views as finding_views
from marketplace.market.portfolios import views as portfolio_views

app_name = "market"

_SALES = "account/sales/<uuid:organization_id>/"

urlpatterns = [
    path("listings/", finding_views.listings, name="listings"),
    path("listings/compare/", comparing_views.compare, name="compare"),
    path("listings/prices/", price_views.prices, name="prices"),
    path("listings/plan/", views.plan, name="plan"),
    path("listings/reserve/", views.reserve, name="reserve"),
    path("listings/<uuid:public_id>/", views.listing, name="listing"),
    path("portfolios/", portfolio_views.portfolios, name="portfolios"),
    path("portfolios/<slug:slug>/", portfolio_views.portfolio, name="portfolio"),
    path("basket/", basket_views.show, name="basket"),
    path("basket/put/", basket_views.put, name="basket_put"),
    path("basket/change/", basket_views.change, name="basket_change"),
    path("basket/reserve/", basket_views.reserve, name="basket_reserve"),
    path("quotes/", basket_views.reservations, name="reservations"),
    path("quotes/<uuid:public_id>/", order_views.quote, name="quote"),
    path("quotes/<uuid:public_id>/release/", order_views.quote_release, name="quote_release"),
    path("orders/", order_views.orders, name="orders"),
    path("orders/<uuid:public_id>/", order_views.order, name="order"),
    path("orders/<uuid:public_id>/approve/", order_views.order_approve, name="order_approve"),
    path("orders/<uuid:public_id>/cancel/", order_views.order_cancel, name="order_cancel"),
    path("gifts/<str:token>/", gift_views.show, name="gift"),
    path("gifts/<str:token>/keep/", gift_views.keep, name="gift_keep"),
    path("account/holdings/", holding_views.holdings, name="holdings"),
    path("account/holdings/statement/", statement_views.statement, name="statement"),
    path("account/holdings/transfer/", transfer_views.new, name="transfer_new"),
    path("account/retirements/<uuid:public_id>/", request_views.show, name="retirement_request"),
    path(
        "account/retirements/<uuid:public_id>/answer/",
        request_views.answer,
        name="retirement_request_answer",
    ),
    path("account/transfers/", transfer_views.index, name="transfers"),
    path("account/transfers/<uuid:public_id>/", transfer_views.show, name="transfer"),
    path(
        "account/transfers/<uuid:public_id>/answer/", transfer_views.answer, name="transfer_answer"
    ),
    path("account/holdings/retire/", holding_views.retire, name="retire"),
    path("account/sales/", sale_views.desk, name="sales"),
    path(_SALES + "new/<slug:batch>/", sale_views.new, name="sale_new"),
    path(_SALES + "steps/<uuid:public_id>/<slug:verb>/", sale_views.step, name="sale_step"),
    path(_SALES + "<uuid:public_id>/", sale_views.listing, name="sale"),
    path(_SALES + "<uuid:public_id>/edit/", sale_views.edit, name="sale_edit"),
    path(_SALES + "<uuid:public_id>/discard/", sale_views.discard, name="sale_discard"),
    path(_SALES + "<uuid:public_id>/price/", sale_views.price, name="sale_price"),
    path(_SALES + "<uuid:public_id>/renew/", sale_views.renew, name="sale_renew"),
    path(_SALES + "<uuid:public_id>/<slug:verb>/", sale_views.act, name="sale_act"),
]
