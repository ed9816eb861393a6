"""The courier's work without an event loop: one attempt carried to the platform, and how it ended.

It turns the platform's errors into outcomes exactly as `bot.courier` does.
"""

from __future__ import annotations

import re
from datetime import datetime

from adapters.testing import FakePlatform
from bot.errors import AddressGone, NotAllowed, TooLong, Unavailable, Unsure
from bot.judgement import Draft, Failed, Question
from bot.mailroom.attempts import (
    Action,
    Attempt,
    CannotTell,
    CarryFile,
    Change,
    Done,
    Later,
    MarkOn,
    NotFound,
    Open,
    Outcome,
    Post,
    Refused,
    Remove,
    Think,
    Thought,
    Unknown,
    WhisperTo,
)
from bot.people import Address
from tests.fakes.answerer import known

NUMBER = re.compile(r" #\d+$")


def carry(platform: FakePlatform, attempt: Attempt, *, broken: bool = False) -> Outcome:
    """How the errand ended; `Hung` if the platform never answers. *broken* is an answerer that fails."""
    try:
        return _act(platform, attempt, broken=broken)
    except Unavailable as error:
        return Later(error.retry_after)
    except AddressGone as error:
        return Refused(str(error), gone=True)
    except (NotAllowed, TooLong) as error:
        return Refused(str(error))
    except Unsure:
        return Unknown()


def _act(platform: FakePlatform, attempt: Attempt, *, broken: bool) -> Outcome:
    match attempt.action:
        case Think(question=question):
            return Thought(Failed("the index is not there") if broken else drafted(question))
        case Post(to=to) | Open(room=to) if attempt.look is not None:
            return _looked(platform, to, attempt.row.key, attempt.look)
        case action:
            return _done(platform, action, attempt.row.key)


def _done(platform: FakePlatform, action: Action, key: str) -> Done:
    match action:
        case Post(to=to, meaning=meaning):
            return Done(platform.post(to, meaning, key))
        case Open(room=room, meaning=meaning):
            return Done((platform.open_thread(room, meaning, key),))
        case Change(receipts=receipts, meaning=meaning):
            return Done(platform.edit_own(receipts, meaning))
        case Remove(receipts=receipts):
            platform.delete_own(receipts)
        case WhisperTo():
            _whisper(platform, action, key)
        case MarkOn(receipt=receipt, mark=mark, on=on):
            platform.mark(receipt, mark, on=on)
        case Think() | CarryFile():
            raise AssertionError("thinking is done elsewhere, and nobody here sends files")
    return Done()


def _whisper(platform: FakePlatform, whisper: WhisperTo, key: str) -> None:
    """In place, else in the direct chat; a person of this platform always has one."""
    try:
        if whisper.at is not None:
            platform.whisper(whisper.at, whisper.person, whisper.meaning)
            return
    except (AddressGone, NotAllowed):
        pass
    platform.post(platform.direct(whisper.person), whisper.meaning, key)


def _looked(platform: FakePlatform, to: Address, key: str, since: datetime) -> Outcome:
    found = platform.find(to, key, since)
    if found is None:
        return CannotTell()
    return Done(found) if found else NotFound()


def drafted(question: Question) -> Draft:
    """What is known by heart of the last thing asked; the number at its end says nothing."""
    return known(NUMBER.sub("", question.text.splitlines()[-1]))
