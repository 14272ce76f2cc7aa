"""Wagtail's app of users and groups, with our pages of groups."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """As Wagtail's, but the groups of staff roles stay."""

    group_viewset = "cms.groups.GroupViewSet"
