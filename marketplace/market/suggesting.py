"""A text field that suggests organizations while one types; without JavaScript it is a plain field, found when sent."""

from typing import Any

from django import forms
from django.urls import reverse


class DirectoryInput(forms.TextInput):
    """Asks the directory for suggestions and puts them into a list beside the field."""

    template_name = "market/directory_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add where suggestions come from and where they go."""
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"] |= {
            "list": listed,
            "autocomplete": "off",
            "hx-get": reverse("accounts:directory_options"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{listed}",
            "hx-params": name,
        }
        context["widget"]["listed"] = listed
        return context
