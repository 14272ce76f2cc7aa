"""What is typed to offer a transfer: how much of which batch, to whom, and a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import directory
from accounts.errors import AccountError
from accounts.models import Party
from look.writing import TextField
from marketplace.market.batch_amounts import BatchAmountsForm
from marketplace.market.suggesting import DirectoryInput
from marketplace.market.transfers import LONGEST_NOTE


class TransferForm(BatchAmountsForm):
    """Kilograms to an organization, found by its exact name or its code."""

    nothing_typed = _("Please say how many kilograms to transfer.")
    wrong_step = _("Only multiples of %(kg)s kg can be transferred.")

    receiver = forms.CharField(
        label=_("To which organization"),
        max_length=160,
        help_text=_("Its whole name or its unified social credit code. It needs an account here."),
        widget=DirectoryInput,
    )
    note = TextField(
        label=_("A message to the receiver"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, sender: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender

    def clean_receiver(self) -> str:
        """Find the receiver, ``self.party``."""
        text: str = self.cleaned_data["receiver"]
        self.party: Party | None = None
        try:
            self.party = directory.find(text)
        except AccountError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if self.party is None or self.party.uscc is None:
            raise forms.ValidationError(
                _("No organization with this name or code has a verified account here.")
            )
        if self.party.pk == self.sender.pk:
            raise forms.ValidationError(_("Sender and receiver are the same account."))
        return text
