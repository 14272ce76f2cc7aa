"""For what, for whom and in whose name kilograms are retired: the same questions with an order and out of holdings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import parties
from accounts.models import Party, User
from look.templatetags.look import localname
from look.writing import TextField
from marketplace.market.batch_amounts import BatchAmountsForm
from marketplace.market.beneficiaries import Unclear, Whom, organization
from marketplace.market.intents import LONGEST_REASON, RetireIntent, claim, new_ref
from marketplace.market.name_forms import OF_ANOTHER, NameQuestion
from marketplace.market.suggesting import DirectoryInput
from marketplace.registry import jurisdictions

PURPOSES = [
    ("event", _("an event")),
    ("office_year", _("a year of an office")),
    ("personal", _("my own footprint")),
    ("gift", _("a gift")),
    ("other", _("something else")),
]
OWN, OTHER, GIFTED = "self", OF_ANOTHER, "person"
# Whom the kilograms are retired for, and how each is named.
WHOM = (
    "beneficiary",
    "uscc",
    "organization_name",
    "name_choice",
    "recipient",
    "giver",
    "public_name",
)
# What is not asked where the app behind the purpose says it: an event is offset in its organization's name.
ANSWERED = {"purpose", "title", "period_start", "period_end", "jurisdiction", *WHOM}


class PurposeForm(NameQuestion):
    """What the retirement is for, and in whose name."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES)
    title = TextField(
        label=_("What it says on the certificate"),
        max_length=200,
        help_text=_("Such as “Bay Area Low-Carbon Forum 2026” or “My flights in 2026”."),
    )
    period_start = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    period_end = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    beneficiary = forms.ChoiceField(label=_("In whose name"), widget=forms.RadioSelect)
    uscc = forms.CharField(
        label=_("Its name or unified social credit code"),
        required=False,
        max_length=160,
        help_text=_("The whole name as it is registered, or the 18 characters of the code."),
        widget=DirectoryInput,
    )
    organization_name = TextField(
        label=_("Its full name, if the directory does not know the code yet"),
        required=False,
        max_length=120,
        help_text=_("It will be shown as not verified until our staff have checked it."),
    )
    recipient = forms.EmailField(
        label=_("The recipient's e-mail address"),
        required=False,
        help_text=_(
            "The recipient gets a letter with the certificate, which bears a pseudonym until the recipient agrees to"
            " be named."
        ),
    )
    giver = TextField(label=_("Your name in the letter"), required=False, max_length=120)
    public_name = TextField(
        label=_("Your name on the certificate"),
        required=False,
        max_length=120,
        help_text=_(
            "Everyone can read a certificate. Leave this empty to appear under a pseudonym."
        ),
    )
    jurisdiction = forms.ChoiceField(
        label=_("Where it was emitted"),
        required=False,
        choices=jurisdictions.CHOICES,
        initial=jurisdictions.DEFAULT,
    )
    reason = TextField(
        label=_("A message"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    needs_purpose = True

    def __init__(
        self,
        *args: Any,
        owner: Party,
        actor: User | None = None,
        known: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.actor = actor
        self.known = known
        is_person = owner.kind == Party.Kind.PERSON
        own = _("my own name or pseudonym") if is_person else localname(owner)
        self.fields["beneficiary"].choices = [
            (OWN, own),
            (OTHER, _("another organization")),
            (GIFTED, _("a person, as a gift")),
        ]
        self.fields["beneficiary"].initial = OWN
        for name in ("uscc", "organization_name", "recipient", "giver", "jurisdiction"):
            # needed or not as the choice above says: no word "optional"
            self.fields[name].widget.is_required = True
        self.fields["purpose"].initial = "personal" if is_person else "event"
        if not is_person:
            del self.fields["public_name"]
            self._leave_out_the_personal()
        elif owner.shows_name:
            self.fields["public_name"].initial = owner.name_zh
        self.ask_for_the_name()
        if known:
            for name in set(self.fields) & ANSWERED:
                del self.fields[name]

    def _leave_out_the_personal(self) -> None:
        """An organization has no personal footprint; what began as a person's own is something else here."""
        self.fields["purpose"].choices = [each for each in PURPOSES if each[0] != "personal"]
        if self.initial.get("purpose") == "personal":
            self.initial = {**self.initial, "purpose": "other"}

    def clean(self) -> dict[str, Any]:
        """Check dates against each other and find the beneficiary."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The end is before the beginning."))
        self._ask_for_both_days(start, end)
        self.whom = self._whom(cleaned)
        return cleaned

    def _ask_for_both_days(self, start: date | None, end: date | None) -> None:
        """Refuse one day of a period without the other, at the field that is empty."""
        missing = "period_end" if start else "period_start"
        if bool(start) != bool(end) and missing not in self.errors:
            self.add_error(missing, _("Please give both the first and the last day, or neither."))

    def _whom(self, cleaned: dict[str, Any]) -> Whom:
        """Return in whose name it is, with errors at the fields where that can't be told."""
        chosen = cleaned.get("beneficiary")
        if chosen == OTHER and "uscc" in cleaned:
            try:
                return organization(cleaned["uscc"], cleaned.get("organization_name", ""))
            except Unclear as unclear:
                self.add_error(unclear.field, unclear.text)
                return Whom()
        if chosen == GIFTED:
            cleaned["purpose"] = "gift"
            if not cleaned.get("recipient") and "recipient" not in self.errors:
                self.add_error("recipient", _("Please write the recipient's e-mail address."))
            return Whom(gift_to=cleaned.get("recipient", "").lower())
        return Whom(party=self.owner)

    def intent(self, *, ref: str = "") -> RetireIntent:
        """Return what a valid form means. Raises MarketError."""
        data = self.cleaned_data
        known = self.known or {}
        made = claim(
            kind=known.get("kind") or data["purpose"],
            title_zh=known.get("title_zh") or data.get("title", ""),
            title_en=known.get("title_en") or data.get("title", ""),
            period=known["period"]
            if known
            else period(data.get("period_start"), data.get("period_end")),
            ref=ref,
        )
        return RetireIntent(
            purpose=known.get("purpose") or data["purpose"],
            claim=made,
            beneficiary_id=self.whom.made(self.actor).pk,
            reason=data["reason"].strip(),
            jurisdiction=data.get("jurisdiction") or jurisdictions.DEFAULT,
            gift_to=self.whom.gift_to,
            gift_from=data.get("giver", "").strip() if self.whom.gift_to else "",
        )

    def store_name(self) -> None:
        """Keep a person's choice of name or pseudonym; a guest's name once given is not overwritten by others."""
        if "public_name" not in self.fields or self.whom.party != self.owner:
            return
        name = self.cleaned_data["public_name"].strip()
        if self.owner.user_id is None and self.owner.name_zh:
            return
        parties.set_public_name(self.owner, name_zh=name, name_en=name, shows_name=bool(name))


def period(start: date | None, end: date | None) -> str:
    """Return an ISO interval, a single day where both are the same, or nothing."""
    days = [day.isoformat() for day in (start, end) if day]
    return "/".join(dict.fromkeys(days))


class BuyerForm(PurposeForm):
    """What becomes of what is bought: retired at once, or held."""

    then = forms.ChoiceField(
        label=_("What happens when it is paid"),
        widget=forms.RadioSelect,
        choices=[
            ("retire", _("It is retired at once, and the certificate is made. This is final.")),
            ("hold", _("It is held in the account and can be retired later.")),
        ],
    )
    names_footprint = forms.BooleanField(
        label=_("Link the certificate to the footprint it covers"),
        required=False,
        help_text=_(
            "Everyone who reads the certificate can then open the footprint with its entries."
        ),
    )
    field_order = ("then",)

    def __init__(self, *args: Any, may_hold: bool, claim_for: str = "", **kwargs: Any) -> None:
        came_with = (kwargs.get("initial") or {}).get("purpose")
        super().__init__(*args, **kwargs)
        self.claim_for = claim_for
        if self.known or not claim_for.startswith("footprint:"):
            del self.fields["names_footprint"]
        else:  # what a person emitted is that person's own; an event's or an office's is to be shown
            self.fields["names_footprint"].initial = (
                came_with or self["purpose"].initial
            ) != "personal"
        if not may_hold:
            del self.fields["then"]
        else:
            self.fields["then"].initial = "hold" if self.known else "retire"

    def intent(self, *, ref: str = "") -> RetireIntent:
        """Return what a valid form means; the claim refers to the footprint where the buyer wants that."""
        if self.cleaned_data.get("names_footprint"):
            ref = new_ref(self.claim_for)
        return super().intent(ref=ref)

    @property
    def retires(self) -> bool:
        """Whether the buyer wants it retired at once."""
        return self.cleaned_data.get("then", "retire") == "retire"

    def clean(self) -> dict[str, Any]:
        """Ask for a purpose only of who retires."""
        cleaned = super().clean()
        if cleaned.get("then") == "hold":
            for name in ANSWERED:
                self.errors.pop(name, None)
        return cleaned


class RetireForm(BatchAmountsForm, PurposeForm):
    """How much of which batch to retire, and for what; ``final`` is asked on the page that shows it all once more."""

    nothing_typed = _("Please say how many kilograms to retire.")
    wrong_step = _("Only multiples of %(kg)s kg can be retired.")

    nonce = forms.UUIDField(widget=forms.HiddenInput)
    final = forms.BooleanField(label=_("I know that retiring cannot be undone."), required=False)
