"""Finds the secrets that are set, in the environment or in the files it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["SECRETS", "is_secret", "secrets"]

SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "MicrosoftAppPassword",
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "DATABASE_URL",
)


def is_secret(name: str) -> bool:
    """Whether a setting of that name would be one of the secrets."""
    return name.casefold() in {one.casefold() for one in SECRETS}


def secrets(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The secrets that are set, by name, and what is wrong with those that cannot be read.

    `NAME` holds the secret itself, `NAME_FILE` the path of a file that holds it.
    """
    kept, faults = {}, []
    for name in SECRETS:
        value, path = environment.get(name, ""), environment.get(f"{name}_FILE", "")
        if value and path:
            faults.append(f"{name}: both it and {name}_FILE are set. Take one of them out of the environment")
        elif path:
            value, fault = _from_file(name, Path(path))
            faults += [fault] if fault else []
        if value:
            kept[name] = value
    return kept, tuple(faults)


def _from_file(name: str, path: Path) -> tuple[str, str]:
    """The secret in a file, and what is wrong if there is none."""
    hint = "It should be a text file that holds the secret and nothing else"
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        return "", f"{name}_FILE: {path} cannot be read ({error}). {hint}"
    return value, "" if value else f"{name}_FILE: {path} is empty. {hint}"
