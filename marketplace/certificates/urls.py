"""Addresses below the language: what a QR code opens, and the verify page."""

from django.urls import path

from marketplace.certificates import account_views, correction_views, embed_views, views

app_name = "certificates"

urlpatterns = [
    path("certificates/<str:code>", views.detail, name="detail"),
    path("certificates/<str:code>/pdf", views.pdf, name="pdf"),
    path("certificates/<str:code>/proof", views.proof, name="proof"),
    path("certificates/<str:code>/image.png", embed_views.image, name="image"),
    path("certificates/<str:code>/correct/", correction_views.ask, name="correct"),
    path("certificates/<str:code>/name/", correction_views.show_name, name="show_name"),
    path("account/certificates/", account_views.mine, name="mine"),
    path("account/certificates.zip", account_views.archive, name="archive"),
    path("verify/", views.verify_page, name="verify"),
]
