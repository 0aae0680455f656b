"""What a file says: bytes of a PDF, a Word paper, a table, a page or an archive turned into text.

`reading.read_bytes` does it, and is not imported here: who hands a file to a worker needs the records only.

Pure: bytes in, `FileText` out; nothing is fetched and nothing of the file is executed. It is called in a
worker process only (`pipelines.workers`), since a hostile file may take any time and memory.
"""

from __future__ import annotations

from pipelines.filetext.limits import FileLimits
from pipelines.filetext.records import FileText, Member

__all__ = ["FileLimits", "FileText", "Member"]
