"""What people do that may earn points; kinds of projects have the same names."""

from django.utils.translation import gettext_lazy as _

BEHAVIOURS = {
    "metro": _("Metro ride"),
    "bus": _("Bus ride"),
    "bike": _("Shared-bike ride"),
    "household": _("Saving electricity at home"),
    "paperless": _("Paperless banking"),
    "clothing": _("Used clothing"),
}


def label(behaviour: str) -> str:
    """Return a behaviour in the reader's language; an unknown one as it is written."""
    return str(BEHAVIOURS.get(behaviour, behaviour))
