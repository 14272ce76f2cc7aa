"""The upload of an attendance file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from footprint import travel
from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.travel.reader import Reading


class TravelUploadForm(forms.Form):
    """A CSV or XLSX; after validation `reading` holds its rows and errors, and no names."""

    file = forms.FileField(
        label=_("Attendance file"),
        help_text=_(
            "CSV or XLSX, up to 10 MiB and 200,000 rows. Names and contacts are dropped when it is read."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    reading: Reading

    def clean_file(self) -> object:
        """Open the file in a child process; a refused file is this field's error."""
        upload = self.cleaned_data["file"]
        if upload.size > 10 << 20:
            raise forms.ValidationError(words(travel.reader.refused("too_big").message))
        try:
            self.reading = travel.read(upload.name, upload.read())
        except CalculationError as error:
            raise forms.ValidationError(words(error.message), code=error.code) from error
        return upload
