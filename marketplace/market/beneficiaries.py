"""In whose name: an organization of the directory, one that is put in now, or the recipient of a gift."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import directory, name_reports
from accounts.errors import AccountError
from accounts.models import Party, User
from look.templatetags.look import localname
from marketplace.errors import MarketError
from marketplace.market import gifts


class Unclear(ValueError):
    """Why a beneficiary can't be told, and at which field: ``uscc`` or ``organization_name``."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


@dataclass(frozen=True)
class Whom:
    """A party, or what is needed to make one when the retirement is really made."""

    party: Party | None = None
    new_code: str = ""
    new_name: str = ""
    gift_to: str = ""

    @property
    def code(self) -> str:
        """The organization's code: the verified one, or the one that somebody wrote."""
        return self.new_code or (directory.code_of(self.party) if self.party else "")

    @property
    def name_zh(self) -> str:
        """How the page that asks for confirmation names the beneficiary."""
        return self.party.name_zh if self.party else self.new_name

    @property
    def name_en(self) -> str:
        """The English name, as far as there is one."""
        return self.party.name_en if self.party else self.new_name

    @property
    def unverified(self) -> bool:
        """Whether it is an organization nobody has verified."""
        if self.party is None:
            return bool(self.new_code)
        return directory.unproven(self.party)

    def made(self, actor: User | None) -> Party:
        """Return the party; a body the directory does not know is put in, the recipient of a gift gets its own.

        Raises MarketError ``invalid_request`` where somebody else has just put it in under another name.
        """
        if self.party is None and self.new_code:
            made = directory.add(uscc=self.new_code, name_zh=self.new_name, actor=actor)
            if not name_reports.bears(made, self.new_name):
                raise MarketError("invalid_request", differs(made))
            return made
        return self.party or gifts.recipient()


def organization(text: str, name: str) -> Whom:
    """Return the organization that a name or a code means; ``name`` is its full name where the code is new.

    Raises Unclear.
    """
    try:
        found = directory.find(text)
    except AccountError as refusal:
        raise Unclear("uscc", str(refusal)) from refusal
    if found is not None:
        return Whom(party=found)
    code = directory.code_in(text)
    if not code:
        raise Unclear("uscc", _not_found(text))
    if not name.strip():
        raise Unclear(
            "organization_name",
            _(
                "The code is well formed, but the directory does not know it yet. Please write the organization's"
                " full name."
            ),
        )
    return Whom(new_code=code, new_name=name.strip())


def differing(text: str, name: str) -> Party | None:
    """Return the organization that a name or a code means, where it is on record under another name than this one."""
    try:
        found = directory.find(text) if text.strip() and name.strip() else None
    except AccountError:
        return None
    return None if found is None or name_reports.bears(found, name) else found


def differs(party: Party) -> str:
    """Say that another name is on record, and that typing changes nothing."""
    text = _(
        "This code is on record under another name: %(name)s. What you type does not change the record. Go on with the"
        " recorded name, or report the other one."
    )
    return text % {"name": on_record(party)}


def on_record(party: Party) -> str:
    """Return the recorded name, and whether anybody has verified it: a record may be what a stranger once typed."""
    text = _("%(name)s (not verified)") if directory.unproven(party) else _("%(name)s (verified)")
    return text % {"name": localname(party)}


def _not_found(text: str) -> str:
    """Say what is wrong with a code, or that a name is not in the directory, and what it may have meant."""
    if not text.strip():
        return _("Write the organization's whole name or its 18-character code.")
    if slip := directory.slip_in(text):
        return slip
    close = directory.search(text, limit=3)
    if not close:
        return _("The directory has no such organization. Write its 18-character code.")
    named = pgettext("list", ", ").join(f"{localname(each)} ({each.uscc})" for each in close)
    text = _("There is no organization of exactly this name. Do you mean: %(names)s?")
    return text % {"names": named}
