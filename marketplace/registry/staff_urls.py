"""Addresses of the registrars' queue, below /<lang>/staff/registrar/."""

from django.urls import path

from marketplace.registry import staff_views as views

app_name = "registrar"

urlpatterns = [
    path("", views.index, name="index"),
    path("issuances/new/", views.new_issuance, name="new_issuance"),
    path("issuances/<uuid:public_id>/", views.issuance, name="issuance"),
    path("issuances/<uuid:public_id>/approve/", views.approve, name="approve"),
    path("issuances/<uuid:public_id>/refuse/", views.refuse, name="refuse"),
    path("withdrawals/<int:pk>/", views.withdrawal, name="withdrawal"),
    path("withdrawals/<int:pk>/request/", views.request_withdrawal, name="request_withdrawal"),
    path("withdrawals/<int:pk>/refused/", views.refused_withdrawal, name="refused_withdrawal"),
]
