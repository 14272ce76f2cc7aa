"""The question that is asked only where an organization is on record under another name than the one typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from marketplace.market.beneficiaries import differing, differs, on_record

OF_ANOTHER = "organization"
RECORDED, REPORTED = "recorded", "reported"


class NameQuestion(forms.Form):
    """Go on with the recorded name, or report the one typed: in forms with ``beneficiary``, ``uscc`` and a name."""

    name_choice = forms.ChoiceField(
        label=_("Another name is on record"), widget=forms.RadioSelect, required=False
    )
    retires: Any = True
    differing: Party | None = None

    def ask_for_the_name(self) -> None:
        """Let the buyer choose where names differ; an answer holds for this organization only."""
        self.differing = self._differing()
        if self.differing is None:
            del self.fields["name_choice"]
            return
        field, of = self.fields["name_choice"], self.differing.public_id
        field.choices = [
            (
                f"{RECORDED}:{of}",
                _("Go on with the recorded name: %(name)s") % {"name": on_record(self.differing)},
            ),
            (f"{REPORTED}:{of}", _("Report the name I typed; nothing goes on until I choose")),
        ]
        field.required = True
        field.error_messages |= dict.fromkeys(
            ("required", "invalid_choice"), differs(self.differing)
        )

    def _differing(self) -> Party | None:
        """Return the organization meant, where it is on record under another name than the one typed."""
        typed = {
            name: str(self.data.get(self.add_prefix(name), ""))
            for name in ("beneficiary", "uscc", "organization_name")
        }
        if typed["beneficiary"] != OF_ANOTHER:
            return None
        return differing(typed["uscc"], typed["organization_name"])

    @property
    def reports(self) -> bool:
        """Whether the buyer wants a registrar to look at a differing name, rather than to go on."""
        return bool(self.retires) and self.cleaned_data.get("name_choice", "").startswith(REPORTED)
