"""What the open data are: data sets, their fields, units and meaning. Other apps register sets of their own.

Frozen values; no database. A data set's rows come in a stable order, its fields in the order given here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Value = str | int | bool | None
Row = Sequence[Value]

# Ours to say: the data are facts of our own ledger, and no person is in them.
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Field:
    """One column. ``kind``: text, integer, boolean, date, time; ``unit`` such as kg; empty means none."""

    name: str
    kind: str
    meaning_zh: str
    meaning_en: str
    unit: str = ""


@dataclass(frozen=True)
class Dataset:
    """One data set: what it is, its columns, and who reads its rows in order."""

    name: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    fields: tuple[Field, ...]
    rows: Callable[[], Iterator[Row]]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(field.name for field in self.fields)


_datasets: dict[str, Dataset] = {}


def register(*found: Dataset) -> None:
    """Add data sets, in the order in which they are listed; the same name again replaces the former."""
    for dataset in found:
        _datasets[dataset.name] = dataset


def datasets() -> tuple[Dataset, ...]:
    """Return every data set."""
    return tuple(_datasets.values())


def dataset(name: str) -> Dataset | None:
    """Return a data set by name, or None."""
    return _datasets.get(name)
