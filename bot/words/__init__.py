"""Every sentence the bot says, one catalogue per language, so that one file translates the bot.

A sentence is named by its Key and filled with values that are plain text; the catalogues are the
`.toml` files beside this module.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

__all__ = ["Key", "Phrase", "catalogue", "phrase", "text"]


class Key(StrEnum):
    """The names of all sentences; a test holds every catalogue to this list."""

    # to the customer
    WAITING_UNSURE = "waiting_unsure"
    WAITING_ASKED = "waiting_asked"
    WAITING_UPSET = "waiting_upset"
    WAITING_CIRCLES = "waiting_circles"
    WAITING_OTHER = "waiting_other"
    WAITING_UNSURE_CLOSED = "waiting_unsure_closed"
    WAITING_ASKED_CLOSED = "waiting_asked_closed"
    WAITING_UPSET_CLOSED = "waiting_upset_closed"
    WAITING_CIRCLES_CLOSED = "waiting_circles_closed"
    WAITING_OTHER_CLOSED = "waiting_other_closed"
    WHEN_TODAY = "when_today"
    WHEN_TOMORROW = "when_tomorrow"
    WHEN_DAY = "when_day"
    STILL_WAITING = "still_waiting"
    NOBODY_CAME = "nobody_came"
    DESK_UNREACHABLE = "desk_unreachable"
    DESK_REACHED = "desk_reached"
    RELEASED = "released"
    HANDED_BACK = "handed_back"
    RESOLVED_BY_AGENT = "resolved_by_agent"
    RESOLVED_BY_ASKER = "resolved_by_asker"
    WITHDRAWN = "withdrawn"
    DID_YOU_MEAN = "did_you_mean"
    CHOSEN = "chosen"
    NOT_HELPFUL = "not_helpful"
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    NEVER_MIND = "never_mind"
    DELETED = "deleted"
    # whispers
    NOBODY_HAS_THIS = "nobody_has_this"
    RESOLVED_ALREADY = "resolved_already"
    KEPT_AS_NOTE = "kept_as_note"
    STAYS_A_NOTE = "stays_a_note"
    MENTIONS_COLLEAGUE = "mentions_colleague"
    NOTES_FIRST = "notes_first"
    HELD_BY = "held_by"
    NOBODY_WAITING = "nobody_waiting"
    NEWER_CONVERSATION = "newer_conversation"
    NOT_THE_HOLDER = "not_the_holder"
    NOT_AT_THE_DESK = "not_at_the_desk"
    OWN_CONVERSATION = "own_conversation"
    ONLY_THE_ASKER = "only_the_asker"
    NOT_YOUR_WORDS = "not_your_words"
    NOT_DELIVERED = "not_delivered"
    PERHAPS_DELIVERED = "perhaps_delivered"
    STILL_ON_THE_WAY = "still_on_the_way"
    CHANGE_REFUSED = "change_refused"
    CHANGE_REFUSED_AT_DESK = "change_refused_at_desk"
    PASSED_TO_YOU = "passed_to_you"
    THREAD_MOVED = "thread_moved"
    DESK_GONE = "desk_gone"
    DESK_SHARED = "desk_shared"
    DESK_SLOW = "desk_slow"
    OFF_DUTY = "off_duty"
    # at the desk
    REMINDER = "reminder"
    LAST_REMINDER = "last_reminder"
    SUGGESTION = "suggestion"
    HELD_TOO_LONG = "held_too_long"
    HOLDER_LEFT = "holder_left"
    HOLDER_OFF_DUTY = "holder_off_duty"
    WAS_DEAF = "was_deaf"
    ANSWER_NOT_DELIVERED = "answer_not_delivered"
    ANSWER_PERHAPS_DELIVERED = "answer_perhaps_delivered"
    ROOM_GONE = "room_gone"
    RECAP = "recap"
    TRIED = "tried"
    # the card
    CARD_ANSWERING = "card_answering"
    CARD_WAITING = "card_waiting"
    CARD_WAITING_FOR = "card_waiting_for"
    CARD_CLAIMED = "card_claimed"
    CARD_RESOLVED = "card_resolved"
    CARD_MOVED = "card_moved"
    CARD_CUSTOMER = "card_customer"
    CARD_WHERE = "card_where"
    CARD_WHY = "card_why"
    CARD_MUTED = "card_muted"
    CARD_UNREACHABLE = "card_unreachable"
    CARD_LAGGING = "card_lagging"
    CARD_REMINDER_DUE = "card_reminder_due"
    CARD_REPLY_DUE = "card_reply_due"
    CARD_PASS_ON = "card_pass_on"  # noqa: S105 - a sentence's name, not a secret
    DIRECT_CHAT = "direct_chat"
    UNSENT = "unsent"
    # why a message was said
    WHY_TITLE = "why_title"
    WHY_SAID_BY = "why_said_by"
    WHY_STATE = "why_state"
    WHY_STATE_THEN = "why_state_then"
    WHY_CONFIDENCE = "why_confidence"
    WHY_FATE = "why_fate"
    WHY_THE_BOT = "why_the_bot"
    THEN_ANSWERING = "then_answering"
    THEN_WAITING = "then_waiting"
    THEN_CLAIMED = "then_claimed"
    THEN_RESOLVED = "then_resolved"
    FATE_HEARD = "fate_heard"
    FATE_SAID = "fate_said"
    FATE_NOTE = "fate_note"
    FATE_HELD = "fate_held"
    FATE_GONE = "fate_gone"
    FATE_UNSAID = "fate_unsaid"
    # the waiting list
    HOME_TITLE = "home_title"
    HOME_EMPTY = "home_empty"
    HOME_MINE = "home_mine"
    HOME_MINE_EMPTY = "home_mine_empty"
    HOME_WAITING = "home_waiting"
    HOME_ALL = "home_all"
    HOME_ALL_EMPTY = "home_all_empty"
    DUTY_ON = "duty_on"
    DUTY_OFF = "duty_off"
    BUTTON_GO_OFF_DUTY = "button_go_off_duty"
    BUTTON_GO_ON_DUTY = "button_go_on_duty"
    # whoever opens a chat with the bot
    CHAT_GREETING = "chat_greeting"
    CHAT_QUESTIONS = "chat_questions"
    CHAT_THINKING = "chat_thinking"
    # who or what has no name that we know
    SOMEBODY = "somebody"
    SOME_ROOM = "some_room"
    HOME_VISITOR = "home_visitor"
    # what is typed after the command
    COMMAND_HELP = "command_help"
    COMMAND_FOR_AGENTS = "command_for_agents"
    COMMAND_AWAY = "command_away"
    COMMAND_BACK = "command_back"
    COMMAND_TAKING = "command_taking"
    COMMAND_WAITING = "command_waiting"
    COMMAND_OPEN = "command_open"
    COMMAND_MORE = "command_more"
    FORM_GONE = "form_gone"
    FORM_CLOSE = "form_close"
    PRESS_TAKEN = "press_taken"
    # words wanted before a press counts
    FORM_NOTE_TITLE = "form_note_title"
    FORM_NOTE_LABEL = "form_note_label"
    FORM_NOTE_HINT = "form_note_hint"
    FORM_CLOSING_TITLE = "form_closing_title"
    FORM_CLOSING_LABEL = "form_closing_label"
    FORM_CLOSING_HINT = "form_closing_hint"
    # what a platform adds to words it shows
    SAID_BY_AGENT = "said_by_agent"
    NOTE_BY_AGENT = "note_by_agent"
    SENT_FILES = "sent_files"
    FILE_NOT_SHOWN = "file_not_shown"
    FILE_BY_LINK = "file_by_link"
    REACTED = "reacted"
    MAYBE_TWICE = "maybe_twice"
    CARD_SINCE = "card_since"
    OPEN_CUSTOMERS_THREAD = "open_customers_thread"
    REPLY_HINT = "reply_hint"
    FORM_WORDS = "form_words"
    WORDS_NEEDED = "words_needed"
    CHOICE_NEEDED = "choice_needed"
    CARD_NOT_SHOWN = "card_not_shown"
    FILE_OFFERED = "file_offered"
    # the page of a file's link
    PICKUP_TITLE = "pickup_title"
    PICKUP_RULE = "pickup_rule"
    PICKUP_BUTTON = "pickup_button"
    PICKUP_YOURS = "pickup_yours"
    PICKUP_TAKEN = "pickup_taken"
    PICKUP_GONE = "pickup_gone"
    PICKUP_COOKIE = "pickup_cookie"
    # reasons, as the card names them
    REASON_UNSURE = "reason_unsure"
    REASON_ASKED = "reason_asked"
    REASON_UPSET = "reason_upset"
    REASON_CIRCLES = "reason_circles"
    REASON_FORBIDDEN = "reason_forbidden"
    REASON_VIP = "reason_vip"
    REASON_LANGUAGE = "reason_language"
    REASON_FAILED = "reason_failed"
    REASON_REVIEW = "reason_review"
    REASON_MUTED = "reason_muted"
    REASON_AGENT = "reason_agent"
    # buttons
    BUTTON_CLAIM = "button_claim"
    BUTTON_TAKE_OVER = "button_take_over"
    BUTTON_SEND = "button_send"
    BUTTON_CLAIM_AND_SEND = "button_claim_and_send"
    BUTTON_TAKE_OVER_AND_SEND = "button_take_over_and_send"
    BUTTON_REOPEN_AND_SEND = "button_reopen_and_send"
    BUTTON_KEEP = "button_keep"
    BUTTON_RELEASE = "button_release"
    BUTTON_HAND_BACK = "button_hand_back"
    BUTTON_RESOLVE = "button_resolve"
    BUTTON_RESOLVE_WITH_WORDS = "button_resolve_with_words"
    BUTTON_WRITE_NOTE = "button_write_note"
    BUTTON_REOPEN = "button_reopen"
    BUTTON_MUTE = "button_mute"
    BUTTON_UNMUTE = "button_unmute"
    BUTTON_NONE_OF_THESE = "button_none_of_these"
    BUTTON_WANT_PERSON = "button_want_person"
    BUTTON_NEVER_MIND = "button_never_mind"
    BUTTON_SOLVED = "button_solved"
    BUTTON_HELPFUL = "button_helpful"
    BUTTON_NOT_HELPFUL = "button_not_helpful"
    BUTTON_INSERT = "button_insert"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence by name, with its values. Values are sorted pairs so that equal phrases are equal."""

    key: Key
    values: tuple[tuple[str, str], ...] = ()


def phrase(key: Key, **values: str) -> Phrase:
    """The sentence *key* with *values* filled in when it is read."""
    return Phrase(key, tuple(sorted(values.items())))


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of one language; English where there is no such catalogue."""
    place = files(__name__) / f"{language}.toml"
    if not place.is_file():
        return catalogue("en")
    return tomllib.loads(place.read_text(encoding="utf-8"))


def text(said: Phrase, language: str = "en") -> str:
    """The sentence as it is read in *language*."""
    return catalogue(language)[said.key].format_map(dict(said.values))


def shorten(words: str, length: int) -> str:
    """The beginning of *words* on one line, at most *length* characters and an ellipsis where it was cut."""
    line = " ".join(words.split())
    return line if len(line) <= length else f"{line[:length].rstrip()}…"
