"""What a file is, in plain words: one sentence for the verdict, one for what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from look.formats import number
from look.parts import Fact
from marketplace.certificates.comparison import Difference
from marketplace.certificates.pages import Answer, standing
from marketplace.certificates.verify import LARGEST_FILE, FileFinding, Verdict

_WORDS = {
    Verdict.GENUINE: (
        "success",
        gettext_lazy("Genuine: the file is the one we issued, byte for byte"),
        "",
    ),
    Verdict.OLDER_REVISION: (
        "warn",
        gettext_lazy("Genuine, but an older revision"),
        gettext_lazy(
            "The file is one we issued, byte for byte: revision %(this)s. Wording has "
            "changed since; the latest is revision %(latest)s."
        ),
    ),
    Verdict.NOT_THE_PAPER: (
        "final",
        gettext_lazy("Not the file we issued"),
        gettext_lazy(
            "The file names a certificate of ours but is not the file we issued for it. "
            "Believe the certificate's page, not this file."
        ),
    ),
    Verdict.SIGNED_BUT_NOT_RECORDED: (
        "warn",
        gettext_lazy("Signed by us, but not in our records"),
        gettext_lazy(
            "The signature is ours and unbroken, yet our records don't have this file. "
            "Please write to us and keep the file; don't rely on it until we have answered."
        ),
    ),
    Verdict.UNKNOWN: (
        "warn",
        gettext_lazy("Unknown file"),
        gettext_lazy(
            "This PDF is not one of ours, or so damaged that nothing of ours can be found "
            "in it. Nothing can be said for it."
        ),
    ),
    Verdict.NOT_A_PDF: (
        "warn",
        gettext_lazy("Not a certificate"),
        gettext_lazy(
            "This is not a PDF file. Please choose the certificate as you received it; a "
            "picture or a scan can't be verified, but its code can."
        ),
    ),
    Verdict.EMPTY: (
        "warn",
        gettext_lazy("The file is empty"),
        gettext_lazy("There is nothing in this file. Please choose it again."),
    ),
    Verdict.TOO_LARGE: (
        "warn",
        gettext_lazy("The file is too large"),
        gettext_lazy(
            "Our certificates are smaller than %(limit)s MB. A larger file is not one of "
            "ours, byte for byte."
        ),
    ),
}


def file_answer(finding: FileFinding) -> Answer:
    """Say in plain words what a file is."""
    kind, title, text = _verdict(finding)
    facts = [Fact(_("SHA-256 of the file you showed"), finding.sha256)] if finding.sha256 else []
    if finding.issued_sha256 and not finding.verdict.good:
        label = _("SHA-256 of the file we issued")
        facts.append(Fact(label, finding.issued_sha256, _revision(finding)))
    facts += _log_facts(finding)
    if finding.log and not finding.log.continues:
        kind, title = "final", _("The public log no longer continues from this paper")
        text = _(
            "This paper carries a checkpoint of the public log, signed by us, that today's log "
            "does not continue. Please keep the file and tell the supervising authority: the "
            "log has been tampered with."
        )
    return Answer(kind, title, text, finding.certificate, tuple(facts))


def _log_facts(finding: FileFinding) -> list[Fact]:
    if finding.log is None:
        return []
    value = _("%(then)s entries then, %(now)s now") % {
        "then": number(finding.log.size),
        "now": number(finding.log.size_today),
    }
    note = (
        _("Today's log continues the one that this paper saw: proven.")
        if finding.log.continues
        else _("Today's log does not continue the one that this paper saw.")
    )
    return [Fact(_("Public log"), value, note)]


def _revision(finding: FileFinding) -> str:
    """Say with which revision the file was compared, and whether there are later ones; nothing where there is one."""
    certificate = finding.certificate
    if certificate is None or certificate.latest_revision == 1:
        return ""
    values = {"this": finding.revision, "latest": certificate.latest_revision}
    if finding.revision == certificate.latest_revision:
        return _("Compared with revision %(this)s, the latest.") % values
    return (
        _(
            "Compared with revision %(this)s, which the file claims to be. Wording has changed since; the latest"
            " is revision %(latest)s."
        )
        % values
    )


def _verdict(finding: FileFinding) -> tuple[str, str, str]:
    """Return kind, title and text of a verdict."""
    if finding.verdict not in _WORDS:
        return _difference(finding)
    certificate = finding.certificate
    kind, title, text = _WORDS[finding.verdict]
    if finding.verdict is Verdict.GENUINE and certificate:
        today = standing(certificate)
        return today.kind if today.kind == "warn" else kind, str(title), today.text
    values = {
        "this": finding.revision,
        "latest": certificate.latest_revision if certificate else "",
        "limit": LARGEST_FILE // (1024 * 1024),
    }
    return kind, str(title), str(text) % values


def _difference(finding: FileFinding) -> tuple[str, str, str]:
    """Return kind, title and text for a file that was one of ours and was changed."""
    difference = finding.difference
    if difference is None:
        raise ValueError(f"{finding.verdict} needs a difference.")
    if difference.difference is Difference.LENGTHENED:
        title = _("Changed after we signed it: bytes were added")
        text = ngettext(
            "%(count)s byte was added after the end of the file that we issued.",
            "%(count)s bytes were added after the end of the file that we issued.",
            difference.count,
        ) % {"count": number(difference.count)}
    elif difference.difference is Difference.SHORTENED:
        title = _("Incomplete: the end is missing")
        text = ngettext(
            "%(count)s byte of the file that we issued is missing at the end. Please download "
            "it again.",
            "%(count)s bytes of the file that we issued are missing at the end. Please download "
            "it again.",
            difference.count,
        ) % {"count": number(difference.count)}
    else:
        title = _("Changed: this is not what we issued")
        text = _(
            "The file differs from the one we issued, first at byte %(position)s. Don't rely on "
            "anything it says."
        ) % {"position": number(difference.position + 1)}
    advice = _("Believe the certificate’s page, not this file.")
    return "final", title, f"{text} {advice}"
