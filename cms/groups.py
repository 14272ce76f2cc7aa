"""Groups in the editor's console: those that grant staff roles are neither deleted nor renamed there."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import GroupForm
from wagtail.users.views import groups

from accounts.access import STAFF_GROUPS


class RoleGroupForm(GroupForm):
    """A group's name and rights; a role's name stays."""

    def clean_name(self) -> str:
        """Return the name. Raises ValidationError where a role would get another."""
        name: str = super().clean_name()
        former = self.initial.get("name", "")
        if former in STAFF_GROUPS and name != former:
            raise ValidationError(
                _("This group grants a staff role. It keeps its name and can't be deleted.")
            )
        return name


class DeleteView(groups.DeleteView):
    """Deleting a group, unless a role hangs on it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.name in STAFF_GROUPS:
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


class GroupViewSet(groups.GroupViewSet):
    """Wagtail's pages of groups, with both."""

    delete_view_class = DeleteView

    def get_form_class(self, for_update: bool = False) -> type[RoleGroupForm]:
        """Return the form."""
        return RoleGroupForm
