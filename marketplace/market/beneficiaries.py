"""In whose name: an organization of the directory, one that is put in now, or the recipient of a gift."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import directory
from accounts.errors import AccountError
from accounts.models import Party, User
from look.templatetags.look import localname
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
        return self.party.kind == Party.Kind.ORGANIZATION and self.party.uscc is None

    def made(self, actor: User | None) -> Party:
        """Return the party; a body the directory does not know is put in, the recipient of a gift gets its own."""
        if self.party is None and self.new_code:
            return directory.add(uscc=self.new_code, name_zh=self.new_name, actor=actor)
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


def _not_found(text: str) -> str:
    """Say that a name is not in the directory, and what it may have meant."""
    close = directory.search(text, limit=3)
    if not close:
        return _("The directory has no such organization. Write its 18-character code.")
    named = pgettext("list", ", ").join(f"{localname(each)} ({each.uscc})" for each in close)
    text = _("There is no organization of exactly this name. Do you mean: %(names)s?")
    return text % {"names": named}
