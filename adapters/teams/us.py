"""Who the bot is in its tenant, and how Teams' conversation ids are our addresses."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people import Address

__all__ = ["ADAPTER", "Us", "conversation", "standing"]

ADAPTER = "teams"

THREAD = ";messageid="
"""In a channel the conversation's id ends so, with the id of the message that heads the thread."""


@dataclass(frozen=True, slots=True)
class Us:
    """`app` is the app's id, `tenant` the house's own, `bot` the id that Teams has for us (`28:…`)."""

    app: str
    tenant: str
    bot: str

    @classmethod
    def of(cls, app: str, tenant: str) -> Us:
        """The bot of that app."""
        return cls(app, tenant, f"28:{app}")

    def is_house(self, tenant: str) -> bool:
        """Whether somebody of that tenant belongs to the installing organisation."""
        return bool(tenant) and tenant.casefold() == self.tenant.casefold()

    def is_us(self, user: str) -> bool:
        """Whether *user* is the id that Teams has for the bot."""
        return user.casefold() == self.bot.casefold()


def standing(conversation_id: str) -> Address:
    """Where a conversation of Teams stands: a room, and in channels the thread in it."""
    room, _, thread = conversation_id.partition(THREAD)
    return Address(ADAPTER, room, thread)


def conversation(address: Address) -> str:
    """The id that Teams has for *address*; a channel without a thread is where new threads begin."""
    return f"{address.room}{THREAD}{address.thread}" if address.thread else address.room
