"""What the fields of a dossier and the kinds of projects are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from look.templatetags.look import localname
from marketplace.market.kinds import KINDS
from marketplace.registry.models import MethodologyVersion

# One key for each kind a dossier may choose; the catalogue knows some synonyms beside them.
CHOSEN_KINDS = (
    "metro",
    "bus",
    "bike",
    "household",
    "solar",
    "efficiency",
    "mangrove",
    "forest",
    "paperless",
    "clothing",
)
KIND_CHOICES = [(key, KINDS[key]) for key in CHOSEN_KINDS]

LABELS: dict[str, str | Promise] = {
    "name_zh": _("Name in Chinese"),
    "name_en": _("Name in English"),
    "kind": _("Kind of project"),
    "scheme": _("Scheme"),
    "methodology_version": _("Methodology and version"),
    "district": _("District"),
    "place_zh": _("Place in Chinese"),
    "place_en": _("Place in English"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "radius_m": _("Radius around the point"),
    "starts_on": _("Project runs from"),
    "ends_on": _("Project runs until"),
    "who_zh": _("Who reduces, in Chinese"),
    "who_en": _("Who reduces, in English"),
    "participants": _("How many take part"),
    "takes_part": _("Mostly"),
    "summary_zh": _("The story in Chinese"),
    "summary_en": _("The story in English"),
    "co_benefits_zh": _("What else it does, in Chinese"),
    "co_benefits_en": _("What else it does, in English"),
    "periods": _("Monitoring periods"),
    "documents": _("Documents"),
    "": pgettext_lazy("dossier", "The whole dossier"),
}

GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("What it is"), ("name_zh", "name_en", "kind", "scheme", "methodology_version")),
    (
        _("Where"),
        ("district", "place_zh", "place_en", "latitude", "longitude", "radius_m"),
    ),
    (_("When"), ("starts_on", "ends_on")),
    (_("Who takes part"), ("takes_part", "who_zh", "who_en", "participants")),
    (
        _("The story"),
        ("summary_zh", "summary_en", "co_benefits_zh", "co_benefits_en"),
    ),
)


def methodology_label(version: MethodologyVersion) -> str:
    """Return a methodology by name and version, and whether it is one under which no credits are issued here yet."""
    label = f"{localname(version)} · {version.version}"
    return label if version.accepted else f"{label} · {_('no credits here yet')}"
