"""Live figures for stories: read from the ledger's queries each time, never copied into a page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from look.parts import Figure

RETIRED, ISSUED, FOR_SALE, CERTIFICATE = "retired", "issued", "for_sale", "certificate"
CHOICES = [
    (RETIRED, _("all retired so far")),
    (ISSUED, _("all issued so far")),
    (FOR_SALE, _("for sale now")),
    (CERTIFICATE, _("one certificate's quantity")),
]


def read(kind: str, *, certificate: str, label: str) -> Figure:
    """Return the figure in tonnes, with the address where a reader can check it."""
    from marketplace.certificates import queries as certificates
    from marketplace.registry import queries as registry

    if kind == CERTIFICATE:
        found = certificates.certificate(certificate)
        kg: int | None = found.retirement.kg if found else None
        href = reverse("certificates:detail", args=[certificate]) if found else ""
        link: Any = _("See the certificate")
    else:
        kg = getattr(registry.totals(), kind)
        href, link = reverse("registry:index"), _("Check it in the public registry")
    return Figure(label=label, value=kg, unit="", href=href, link=link)


def certificate_exists(code: str) -> bool:
    """Say whether a certificate has this code."""
    from marketplace.certificates import queries as certificates

    return certificates.certificate(code) is not None
