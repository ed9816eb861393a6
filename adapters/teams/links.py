"""Addresses that a browser, or Teams itself, opens at one message."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from adapters.teams.refs import Kind, Ref
from bot.people import Receipt

__all__ = ["permalink"]

PUBLIC, GOVERNMENT = "https://teams.microsoft.com", "https://gov.teams.microsoft.us"


def permalink(ref: Ref, receipt: Receipt, group: str = "", *, government: bool = False) -> str | None:
    """Where *receipt* is read; None in the chat of one person with the bot, which nobody else can open.

    *group* is the directory's id of the channel's team.
    """
    if ref.kind is Kind.PERSONAL:
        return None
    message = quote(receipt.message, safe="")
    link = f"{GOVERNMENT if government else PUBLIC}/l/message/{quote(ref.room, safe='')}/{message}"
    told = {"tenantId": ref.tenant, "groupId": group}
    if ref.kind is Kind.CHANNEL:
        told["parentMessageId"] = receipt.address.thread or receipt.message
    else:
        told["context"] = '{"contextType":"chat"}'
    return f"{link}?{urlencode({name: value for name, value in told.items() if value})}"
