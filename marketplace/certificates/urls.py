"""Addresses below the language: what a QR code opens, and the verify page."""

from django.urls import path

from marketplace.certificates import views

app_name = "certificates"

urlpatterns = [
    path("certificates/<str:code>", views.detail, name="detail"),
    path("certificates/<str:code>/pdf", views.pdf, name="pdf"),
    path("certificates/<str:code>/proof", views.proof, name="proof"),
    path("verify/", views.verify_page, name="verify"),
]
