"""What is wrong with a line or a file, as sentences with the way out, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.errors import REFUSALS, MarketError
from marketplace.registry import custody
from marketplace.registry.foreign_serials import Lie

FIELDS = {
    "project": _("Project code"),
    "methodology": _("Methodology code"),
    "monitoring_start": _("Monitoring period from"),
    "monitoring_end": _("Monitoring period to"),
    "tonnes": _("Quantity (t)"),
    "upstream_serial": _("Serial on the issuing platform"),
    "block_first": _("First tonne of the block"),
    "block_last": _("Last tonne of the block"),
    "custody_account": _("Custody account"),
    "trade_reference": _("Reference of the transfer into custody"),
    "withdrawal_proof": _("Number of the withdrawal, if withdrawn for retail"),
    "withdrawal_shared": _("This withdrawal covers several blocks"),
    "evidence": _("Evidence file"),
    "": _("This row"),
}
PROBLEMS = {
    "missing": _("is empty; a block needs it."),
    "too_long": _("has more than %(longest)s characters."),
    "no_whole_number": _("is not a whole number of tonnes, such as 1200."),
    "no_day": _("is no date; write it as 2025-12-31."),
    "not_over": _("is not over: only what is over has been measured."),
    "ends_before_it_begins": _("lies before the period begins; exchange the two."),
    "before_project": REFUSALS["before_project"].text,
    "period_not_monitored": REFUSALS["period_not_monitored"].text,
    "half_a_block": _("is missing; give first and last tonne, or neither."),
    "double_serial": _("is the same as in line %(line)s; leave one of the two out."),
    "double_evidence": _("serves line %(line)s already; each block needs a file of its own."),
    "double_withdrawal": _(
        "stands in line %(line)s, too; write yes in the column beside it if it covers both blocks."
    ),
    "withdrawal_used": _(
        "stands behind other blocks already: %(others)s. Write yes in the column beside it if it covers this one, too."
    ),
    "neither_yes_nor_no": _("is neither yes nor no."),
    "overlaps_line": _("shares tonnes with the block in line %(line)s."),
    "unknown_project": _("is not in the registry; use the code on the project's page."),
    "issued_here": _("belongs to a scheme that issues here; its owner applies instead."),
    "other_methodology": _("is not the project's own, which is %(expected)s."),
    "methodology_not_accepted": _("is not accepted for credits here."),
    "serial_in_custody": _("is in custody already, with another quantity, period or project."),
    "block_in_custody": _("shares tonnes with what is in custody or was asked for: %(others)s."),
    "no_such_file": _("is not among the files; put a file of exactly this name into the ZIP."),
    "not_evidence": "%(why)s",
    "evidence_used": _("served another block before; each block needs a file of its own."),
}
FILES = {
    "size": _("The list may have at most 2 MB."),
    "encoding": _("The list is no CSV in UTF-8 or GB 18030. Save it as CSV and upload it again."),
    "headings": _("The list lacks these columns: %(detail)s. Start from the template."),
    "rows": _("The list may have at most %(detail)s rows; split it."),
    "nothing": _("The list has no rows below its headings."),
}
ARCHIVES = {
    "size": _("The evidence is too large: 20 MB a file, 60 MB for the ZIP."),
    "unreadable": _("The ZIP can't be opened. Pack it again without a password."),
    "files": _("The ZIP may hold at most %(detail)s files."),
    "name": _("The ZIP holds a file with a path that leads out of it: %(detail)s."),
    "double": _("The ZIP holds two files of the name %(detail)s."),
}


def unreadable(error: Any) -> str:
    """Return why a file as a whole can't be read; headings that lack as the reader's own template has them."""
    chinese = get_language() != "en"
    missing = [zh if chinese else en for zh, en in error.missing]
    detail = error.detail or ("、" if chinese else ", ").join(missing)
    return str(FILES[error.code]) % {"detail": detail}


def sentence(problem: Mapping[str, Any]) -> str:
    """Return one problem of a line as "field: what is wrong"."""
    code, params = problem["code"], problem["params"]
    if code in custody.LIES:
        said = custody.said(Lie(code, params))
    elif code == "refused":
        figures = {name: value for name, value in params.items() if name != "why"}
        said = MarketError(params["why"], **figures).message
    else:
        said = str(PROBLEMS[code]) % params
    return str(_("%(field)s: %(said)s") % {"field": FIELDS[problem["field"]], "said": said})


def reason(problems: list[Mapping[str, Any]]) -> str:
    """Return all problems of a line in one text, for the reason column."""
    return " ".join(sentence(problem) for problem in problems)
