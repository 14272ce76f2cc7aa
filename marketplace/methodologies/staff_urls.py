"""Addresses of staff's work on methodologies, below /<lang>/staff/methodologies/."""

from django.urls import path

from marketplace.methodologies import recording_views as recording
from marketplace.methodologies import roster_views as roster
from marketplace.methodologies import staff_views as views

app_name = "methodology_desk"

_ONE = "<uuid:public_id>/"

urlpatterns = [
    path("", views.index, name="index"),
    path("experts/", roster.index, name="experts"),
    path("experts/new/", roster.add, name="add_expert"),
    path("experts/<int:pk>/", roster.change, name="change_expert"),
    path("versions/new/", recording.record, name="record"),
    path("recordings/<int:pk>/", recording.page, name="recording"),
    path("recordings/<int:pk>/confirm/", recording.confirm, name="confirm_recording"),
    path("recordings/<int:pk>/refuse/", recording.refuse, name="refuse_recording"),
    path("recordings/<int:pk>/take-back/", recording.take_back, name="take_back_recording"),
    path("versions/<int:pk>/accept/", views.accept, name="accept"),
    path(_ONE, views.submission, name="submission"),
    path(_ONE + "assign/", views.assign, name="assign"),
    path(_ONE + "seats/<int:seat>/release/", views.release, name="release"),
    path(_ONE + "file/", views.file, name="file"),
    path(_ONE + "decide/", views.send_back, name="send_back"),
]
