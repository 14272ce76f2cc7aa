"""Files handed out by the pages."""

from urllib.parse import quote

from django.http import HttpResponse


def csv(content: bytes, *, name: str) -> HttpResponse:
    """Return a CSV to be saved under this name."""
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
