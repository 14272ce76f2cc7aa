"""Addresses of methodologies, below /<lang>/."""

from django.urls import path

from marketplace.methodologies import developer_views as developer
from marketplace.methodologies import reviewer_views as reviewer
from marketplace.methodologies import views

app_name = "methodologies"

_OWN = "methodologies/mine/<uuid:public_id>/"

urlpatterns = [
    path("methodologies/", views.index, name="index"),
    path("methodologies/proposed/<uuid:public_id>/", views.proposal, name="proposal"),
    path("methodologies/documents/<uuid:public_id>/", views.document, name="document"),
    path("methodologies/mine/", developer.index, name="mine"),
    path("methodologies/mine/new/", developer.begin, name="begin"),
    path(_OWN, developer.submission, name="submission"),
    path(_OWN + "documents/", developer.add_document, name="add_document"),
    path(
        _OWN + "documents/<uuid:document>/remove/",
        developer.remove_document,
        name="remove_document",
    ),
    path(_OWN + "withdraw/", developer.withdraw, name="withdraw"),
    path(_OWN + "discard/", developer.discard, name="discard"),
    path(_OWN + "again/", developer.try_again, name="try_again"),
    path("methodologies/reviews/", reviewer.index, name="reviews"),
    path("methodologies/reviews/name/", reviewer.name, name="reviewer_name"),
    path("methodologies/reviews/<int:pk>/", reviewer.review, name="review"),
    path("methodologies/reviews/<int:pk>/decline/", reviewer.decline, name="decline"),
    path("methodologies/<slug:code>/", views.methodology, name="methodology"),
]
