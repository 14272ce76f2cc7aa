"""Django's admin on accounts: to look things up; what must not change by hand is read-only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.access import STAFF_GROUPS
from accounts.models import (
    Act,
    Invitation,
    Membership,
    Organization,
    OrganizationToken,
    Party,
    User,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Evidence: seen by those with the view permission, written by verbs alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Staff rights and groups are given here; people's names and addresses are not touched."""

    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    fields = (
        "email",
        "name",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "date_joined",
        "last_login",
        "deleted_at",
    )
    readonly_fields = ("email", "name", "language", "date_joined", "last_login", "deleted_at")
    filter_horizontal = ("groups",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People sign up themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Erasing is a verb (`privacy.erase`) that keeps the ledger whole."""
        return False


admin.site.unregister(Group)


@admin.register(Group)
class RoleGroupAdmin(GroupAdmin):
    """Groups; those that grant staff roles keep their names and stay."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A role's group is asked for by every guard."""
        if obj is not None and obj.name in STAFF_GROUPS:
            return False
        return super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A role's group keeps its name."""
        return ("name",) if obj is not None and obj.name in STAFF_GROUPS else ()


@admin.register(Party)
class PartyAdmin(ReadOnlyAdmin):
    """The directory of parties."""

    list_display = ("pseudonym", "kind", "name_zh", "name_en", "uscc")
    list_filter = ("kind",)
    search_fields = ("name_zh", "name_en", "uscc", "pseudonym")


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    """Organizations; they are verified in the staff queue."""

    list_display = ("party", "uscc_declared", "verified_at", "refused_at")
    search_fields = ("party__name_zh", "party__name_en", "uscc_declared")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who belongs to which organization."""

    list_display = ("user", "organization", "role", "created_at")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations and what became of them."""

    list_display = ("organization", "role", "created_at", "accepted_at", "revoked_at")


@admin.register(OrganizationToken)
class OrganizationTokenAdmin(ReadOnlyAdmin):
    """Tokens without their secrets."""

    list_display = ("prefix", "name", "organization", "last_used_at", "revoked_at")
    exclude = ("digest",)


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin):
    """The history of organizations."""

    list_display = ("at", "organization", "actor", "kind")
    list_filter = ("kind",)
