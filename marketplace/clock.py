"""The one clock: the database's, read once a transaction and passed down."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

SHENZHEN = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the time at which the current database transaction began (UTC, microseconds)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
    return now
