"""Attendance files: CSV or XLSX in, people and kilometres added up exactly, activities out."""

from footprint.travel.aggregate import activities
from footprint.travel.reader import Reading, RowError, TravelRow, read
from footprint.travel.template import template_csv, template_xlsx

__all__ = [
    "Reading",
    "RowError",
    "TravelRow",
    "activities",
    "read",
    "template_csv",
    "template_xlsx",
]
