"""What developers, reviewers and registrars type; the verbs decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import OrganizationField, OrganizationsField
from accounts.models import Organization, User
from accounts.queries import OrganizationOf
from look.templatetags.look import localname
from look.writing import TextField
from marketplace.clock import SHENZHEN
from marketplace.market.kinds import KINDS
from marketplace.methodologies import codes, words
from marketplace.methodologies.models import Expert, Opinion
from marketplace.methodologies.questions import ANSWERS, QUESTIONS
from marketplace.methodologies.reviews import Judgement, Profile
from marketplace.methodologies.submissions import Words

# One entry for each label: some kinds of projects have two names in older data.
KIND_CHOICES = [
    (key, KINDS[key]) for key in KINDS if key not in {"transit", "cycling", "pv", "electricity"}
]
DAY = forms.DateInput(attrs={"type": "date"})


def free_code(typed: str) -> str:
    """Return a code in small letters. Raises ValidationError for a word of the site's own addresses."""
    if not codes.is_free(typed.lower()):
        raise forms.ValidationError(codes.RESERVED)
    return typed.lower()


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FilterForm(forms.Form):
    """What somebody looks for in the list. Nonsense is ignored, not scolded."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("Kind of project"), required=False, choices=[("", _("all")), *KIND_CHOICES]
    )
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            *(
                (key, words.STATES[key])
                for key in ("filed", "superseded", "submitted", "under_review")
            ),
        ],
    )


class BeginForm(forms.Form):
    """For whom a methodology is proposed, and what it will be called."""

    organization = forms.ChoiceField(label=_("Organization"))
    code = forms.SlugField(
        label=pgettext_lazy("methodology", "Code"),
        max_length=40,
        help_text=_(
            "Letters, digits, hyphens and underscores. For a new version: the code of the methodology."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    version = TextField(label=_("Version"), max_length=40)

    def __init__(self, *args: Any, organizations: Sequence[OrganizationOf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [
            (str(each.public_id), localname(each)) for each in organizations
        ]

    def clean_code(self) -> str:
        return free_code(str(self.cleaned_data["code"]))


class WordsForm(forms.Form):
    """A draft's words. Almost everything may be empty until it is handed in."""

    code = forms.SlugField(label=pgettext_lazy("methodology", "Code"), max_length=40)
    version = TextField(label=_("Version"), max_length=40)
    name_zh = TextField(label=_("Name in Chinese"), max_length=160, required=False)
    name_en = TextField(label=_("Name in English"), max_length=200, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("For which kinds of projects"),
        required=False,
        choices=KIND_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    scope_zh = TextField(
        label=_("Scope in Chinese"), max_length=4000, required=False, widget=area()
    )
    scope_en = TextField(
        label=_("Scope in English"), max_length=4000, required=False, widget=area()
    )
    news_zh = TextField(
        label=_("What is new against the former version, in Chinese"),
        max_length=4000,
        required=False,
        widget=area(3),
    )
    news_en = TextField(
        label=_("What is new against the former version, in English"),
        max_length=4000,
        required=False,
        widget=area(3),
    )
    contact = TextField(
        label=_("Contact"),
        max_length=160,
        required=False,
        help_text=_("An office's e-mail or telephone. Read by registrars only."),
    )

    def clean_code(self) -> str:
        return free_code(str(self.cleaned_data["code"]))

    @property
    def words(self) -> Words:
        """What a valid form means."""
        return Words(**self.cleaned_data)


class DocumentForm(forms.Form):
    """A file to be added."""

    document = forms.FileField(
        label=_("Document"),
        help_text=_(
            "PDF or Word (DOCX), at most 10 MB. It is published when the methodology is filed."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
    )


class OpinionForm(forms.Form):
    """A reviewer's opinion: a question each, the report, the verdict."""

    report = TextField(
        label=_("Report"),
        max_length=20000,
        widget=area(8),
        help_text=_("Read by registrars, and by the developer after the decision."),
    )
    verdict = forms.ChoiceField(
        label=_("Opinion"), choices=Opinion.Verdict.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            question.key: forms.ChoiceField(
                label=question.label,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                help_text=f"{question.text} {question.rule}".strip(),
            )
            for question in QUESTIONS
        }
        self.fields = asked | self.fields

    @property
    def judgement(self) -> Judgement:
        """What a valid form means."""
        data = self.cleaned_data
        answers = {question.key: data[question.key] for question in QUESTIONS}
        return Judgement(data["verdict"], data["report"], answers)


class ExpertForm(forms.Form):
    """An entry of the roster."""

    kinds = forms.MultipleChoiceField(
        label=pgettext_lazy("expert", "Fields"),
        choices=KIND_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    affiliation = TextField(label=_("Works at"), max_length=160, required=False)
    organization = OrganizationField(
        label=_("Organization here"),
        queryset=Organization.objects.select_related("party"),
        required=False,
        empty_label="—",
        help_text=_("Of whose submissions the expert never gets one."),
    )
    conflicts = OrganizationsField(
        label=_("Conflicts of interest"),
        queryset=Organization.objects.select_related("party"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    conflicts_note = TextField(
        label=_("Other conflicts of interest"), max_length=300, required=False
    )
    active = forms.BooleanField(label=_("May be asked"), required=False, initial=True)

    @property
    def profile(self) -> Profile:
        """What a valid form means."""
        data = {name: self.cleaned_data[name] for name in Profile.__dataclass_fields__}
        return Profile(**data)


class NewExpertForm(ExpertForm):
    """A person to be put on the roster, known by the address they sign in with."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Of the person's account here.")
    )
    field_order = ("email",)

    def clean_email(self) -> User:
        """Return the person. Raises ValidationError where nobody signs in by that address."""
        address = str(self.cleaned_data["email"]).lower()
        user = User.objects.filter(email=address, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody signs in here by this address."))
        if Expert.objects.filter(user=user).exists():
            raise forms.ValidationError(_("This person is on the roster already."))
        return user


class AssignForm(forms.Form):
    """Who takes a seat."""

    expert = forms.ChoiceField(label=_("Expert"))

    def __init__(self, *args: Any, experts: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].choices = experts


class FileForm(forms.Form):
    """What the filing adds to a submission."""

    issuer_zh = TextField(label=_("Issuer in Chinese"), max_length=120)
    issuer_en = TextField(label=_("Issuer in English"), max_length=160)
    document_number = TextField(label=_("Document number"), max_length=80)
    filed_on = forms.DateField(label=_("Date of filing"), widget=DAY)
    url = forms.URLField(
        label=_("Where it is published"), max_length=500, required=False, assume_scheme="https"
    )

    def clean_filed_on(self) -> date:
        day: date = self.cleaned_data["filed_on"]
        if day > localdate(timezone=SHENZHEN):
            raise forms.ValidationError(_("The date lies in the future."))
        return day


class NoteForm(forms.Form):
    """Why a submission goes back or is rejected."""

    note = TextField(
        label=_("Reason"),
        max_length=2000,
        widget=area(3),
        help_text=_("The developer reads this, with both reports."),
    )
