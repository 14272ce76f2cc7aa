"""Addresses of a payer's pages, below /<lang>/payments/."""

from django.urls import path

from marketplace.payments import views

app_name = "payments"

urlpatterns = [
    path("<uuid:order_id>/", views.choose, name="choose"),
    path("<uuid:order_id>/start/", views.start, name="start"),
    path("<uuid:order_id>/return/", views.come_back, name="return"),
    path("<uuid:order_id>/status/", views.status, name="status"),
    path("<uuid:order_id>/cancelled/", views.cancelled, name="cancelled"),
    path("<uuid:order_id>/transfer/", views.transfer, name="transfer"),
    path("<uuid:order_id>/invoice/", views.invoice, name="invoice"),
]
