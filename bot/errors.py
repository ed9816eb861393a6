"""Every error this programme raises on purpose.

FrontdeskError
├ IllegalMove          told to the person who tried, not logged as a fault
│ ├ AlreadyClaimed     somebody else holds it
│ ├ NobodyWaiting      there is nothing to act on
│ ├ NotTheHolder       only the holder may do this
│ ├ NotAtTheDesk       only a member of the desk may do this
│ └ OwnConversation    the asker of a conversation cannot act as its agent
├ AdapterError         a platform did not do what was asked
│ ├ Unavailable        not now: try again after a while; certainly not done
│ ├ NotAllowed         refused for good
│ ├ AddressGone        the place or the message is gone for good
│ ├ TooLong            longer than the platform takes
│ └ Unsure             it may have been done
├ AnswererError        the model or the index failed: escalate
├ StaleConversation    somebody saved first: read again and decide again
├ StoreError           the database cannot be used as it is
└ SettingsError        every wrong setting at once, each with an example of what works
"""

from __future__ import annotations

from bot.people import Person


class FrontdeskError(Exception):
    """The root; its text can be shown to the person who runs the programme."""


class IllegalMove(FrontdeskError):
    """A move the conversation's state or the person's rights do not allow."""


class AlreadyClaimed(IllegalMove):
    """Somebody else holds the conversation."""

    def __init__(self, holder: Person) -> None:
        super().__init__(f"{holder.name or holder.key} holds this conversation")
        self.holder = holder


class NobodyWaiting(IllegalMove):
    """The conversation is over, or not yet where this move begins."""


class NotTheHolder(IllegalMove):
    """Only the holder may do this."""

    def __init__(self, holder: Person | None = None) -> None:
        super().__init__("only the agent who holds this conversation may do that")
        self.holder = holder


class NotAtTheDesk(IllegalMove):
    """Only a member of the desk may do this."""


class OwnConversation(IllegalMove):
    """The asker of a conversation cannot act as its agent."""


class AdapterError(FrontdeskError):
    """A platform did not do what was asked."""


class Unavailable(AdapterError):
    """Not now, and certainly not done. `retry_after` is in seconds.

    `everywhere`: nothing else of that platform would be done now either.
    """

    def __init__(self, adapter: str, *, retry_after: float = 1.0, everywhere: bool = False) -> None:
        super().__init__(f"{adapter} asks us to wait {retry_after:g} s")
        self.retry_after, self.everywhere = retry_after, everywhere


class NotAllowed(AdapterError):
    """Refused for good: a right is missing, or the platform does not take it."""


class AddressGone(AdapterError):
    """The room, thread, message or person is gone for good."""


class TooLong(AdapterError):
    """Longer than the platform takes, even split."""


class Unsure(AdapterError):
    """No clear answer came: it may have been done."""


class AnswererError(FrontdeskError):
    """The model or the index failed."""


class StaleConversation(FrontdeskError):
    """Somebody saved this conversation since it was read."""


class StoreError(FrontdeskError):
    """The database is locked by another process, from a newer version, or not ours."""


class SettingsError(FrontdeskError):
    """What is wrong with the settings, all of it at once."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
