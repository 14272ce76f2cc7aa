"""What an office year's inventory asks besides the questions: people, the grid factors' year, its sites."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from events import drafts
from events.claims import Subject
from events.models import Event
from footprint import site_drafts, site_rows
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import OfficeSettingsForm


class OfficePart:
    """The office's own part of an inventory page; of an event's it is empty and always valid."""

    def __init__(self, request: HttpRequest, subject: Subject, draft: Draft) -> None:
        """Read the settings from a POST that has them, else from the draft."""
        self.request, self.subject, self.draft = request, subject, draft
        self.settings: OfficeSettingsForm | None = None
        if not isinstance(subject, Event):
            data = request.POST if request.method == "POST" else None
            self.settings = OfficeSettingsForm(subject.year, data, initial=dict(draft.basics))

    def is_valid(self) -> bool:
        """Whether the settings can be kept."""
        return self.settings is None or self.settings.is_valid()

    def taken_into(self, draft: Draft) -> Draft:
        """The draft with the settings in its basics, if they can be read."""
        if self.settings is None or not self.settings.is_valid():
            return draft
        said = self.settings.cleaned_data
        settings = {key: said[key] for key in ("participants", "grid_year")}
        return replace(draft, basics={**draft.basics, **settings})

    def next_page(self, kind: str) -> str:
        """The site that was asked for, or nothing."""
        number = self.request.POST.get("site", "")
        if self.settings is None or not number.isdigit():
            return ""
        return reverse("events:office_site", args=[self.subject.public_id, kind, int(number)])

    def context(self, draft: Draft) -> dict[str, Any]:
        """The settings, the sites and an earlier year to take the structure from; one query at most."""
        if self.settings is None:
            return {}
        try:
            result = draft.result()
        except CalculationError:
            result = None
        found = drafts.earlier(self.subject) if site_drafts.is_blank(draft) else None
        return {
            "settings": self.settings,
            "sites": site_rows.rows(draft, result),
            "earlier": found[0] if found else None,
        }
