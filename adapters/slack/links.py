"""Addresses that a browser, or Slack itself, opens at one message."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.people import Receipt

__all__ = ["permalink"]


def permalink(workspace: str, receipt: Receipt) -> str:
    """Where *receipt* is read in the *workspace* (`https://acme.slack.com/`)."""
    where = receipt.address
    link = f"{workspace.rstrip('/')}/archives/{where.room}/p{receipt.message.replace('.', '')}"
    if not where.thread or where.thread == receipt.message:
        return link
    return f"{link}?{urlencode({'thread_ts': where.thread, 'cid': where.room})}"
