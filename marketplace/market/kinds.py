"""The kinds of projects there are, in words."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "metro": _("Metro and bus travel"),
    "transit": _("Metro and bus travel"),
    "bus": _("Bus travel"),
    "bike": _("Shared bicycles"),
    "cycling": _("Shared bicycles"),
    "solar": _("Rooftop solar power"),
    "pv": _("Rooftop solar power"),
    "mangrove": _("Mangroves"),
    "forest": _("Forests"),
    "household": _("Saving electricity at home"),
    "electricity": _("Saving electricity at home"),
    "efficiency": _("Energy efficiency of small firms"),
    "paperless": _("Paperless banking"),
    "clothing": _("Used clothing"),
}


def label(kind: str) -> str:
    """Return a kind in the reader's language; an unknown one as it is written."""
    return str(KINDS.get(kind, kind))
