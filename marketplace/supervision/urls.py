"""What everybody may see of supervision, below /<lang>/."""

from django.urls import path

from marketplace.supervision import views

app_name = "oversight"

urlpatterns = [path("registry/freezes/", views.freezes, name="freezes")]
