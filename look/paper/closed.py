"""A fetcher that fetches nothing: whatever a paper shows is in memory before it is set."""

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class ClosedFetcher(URLFetcher):
    """Refuse every address, files and the network included.

    The parent's constructor is not called on purpose: it builds openers for HTTP, FTP and files, and a TLS context
    (40 ms), none of which may exist here.
    """

    def __init__(self) -> None:
        self._request = None

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Raise FatalURLFetchingError, which ends the setting."""
        raise FatalURLFetchingError(f"A paper fetches nothing, not {url[:80]!r} either.")
