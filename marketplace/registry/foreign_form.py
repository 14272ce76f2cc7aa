"""The form in which other platforms' serial and proof numbers are compared: width, case, dashes and spaces don't count.

``public.serial_texts.compact`` says the same in Python.
"""

from django.db.models import Func, TextField


class ForeignForm(Func):
    """The form of a column, as the database's indexes have it."""

    function = "registry_foreign_form"
    output_field = TextField()
