"""Files of other organisations come folded: an id and the word to ask for the rest. Here it is asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from adapters.slack.files import SlackFiles
from bot.errors import AdapterError

__all__ = ["unfolded"]

FOLDED = "check_file_info"
PATIENCE = 1.5
"""Seconds; what Slack does not tell in time stays a file without a name."""

log = logging.getLogger(__name__)


async def unfolded(body: Mapping[str, Any], files: SlackFiles) -> Mapping[str, Any]:
    """*body* with what Slack tells of its folded files; as it was where there are none."""
    event = body.get("event")
    held = event.get("files") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(held, list) or not any(map(_is_folded, held)):
        return body
    told = await asyncio.gather(*(_unfolded(file, files) for file in held))
    return {**body, "event": {**event, "files": told}}


def _is_folded(file: object) -> bool:
    return isinstance(file, Mapping) and file.get("file_access") == FOLDED and isinstance(file.get("id"), str)


async def _unfolded(file: Any, files: SlackFiles) -> Any:  # noqa: ANN401 - whatever stood in Slack's list
    if not _is_folded(file):
        return file
    try:
        async with asyncio.timeout(PATIENCE):
            return {**file, **await files.info(file["id"])}
    except (AdapterError, TimeoutError):
        log.warning("Slack does not tell what file %s is", file["id"])
        return file
