"""Marks by their plain names, as the small pictures people know them by."""

from __future__ import annotations

__all__ = ["picture"]

PICTURES = {
    "+1": "👍", "-1": "👎", "100": "💯", "angry": "😠", "bow": "🙇", "clap": "👏", "cry": "😢",
    "exclamation": "❗", "eyes": "👀", "fire": "🔥", "grin": "😁", "grinning": "😀", "heart": "❤️",
    "heart_eyes": "😍", "joy": "😂", "laugh": "😆", "like": "👍", "ok_hand": "👌",
    "open_mouth": "😮", "pray": "🙏", "question": "❓", "raised_hands": "🙌", "rocket": "🚀",
    "sad": "🙁", "slightly_smiling_face": "🙂", "smile": "😄", "sob": "😭", "star": "⭐",
    "surprised": "😮", "tada": "🎉", "thinking_face": "🤔", "thumbsdown": "👎", "thumbsup": "👍",
    "wave": "👋", "white_check_mark": "✅", "x": "❌",
}  # fmt: skip
"""The names platforms have for what people press most."""


def picture(mark: str) -> str:
    """The mark as a picture; its name between colons where no picture of it is known here."""
    name = mark.partition("::")[0]  # what follows tells the colour of a skin
    return PICTURES.get(name) or (name if not name.isascii() else f":{name}:")
