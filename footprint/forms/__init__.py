"""The forms of the calculators; other apps may use the event's and the office's."""

from footprint.forms.basics import EventBasicsForm, OfficeBasicsForm, OfficeSettingsForm
from footprint.forms.inventory import InventoryForm
from footprint.forms.personal import CardForm
from footprint.forms.upload import UploadForm

__all__ = [
    "CardForm",
    "EventBasicsForm",
    "InventoryForm",
    "OfficeBasicsForm",
    "OfficeSettingsForm",
    "UploadForm",
]
