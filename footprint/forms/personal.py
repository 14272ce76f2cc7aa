"""One card of a person's year: one question, checked with an error that names the way out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from footprint.forms.fields import AmountField, choices, provinces, words
from footprint.personal.questions import Question


class CardForm(forms.Form):
    """The answer to one question, as plain text in `cleaned_data["answer"]`."""

    def __init__(self, question: Question, data: Mapping[str, Any] | None, *, given: str) -> None:
        """Draw the question; `given` is what was answered before."""
        super().__init__(data, initial={"answer": given}, auto_id="%s")
        self.question = question
        self.fields["answer"] = _choice(question) if question.choices else _number(question)

    def clean_answer(self) -> str:
        """The answer within what the question can take."""
        value: str = self.cleaned_data["answer"]
        question = self.question
        if question.choices:
            return value
        number = Decimal(value)
        if question.is_whole and number != number.to_integral_value():
            raise forms.ValidationError(_("A whole number, please."))
        if number < question.least:
            raise forms.ValidationError(_("At least %(least)s.") % {"least": question.least})
        if question.most is not None and number > question.most:
            raise forms.ValidationError(_("At most %(most)s.") % {"most": question.most})
        return value

    @property
    def needs_a_second_look(self) -> bool:
        """Whether a valid answer is so large that it is asked about once more."""
        answer: str = self.cleaned_data["answer"]
        return self.question.is_unusual(answer) and self.data.get("sure") != answer


def _choice(question: Question) -> forms.ChoiceField:
    offered = choices(question.choices)
    if question.id == "place":
        offered += [item for item in provinces() if item[0] not in question.choices]
    return forms.ChoiceField(
        label=words(question.topic),
        choices=offered,
        error_messages={"required": _("Choose one of the answers, or skip the question.")},
    )


def _number(question: Question) -> AmountField:
    field = AmountField(label=words(question.topic), unit=words(question.unit), required=True)
    field.error_messages["required"] = _("Enter a number, or skip the question.")
    field.widget.attrs["autofocus"] = True
    field.help_text = words(question.hint) if question.hint.zh else ""
    return field
