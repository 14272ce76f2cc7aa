"""Addresses of the portfolios' desk, below /<lang>/staff/portfolios/; editors and registrars each have a way in."""

from django.urls import path

from marketplace.market.portfolios import staff_views as views

app_name = "portfolio_staff"

urlpatterns = [
    path("", views.index, name="index"),
    path("registrar/", views.index, name="for_registrars"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.portfolio, name="portfolio"),
]
