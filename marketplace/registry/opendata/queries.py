"""Reading editions of the open data."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.core.files.storage import default_storage

from marketplace.registry.models import OpenDataEdition, OpenDataFile


@dataclass(frozen=True)
class FileView:
    """One file of an edition."""

    name: str
    form: str
    rows: int
    size: int
    sha256: str
    at: datetime
    log_size: int
    stored: str

    @property
    def path(self) -> str:
        """Its lasting address: the newest edition's file is always there."""
        return f"/api/v1/opendata/{self.name}.{self.form}"

    @property
    def filename(self) -> str:
        """What it is called when it is downloaded."""
        return f"zhonghe-{self.name}-{self.at:%Y%m%d}.{self.form}"


@dataclass(frozen=True)
class EditionView:
    """The newest edition: its files by (data set, form)."""

    at: datetime
    log_size: int
    files: dict[tuple[str, str], FileView]


def newest() -> EditionView | None:
    """Return the newest edition, or None before the first."""
    row = OpenDataEdition.objects.first()
    if row is None:
        return None
    files = {(file.name, file.form): _view(file, row) for file in row.files.all()}
    return EditionView(row.at, row.log_size, files)


def newest_file(name: str, form: str) -> FileView | None:
    """Return one file of the newest edition, or None."""
    row = OpenDataEdition.objects.first()
    file = row.files.filter(name=name, form=form).first() if row else None
    return _view(file, row) if row and file else None


def open_file(file: FileView) -> File:
    """Open a file's bytes for reading."""
    return default_storage.open(file.stored, "rb")


def _view(file: OpenDataFile, edition: OpenDataEdition) -> FileView:
    return FileView(
        file.name,
        file.form,
        file.rows,
        file.size,
        file.sha256,
        edition.at,
        edition.log_size,
        file.stored,
    )
