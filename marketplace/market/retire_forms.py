"""For what, for whom and in whose name kilograms are retired: the same questions with an order and out of holdings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import parties
from accounts.identifiers import clean_uscc
from accounts.models import Party
from look.templatetags.look import localname
from marketplace.market.batch_amounts import BatchAmountsForm
from marketplace.market.intents import LONGEST_REASON, RetireIntent, claim, new_ref

PURPOSES = [
    ("event", _("an event")),
    ("office_year", _("a year of an office")),
    ("personal", _("my own footprint")),
    ("gift", _("a gift")),
    ("other", _("something else")),
]
OWN, OTHER = "self", "organization"
# What is not asked where the app behind the purpose says it: an event is offset in its organization's name.
ANSWERED = {"purpose", "title", "period_start", "period_end", "beneficiary", "uscc", "public_name"}


class PurposeForm(forms.Form):
    """What the retirement is for, and in whose name."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES)
    title = forms.CharField(
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
        label=_("Its unified social credit code"),
        required=False,
        max_length=40,
        help_text=_("Only for another organization: 18 characters. It must be registered here."),
    )
    public_name = forms.CharField(
        label=_("Your name on the certificate"),
        required=False,
        max_length=120,
        help_text=_(
            "Everyone can read a certificate. Leave this empty to appear under a pseudonym."
        ),
    )
    reason = forms.CharField(
        label=_("A message"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    needs_purpose = True

    def __init__(
        self, *args: Any, owner: Party, known: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.known = known
        is_person = owner.kind == Party.Kind.PERSON
        own = _("my own name or pseudonym") if is_person else localname(owner)
        self.fields["beneficiary"].choices = [(OWN, own), (OTHER, _("another organization"))]
        self.fields["beneficiary"].initial = OWN
        self.fields[
            "uscc"
        ].widget.is_required = True  # needed or not as the choice above says: no word "optional"
        self.fields["purpose"].initial = "personal" if is_person else "event"
        if not is_person:
            del self.fields["public_name"]
        elif owner.shows_name:
            self.fields["public_name"].initial = owner.name_zh
        if known:
            for name in set(self.fields) & ANSWERED:
                del self.fields[name]

    def clean_uscc(self) -> str:
        """Return the code normalized, or nothing."""
        return clean_uscc(self.cleaned_data["uscc"]) if self.cleaned_data["uscc"] else ""

    def clean(self) -> dict[str, Any]:
        """Check dates against each other and find the beneficiary."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The end is before the beginning."))
        cleaned["party"] = self.owner
        if cleaned.get("beneficiary") == OTHER and "uscc" in cleaned:
            cleaned["party"] = self._other(cleaned["uscc"])
        return cleaned

    def _other(self, uscc: str) -> Party | None:
        found = Party.objects.filter(uscc=uscc).first() if uscc else None
        if found is None:
            self.add_error("uscc", _("No organization with this code is registered here."))
        return found

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
            beneficiary_id=data["party"].pk,
            reason=data["reason"].strip(),
        )

    def store_name(self) -> None:
        """Keep a person's choice of name or pseudonym; a guest's name once given is not overwritten by others."""
        if "public_name" not in self.fields or self.cleaned_data["party"] != self.owner:
            return
        name = self.cleaned_data["public_name"].strip()
        if self.owner.user_id is None and self.owner.name_zh:
            return
        parties.set_public_name(self.owner, name_zh=name, name_en=name, shows_name=bool(name))


def period(start: date | None, end: date | None) -> str:
    """Return an ISO day or interval, or nothing."""
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
        super().__init__(*args, **kwargs)
        self.claim_for = claim_for
        if self.known or not claim_for.startswith("footprint:"):
            del self.fields["names_footprint"]
        else:  # what a person emitted is that person's own; an event's or an office's is to be shown
            self.fields["names_footprint"].initial = self["purpose"].initial != "personal"
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
            for name in ("title", "purpose", "uscc", "beneficiary"):
                self.errors.pop(name, None)
        return cleaned


class RetireForm(BatchAmountsForm, PurposeForm):
    """How much of which batch to retire, and for what; ``final`` is asked on the page that shows it all once more."""

    nothing_typed = _("Please say how many kilograms to retire.")
    wrong_step = _("Only multiples of %(kg)s kg can be retired.")

    nonce = forms.UUIDField(widget=forms.HiddenInput)
    final = forms.BooleanField(label=_("I know that retiring cannot be undone."), required=False)
