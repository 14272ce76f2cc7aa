"""What the kinds of acts in an organization's history are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "created": _("Organization created"),
    "details_changed": _("Details changed"),
    "verified": _("Verified by our staff"),
    "refused": _("Verification refused"),
    "approval_on": _("Second person's approval turned on"),
    "approval_off": _("Second person's approval turned off"),
    "approval_off_asked": _("End of second person's approval asked for"),
    "approval_kept": _("Second person's approval stays on"),
    "invited": _("Somebody invited"),
    "invitation_withdrawn": _("Invitation withdrawn"),
    "joined": _("Joined"),
    "role_changed": _("Role changed"),
    "left": _("Membership ended"),
    "token_created": _("Token created"),
    "token_revoked": _("Token revoked"),
}
