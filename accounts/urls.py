"""Addresses of one's account and of organizations, below the page's language."""

from django.urls import path

from accounts import directory_views, organization_views, token_views, views

app_name = "accounts"

_ONE = "organizations/<uuid:organization_id>/"

urlpatterns = [
    path("account/", views.home, name="home"),
    path("account/profile/", views.profile, name="profile"),
    path("account/public-name/", views.public_name, name="public_name"),
    path("account/data/", views.data, name="data"),
    path("account/data/export/", views.export, name="export"),
    path("account/delete/", views.delete, name="delete"),
    path("account/claim/<str:token>/", views.claim, name="claim"),
    path("directory/options/", directory_views.options, name="directory_options"),
    path("organizations/", organization_views.index, name="organizations"),
    path("organizations/new/", organization_views.create, name="organization_new"),
    path("organizations/join/<str:token>/", organization_views.join, name="join"),
    path(_ONE, organization_views.show, name="organization"),
    path(_ONE + "details/", organization_views.details, name="organization_details"),
    path(_ONE + "approval/", organization_views.approval, name="organization_approval"),
    path(_ONE + "approval/end/", organization_views.approval_end, name="approval_end"),
    path(_ONE + "leave/", organization_views.leave, name="organization_leave"),
    path(_ONE + "invitations/new/", organization_views.invite, name="invite"),
    path(
        _ONE + "invitations/<uuid:invitation_id>/again/",
        organization_views.send_again,
        name="invitation_again",
    ),
    path(
        _ONE + "invitations/<uuid:invitation_id>/withdraw/",
        organization_views.withdraw,
        name="invitation_withdraw",
    ),
    path(_ONE + "members/<int:member_id>/", organization_views.member, name="member"),
    path(_ONE + "members/<int:member_id>/remove/", organization_views.remove, name="member_remove"),
    path(_ONE + "tokens/", token_views.index, name="tokens"),
    path(_ONE + "tokens/new/", token_views.create, name="token_new"),
    path(_ONE + "tokens/<uuid:token_id>/revoke/", token_views.revoke, name="token_revoke"),
]
