"""Addresses of the public lists and of the log's pages, below /<lang>/registry/; names in ``registry:``."""

from django.urls import path

from marketplace.registry.public import log_views, views

urlpatterns = [
    path("issuances/", views.issuances, name="issuances"),
    path("batches/", views.batches, name="batches"),
    path("retirements/", views.retirements, name="retirements"),
    path("cancellations/", views.cancellations, name="cancellations"),
    path("withdrawals/", views.withdrawals, name="withdrawals"),
    path("beneficiaries/", views.beneficiaries, name="beneficiaries"),
    path("serials/", views.serials, name="serials"),
    path("log/entries/", log_views.entries, name="entries"),
    path("log/entries/<int:number>/", log_views.entry, name="entry"),
    path("log/checkpoints/", log_views.checkpoints, name="checkpoints"),
    path("log/checkpoints/<int:size>/", log_views.checkpoint, name="checkpoint"),
    path("log/consistency/", log_views.consistency, name="consistency"),
    path("check/", log_views.check, name="check"),
]
