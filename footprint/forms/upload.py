"""The upload of a spreadsheet."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from footprint.errors import CalculationError
from footprint.files import bounds, process
from footprint.files.refusals import refused
from footprint.forms.fields import words

LABELS: dict[str, str | Promise] = {
    "travel": _("Attendance file"),
    "inventory": _("Filled-in workbook"),
}
HINTS: dict[str, str | Promise] = {
    "travel": _(
        "CSV or XLSX, up to 96 MiB and a million rows. Names and contacts are dropped when it is read."
    ),
    "inventory": _("The XLSX from this page, filled in; a CSV of activities is read too."),
}


class UploadForm(forms.Form):
    """A CSV or XLSX; whether it can be read is found out after the form, by `imports.jobs`."""

    file = forms.FileField(widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}))

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        """Ask for the file of this purpose."""
        super().__init__(*args, **kwargs)
        self.fields["file"].label = LABELS[purpose]
        self.fields["file"].help_text = HINTS[purpose]

    def clean_file(self) -> UploadedFile:
        """Refuse by name and size what need not be opened."""
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            process.kind_of(str(upload.name))
            if (upload.size or 0) > bounds.MAX_BYTES:
                raise refused("too_big")
        except CalculationError as error:
            raise forms.ValidationError(words(error.message), code=error.code) from error
        return upload
