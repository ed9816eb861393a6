"""The files of a message: what they are called, and where they can be fetched now."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from adapters.teams.parse_seen import Seen
from adapters.teams.reading import Body, letters, mapping, sequence, within
from adapters.teams.us import ADAPTER
from bot.written import Attachment

__all__ = ["downloads", "files"]

MANY = 20
FILE = "application/vnd.microsoft.teams.file.download.info"
NAMED_ONLY = "reference"


def files(seen: Seen) -> tuple[Attachment, ...]:
    """What came with a message, also what can only be named."""
    return tuple(_file(seen, number, one) for number, one in _attached(seen))


def _attached(seen: Seen) -> list[tuple[int, Body]]:
    found = enumerate(map(mapping, sequence(seen.body.get("attachments"))[:MANY]))
    return [(number, one) for number, one in found if _is_file(letters(one.get("contentType")))]


def _is_file(mime: str) -> bool:
    return mime in {FILE, NAMED_ONLY} or mime.startswith("image/")


def _file(seen: Seen, number: int, one: Body) -> Attachment:
    mime = letters(one.get("contentType"))[:255]
    name = letters(one.get("name"))[:255].strip()
    kept = "" if mime in {FILE, NAMED_ONLY} else mime
    return Attachment(ADAPTER, _file_id(seen, number), name or _picture_name(mime), kept)


def _picture_name(mime: str) -> str:
    end = mime.rpartition("/")[2]
    return f"picture.{end}" if mime.startswith("image/") and end.isalnum() else "file"


def _file_id(seen: Seen, number: int) -> str:
    """One for each file of each message: a file may be sent again with another content."""
    return sha256(f"{seen.conversation}\n{seen.id}\n{number}".encode()).hexdigest()[:32]


def downloads(seen: Seen) -> Mapping[str, str]:
    """Where the files of a message can be fetched now, by the ids they have in its event."""
    found = {_file_id(seen, number): _download(one) for number, one in _attached(seen)}
    return {file: url for file, url in found.items() if url.startswith(("https://", "http://"))}


def _download(one: Body) -> str:
    if one.get("contentType") == FILE:
        return letters(within(one, "content", "downloadUrl"))
    return letters(one.get("contentUrl")) if one.get("contentType") != NAMED_ONLY else ""
