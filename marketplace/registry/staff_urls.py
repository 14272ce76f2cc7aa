"""Addresses of the registrars' queue, below /<lang>/staff/registrar/."""

from django.urls import path

from marketplace.registry import staff_import_views as imports
from marketplace.registry import staff_views as views
from marketplace.registry import staff_withdrawal_views as withdrawals

app_name = "registrar"

urlpatterns = [
    path("", views.index, name="index"),
    path("issuances/new/", views.new_issuance, name="new_issuance"),
    path("issuances/approve/", views.approve_selected, name="approve_selected"),
    path("issuances/<uuid:public_id>/", views.issuance, name="issuance"),
    path("issuances/<uuid:public_id>/approve/", views.approve, name="approve"),
    path("issuances/<uuid:public_id>/refuse/", views.refuse, name="refuse"),
    path("issuances/<uuid:public_id>/check/", views.check, name="check"),
    path("evidence/<slug:sha256>/", views.evidence_file, name="evidence"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/template/", imports.import_template, name="import_template"),
    path("imports/<uuid:public_id>/", imports.block_import, name="import"),
    path("imports/<uuid:public_id>/send/", imports.send_import, name="send_import"),
    path("imports/<uuid:public_id>/discard/", imports.discard_import, name="discard_import"),
    path("imports/<uuid:public_id>/wrong/", imports.wrong_rows, name="wrong_rows"),
    path("withdrawals/", withdrawals.withdrawals, name="withdrawals"),
    path("withdrawals/collect/<slug:code>/", withdrawals.collect, name="collect"),
    path("withdrawals/<int:pk>/", withdrawals.withdrawal, name="withdrawal"),
    path(
        "withdrawals/<int:pk>/request/", withdrawals.request_withdrawal, name="request_withdrawal"
    ),
    path(
        "withdrawals/<int:pk>/refused/", withdrawals.refused_withdrawal, name="refused_withdrawal"
    ),
    path("withdrawals/<int:pk>/good/", withdrawals.make_good, name="make_good"),
    path("withdrawals/<slug:code>/", withdrawals.application, name="application"),
    path("withdrawals/<slug:code>/file/", withdrawals.application_file, name="application_file"),
]
