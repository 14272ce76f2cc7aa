"""The two questions of the verify page: a code, or a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_CODE = 200


class CodeForm(forms.Form):
    """A certificate's code as people type it; whether it is one is for verification to say."""

    code = forms.CharField(
        label=_("Certificate code"),
        help_text=_(
            "It begins with ZH and stands below the title of the certificate. Capitals, spaces "
            "and hyphens don't matter."
        ),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class FileForm(forms.Form):
    """The PDF of a certificate."""

    file = forms.FileField(
        label=_("Certificate file (PDF)"),
        help_text=_(
            "At most 5 MB. The file is compared byte by byte with the one we issued, and not kept."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        allow_empty_file=True,
    )
