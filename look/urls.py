from django.urls import path

from look import views

app_name = "look"
urlpatterns = [
    path("display/", views.set_display, name="display"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
