"""What supervisors type, checked; the verbs decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from look.writing import TextField
from marketplace.supervision.models import CaseSubject

LONG = forms.Textarea(attrs={"rows": 4})
PUBLIC_HELP = _("What everybody may read, in plain words. Leave it empty to say nothing.")


class CaseForm(forms.Form):
    """A case to be opened."""

    title = TextField(label=_("Title"), max_length=120)
    reason = TextField(label=_("Why it is opened"), max_length=2000, widget=LONG)


class SubjectForm(forms.Form):
    """One more thing that a case is about."""

    kind = forms.ChoiceField(label=_("What it is"), choices=CaseSubject.Kind.choices)
    ref = forms.CharField(
        label=_("Its code, number or id"),
        max_length=60,
        help_text=_("A batch's code, an order's number, else the public id."),
    )


class NoteForm(forms.Form):
    """A note; it stays as it is written."""

    text = TextField(label=_("Note"), max_length=4000, widget=LONG)


class FreezeForm(forms.Form):
    """Why something is frozen, for the file and for everybody."""

    reason = TextField(
        label=_("Reason, for the file"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only its digest goes into the public log."),
    )
    public = TextField(
        label=_("In public words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=PUBLIC_HELP,
    )


class DeclineForm(forms.Form):
    """Why a release is declined."""

    text = TextField(label=_("Why not"), max_length=500)


class FindingForm(forms.Form):
    """What a case found."""

    finding = TextField(
        label=_("Finding"),
        max_length=4000,
        widget=LONG,
        help_text=_("A closed case stays as it is. What is frozen stays frozen."),
    )


class AnomalyNoteForm(forms.Form):
    """What was found out about an anomaly."""

    note = TextField(
        label=_("What you found out"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
