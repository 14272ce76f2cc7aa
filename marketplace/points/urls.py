"""Addresses of points, below /<lang>/."""

from django.urls import path

from marketplace.points import views

app_name = "points"

urlpatterns = [
    path("points/", views.rules, name="rules"),
    path("points/sample.csv", views.sample, name="sample"),
    path("account/points/", views.account, name="account"),
    path("account/points/redeem/", views.redeem, name="redeem"),
    path("account/points/export.csv", views.export, name="export"),
    path("account/points/consents/<int:pk>/give/", views.consent, name="consent"),
    path("account/points/consents/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("organizations/<uuid:organization_id>/points/", views.operator, name="operator"),
]
