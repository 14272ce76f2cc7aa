"""The open data under /api/v1/opendata: the dictionary as JSON, and the files of the newest edition."""

import base64
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Router, Schema
from ninja.decorators import decorate_view

from marketplace.errors import MarketError
from marketplace.registry import freshness
from marketplace.registry.opendata import dictionary, queries

router = Router(tags=["open data"])
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
SECONDS = 300


class FieldOut(Schema):
    """One column. ``type``: text, integer, boolean, date or time."""

    name: str
    type: str
    unit: str
    meaning_zh: str
    meaning_en: str


class FileOut(Schema):
    """One file of the newest edition."""

    url: str
    format: str
    rows: int
    size: int
    sha256: str


class DatasetOut(Schema):
    """One data set with its dictionary (``columns``) and its files."""

    name: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    columns: list[FieldOut]
    files: list[FileOut]


class CatalogueOut(Schema):
    """What there is; ``generated_at`` is null before the first night."""

    generated_at: datetime | None
    log_size: int | None
    licence: str
    licence_url: str
    datasets: list[DatasetOut]


@router.get("/opendata", response=CatalogueOut, summary="Open data: data sets, fields, files")
@decorate_view(freshness.public_read(seconds=SECONDS))
def catalogue(request: HttpRequest) -> Any:
    edition = queries.newest()
    return {
        "generated_at": edition.at if edition else None,
        "log_size": edition.log_size if edition else None,
        "licence": dictionary.LICENCE,
        "licence_url": dictionary.LICENCE_URL,
        "datasets": [_dataset(each, edition) for each in dictionary.datasets()],
    }


@router.get("/opendata/{name}.{form}", summary="One file of the newest edition")
@decorate_view(freshness.public_read(seconds=SECONDS))
def file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Return a file as it was made; its digest is the ETag."""
    found = queries.newest_file(name, form)
    if found is None:
        raise MarketError("not_found")
    answer = FileResponse(
        queries.open_file(found),
        content_type=MEDIA_TYPES[form],
        as_attachment=True,
        filename=found.filename,
    )
    answer["ETag"] = f'"{found.sha256}"'
    answer["Last-Modified"] = http_date(found.at.timestamp())
    digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
    answer["Repr-Digest"] = f"sha-256=:{digest}:"
    return answer  # type: ignore[return-value]


def _dataset(each: dictionary.Dataset, edition: queries.EditionView | None) -> dict[str, Any]:
    files = [edition.files.get((each.name, form)) for form in MEDIA_TYPES] if edition else []
    return {
        "name": each.name,
        "name_zh": each.name_zh,
        "name_en": each.name_en,
        "about_zh": each.about_zh,
        "about_en": each.about_en,
        "columns": [
            {
                "name": field.name,
                "type": field.kind,
                "unit": field.unit,
                "meaning_zh": field.meaning_zh,
                "meaning_en": field.meaning_en,
            }
            for field in each.fields
        ],
        "files": [
            {
                "url": found.path,
                "format": found.form,
                "rows": found.rows,
                "size": found.size,
                "sha256": found.sha256,
            }
            for found in files
            if found
        ],
    }
