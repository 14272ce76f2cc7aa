"""What curators type: a portfolio's words and the shares of its listings."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from look.numbers import WholeNumberField
from look.templatetags import look
from look.writing import TextField
from marketplace.market.catalogue import ListingCard
from marketplace.market.portfolios.curating import MOST_PARTS, WHOLE, Draft


class PortfolioForm(forms.Form):
    """Names, descriptions, and up to ten listings with whole percent; the shares must make 100."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens; it can't be changed later."),
    )
    name_zh = TextField(label=_("Name in Chinese"), max_length=80)
    name_en = TextField(label=_("Name in English"), max_length=120)
    description_zh = TextField(
        label=_("Description in Chinese"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    description_en = TextField(
        label=_("Description in English"), max_length=1500, widget=forms.Textarea({"rows": 3})
    )
    published = forms.BooleanField(label=_("Show it to everybody"), required=False, initial=True)
    note = TextField(
        label=_("Why"), max_length=200, help_text=_("Kept in the history, for colleagues.")
    )

    def __init__(
        self, *args: Any, choices: Sequence[ListingCard], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["slug"]
        options = [("", _("none")), *((str(card.id), _told(card)) for card in choices)]
        for at in range(MOST_PARTS):
            self.fields[f"listing_{at}"] = forms.TypedChoiceField(
                label=_("Listing %(number)s") % {"number": at + 1},
                choices=options,
                coerce=int,
                empty_value=None,
                required=False,
            )
            self.fields[f"weight_{at}"] = WholeNumberField(
                label=_("Share of listing %(number)s") % {"number": at + 1},
                min_value=1,
                max_value=WHOLE,
                required=False,
                widget=forms.TextInput(attrs={"data-unit": "%"}),
            )

    def words(self) -> Iterator[forms.BoundField]:
        """Yield the fields that are no parts."""
        for name in self.fields:
            if not name.startswith(("listing_", "weight_")):
                yield self[name]

    def parts(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Yield listing and share, side by side."""
        for at in range(MOST_PARTS):
            yield self[f"listing_{at}"], self[f"weight_{at}"]

    def clean(self) -> dict[str, Any]:
        """Gather the parts into ``cleaned_data["parts"]``, and say which pair is not whole."""
        cleaned = super().clean() or {}
        parts: dict[int, int] = {}
        for at in range(MOST_PARTS):
            listing, weight = cleaned.get(f"listing_{at}"), cleaned.get(f"weight_{at}")
            if listing and weight and listing not in parts:
                parts[listing] = weight
            elif listing and listing in parts:
                self.add_error(f"listing_{at}", _("This listing is named already."))
            elif listing and f"weight_{at}" not in self.errors:
                self.add_error(f"weight_{at}", _("Which share is this listing to have?"))
            elif weight and f"listing_{at}" not in self.errors:
                self.add_error(f"listing_{at}", _("Which listing is to have this share?"))
        cleaned["parts"] = parts
        if not self.errors and sum(parts.values()) != WHOLE:
            raise forms.ValidationError(
                _("The shares must make 100 percent; these make %(sum)s."),
                params={"sum": sum(parts.values())},
            )
        return cleaned

    def draft(self) -> Draft:
        """Return what a valid form means."""
        names = ("name_zh", "name_en", "description_zh", "description_en", "published", "parts")
        return Draft(**{name: self.cleaned_data[name] for name in names})


def _told(card: ListingCard) -> str:
    return f"{look.localname(card.project)} · {card.batch_code} · {look.money(card.price)}"
