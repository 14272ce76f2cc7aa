"""Attendance files: CSV or XLSX in, people and kilometres added up exactly, activities out."""

from footprint.attendance.tally import Way
from footprint.travel.aggregate import activities
from footprint.travel.reader import BadRow, CellProblem, Reading, read
from footprint.travel.template import template_csv, template_xlsx

__all__ = [
    "BadRow",
    "CellProblem",
    "Reading",
    "Way",
    "activities",
    "read",
    "template_csv",
    "template_xlsx",
]
