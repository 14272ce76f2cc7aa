"""What in a request does not go together, for registrars to look at before they decide; nothing is refused for it.

Years and schemes in a free text are only guessed at: no form of these serials is published.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from marketplace.registry import custody
from marketplace.registry.foreign_serials import free_text
from marketplace.registry.foreign_serials.texts import plain
from marketplace.registry.models import IssuanceRequest, Scheme

_YEAR = re.compile(r"(?<!\d)(?:199\d|20\d\d)(?!\d)")


def scheme_codes() -> list[str]:
    """Return the codes of all schemes."""
    return list(Scheme.objects.order_by("code").values_list("code", flat=True))


def of(request: IssuanceRequest, codes: Iterable[str]) -> list[str]:
    """Return in sentences where a free text names other years or another scheme than its request."""
    if request.foreign_registry != free_text.REGISTRY:
        return []
    head = free_text.read(plain(request.upstream_serial)).prefix
    found = (_years(request, head), _scheme(request, head, codes))
    return [each for each in found if each]


def to_be_opened(request: IssuanceRequest, codes: Iterable[str]) -> bool:
    """Return whether a request is to be looked at by itself: what no machine read or what seems not to fit."""
    return bool(
        custody.unread(request)
        or request.withdrawal_shared
        or of(request, codes)
        or (request.foreign_first is not None and not custody.names_its_block(request))
    )


def _years(request: IssuanceRequest, head: str) -> str:
    years = {int(year) for year in _YEAR.findall(head)}
    if not years or years & {request.monitoring_start.year, request.monitoring_end.year}:
        return ""
    said = {"years": ", ".join(map(str, sorted(years)))}
    return str(_("The serial names %(years)s, which is not the monitoring period.") % said)


def _scheme(request: IssuanceRequest, head: str, codes: Iterable[str]) -> str:
    own = request.project.scheme.code.upper()
    named = [code.upper() for code in codes if code.upper() in head]
    if not named or own in named:
        return ""
    said = {"scheme": ", ".join(named), "own": own}
    return str(_("The serial names %(scheme)s; the project is of %(own)s.") % said)
