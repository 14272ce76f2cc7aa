"""Taking a file from a stranger: in memory, up to a limit; what is longer is read past and not kept."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class BoundedUpload(FileUploadHandler):
    """Keep one file in memory; past the limit drop it and let the rest of the request run out."""

    chunk_size = 64 * 1024

    def __init__(self, limit: int, request: Any = None) -> None:
        super().__init__(request)
        self._limit = limit
        self._kept = BytesIO()
        self.too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a chunk, or stop."""
        if self._kept.tell() + len(raw_data) > self._limit:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file; its name is never used."""
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, "upload.pdf", "application/octet-stream", file_size, None
        )
