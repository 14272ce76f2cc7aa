"""Making an edition: all data sets from one snapshot, stored as files; the only writer of the edition's tables."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from marketplace import canonical, clock
from marketplace.registry import log
from marketplace.registry.models import OpenDataEdition, OpenDataFile
from marketplace.registry.opendata import dictionary, writing
from marketplace.registry.opendata.dictionary import Dataset

KEPT = 14
IN_MEMORY = 4 * 1024 * 1024


@dataclass
class _Written:
    """A file being written: its bytes so far, their digest and number."""

    name: str
    form: str
    file: IO[bytes] = field(default_factory=lambda: SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    size: int = 0
    rows: int = 0

    def write(self, part: bytes) -> None:
        self.file.write(part)
        self.digest.update(part)
        self.size += len(part)


def publish() -> OpenDataEdition:
    """Write every data set from one snapshot, store the files, and make them the newest edition.

    Until all files are stored the former edition stays the newest. Editions beyond the newest fourteen go.
    """
    with snapshot():
        now, size = clock.now(), log.current_size()
        written = [file for each in dictionary.datasets() for file in _write(each, now, size)]
    stored = [(file, _store(file)) for file in written]
    with transaction.atomic():
        edition = OpenDataEdition.objects.create(at=now, log_size=size)
        OpenDataFile.objects.bulk_create(
            OpenDataFile(
                edition=edition,
                name=file.name,
                form=file.form,
                rows=file.rows,
                size=file.size,
                sha256=file.digest.hexdigest(),
                stored=name,
            )
            for file, name in stored
        )
    _forget_old()
    return edition


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it was at one moment, whatever is traded meanwhile."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write(dataset: Dataset, now: datetime, log_size: int) -> list[_Written]:
    table, document = _Written(dataset.name, "csv"), _Written(dataset.name, "json")
    table.write(writing.csv_head(dataset.header))
    document.write(writing.json_head(_about(dataset, now, log_size)))
    for row in dataset.rows():
        table.write(writing.csv_lines([row]))
        document.write(writing.json_row(dataset.header, row, first=not document.rows))
        table.rows += 1
        document.rows += 1
    document.write(writing.json_tail())
    return [table, document]


def _about(dataset: Dataset, now: datetime, log_size: int) -> dict[str, object]:
    return {
        "dataset": dataset.name,
        "generated_at": canonical.utc(now),
        "log_size": log_size,
        "licence": dictionary.LICENCE,
        "fields": list(dataset.header),
    }


def _store(file: _Written) -> str:
    """Keep a file under its digest: the same bytes are stored once, and no name is ever written twice."""
    name = f"opendata/{file.digest.hexdigest()}.{file.form}"
    file.file.seek(0)
    if default_storage.exists(name):
        return name
    return default_storage.save(name, File(file.file))


def _forget_old() -> None:
    kept = list(OpenDataEdition.objects.values_list("pk", flat=True)[:KEPT])
    names = set(OpenDataFile.objects.exclude(edition__in=kept).values_list("stored", flat=True))
    OpenDataEdition.objects.exclude(pk__in=kept).delete()
    for name in names - set(OpenDataFile.objects.values_list("stored", flat=True)):
        default_storage.delete(name)
