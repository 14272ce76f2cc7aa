"""What a request claims of the issuing platform: the block that its serial number names, read and checked."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.registry import foreign_serials
from marketplace.registry.errors import LedgerError
from marketplace.registry.foreign_form import ForeignForm
from marketplace.registry.foreign_serials import ForeignSerial, Lie, UnknownFormError
from marketplace.registry.models import IssuanceRequest
from marketplace.registry.public import serial_texts

MOST_NAMED = 20
REGISTRY_NAMES = {
    "verra": _("Verra (VCS)"),
    "car": _("Climate Action Reserve"),
    "acr": _("American Carbon Registry"),
    "regen": _("Regen"),
    "undp": _("a national registry of UNDP's form"),
    "gold_standard": _("Gold Standard"),
    "free_text": _("free text"),
}
LIES = {
    "unknown_form": _("This is not how serial numbers of this registry are written: %(registry)s."),
    "end_before_start": _("The block ends at %(last)s, before it begins at %(first)s."),
    "count_differs": _(
        "The block %(first)s–%(last)s has %(count)s tonnes, both ends counted; the row says %(tonnes)s."
    ),
    "block_differs": _(
        "The serial number names another block than the one stated beside it (%(first)s–%(last)s)."
    ),
    "vintage_differs": _(
        "The serial number's vintage is %(from)s to %(to)s, which is not the monitoring period."
    ),
}


def said(lie: Lie) -> str:
    """Return a contradiction as a sentence in the reader's language."""
    params = dict(lie.params)
    if "registry" in params:
        params["registry"] = str(REGISTRY_NAMES[str(params["registry"])])
    return str(LIES[lie.code]) % params


def read(
    request: IssuanceRequest, block: tuple[int, int] | None
) -> tuple[ForeignSerial | None, list[Lie]]:
    """Return what a request's serial says and where it contradicts the request."""
    first, last = block or (None, None)
    try:
        serial = foreign_serials.read(request.upstream_serial, first=first, last=last)
    except UnknownFormError as error:
        return None, [foreign_serials.unknown_form(error)]
    lies = foreign_serials.lies(
        serial,
        tonnes=request.quantity_kg // 1000,
        start=request.monitoring_start,
        end=request.monitoring_end,
        first=first,
        last=last,
    )
    return serial, lies


def claim(request: IssuanceRequest, block: tuple[int, int] | None) -> None:
    """Write the block into the request. Raises LedgerError ``serial_lies`` with everything that contradicts it."""
    serial, lies = read(request, block)
    if lies or serial is None:
        raise LedgerError("serial_lies", " ".join(said(lie) for lie in lies))
    request.foreign_registry = serial.registry
    request.foreign_prefix = prefix(request, serial)
    request.foreign_first, request.foreign_last = serial.first, serial.last


def unread(request: IssuanceRequest) -> bool:
    """Return whether no machine could check the serial: a free text that names no block."""
    return bool(
        request.upstream_serial
        and request.foreign_registry in ("", "free_text")
        and request.foreign_first is None
    )


def names_its_block(request: IssuanceRequest) -> bool:
    """Return whether the serial itself says first and last, so that nobody had to state them beside it."""
    return foreign_serials.read(request.upstream_serial).first is not None


def agree(request: IssuanceRequest, again: str) -> str:
    """Return what the second person's entry of an unread serial is kept as; "" for one that was read.

    Capital and small letters are told apart; spaces, width and kind of dash don't matter.
    Raises LedgerError ``serial_not_repeated``.
    """
    if not unread(request):
        return ""
    if serial_texts.written(again) != serial_texts.written(request.upstream_serial):
        raise LedgerError("serial_not_repeated")
    return again.strip()


def holders(request: IssuanceRequest) -> list[IssuanceRequest]:
    """Return the standing requests with the same serial, however written, or with tonnes of the same block."""
    same = Q(form=serial_texts.compact(request.upstream_serial))
    if request.foreign_first is not None:
        same |= Q(
            foreign_registry=request.foreign_registry,
            foreign_prefix=request.foreign_prefix,
            foreign_first__lte=request.foreign_last,
            foreign_last__gte=request.foreign_first,
        )
    rows = IssuanceRequest.objects.exclude(upstream_serial="").exclude(
        status=IssuanceRequest.Status.REFUSED
    )
    rows = rows.alias(form=ForeignForm("upstream_serial")).filter(same).exclude(pk=request.pk)
    return list(rows.select_related("project", "batch").order_by("pk")[:MOST_NAMED])


def named(rows: list[IssuanceRequest]) -> str:
    """Return requests as a list to read: the batch where there is one, else project and serial."""
    names = [
        each.batch.code if hasattr(each, "batch") else f"{each.project.code} {each.upstream_serial}"
        for each in rows
    ]
    return "; ".join(names)


def taken(request: IssuanceRequest) -> LedgerError:
    """Return the refusal of a block that is in already, with what holds it."""
    others = named(holders(request))
    text = _("Tonnes of this block are in custody already, or were asked for: %(others)s.")
    return LedgerError("block_in_custody", text, others=others)


def prefix(request: IssuanceRequest, serial: ForeignSerial) -> str:
    """Return within what blocks must not overlap: free texts of two schemes have nothing in common."""
    if serial.registry == "free_text":
        return f"{request.project.scheme.code} {serial.prefix}"
    return serial.prefix
