"""Finds the secrets that are set, in the environment or in files, and the addresses of private clouds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["ADDRESSES", "SECRETS", "addresses", "is_secret", "secrets"]

SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "MicrosoftAppId",
    "MicrosoftAppPassword",
    "MicrosoftAppTenantId",
    "MicrosoftAppType",
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "DATABASE_URL",
)

ADDRESSES = ("SLACK_API_URL", "TEAMS_OPENID_METADATA_URL", "TEAMS_SERVICE_HOSTS")

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""The folder in which systemd puts the credentials of a service, one file each."""


def addresses(environment: Mapping[str, str]) -> dict[str, str]:
    """The addresses of private clouds that are set, by name."""
    return {name: value for name in ADDRESSES if (value := environment.get(name, ""))}


def is_secret(name: str) -> bool:
    """Whether a setting of that name would be one of the secrets."""
    return name.casefold() in {one.casefold() for one in SECRETS}


def secrets(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The secrets that are set, by name, and what is wrong with those that cannot be read.

    `NAME` holds the secret itself, `NAME_FILE` the path of a file that holds it. Where neither is set, a
    credential that systemd gave the service under that name counts.
    """
    kept, faults = {}, []
    for name in SECRETS:
        value, path = environment.get(name, ""), environment.get(f"{name}_FILE", "")
        path = path or ("" if value else _credential(name, environment))
        if value and path:
            faults.append(f"{name}: both it and {name}_FILE are set. Take one of them out of the environment")
        elif path:
            value, fault = _from_file(name, Path(path))
            faults += [fault] if fault else []
        if value:
            kept[name] = value
    return kept, tuple(faults)


def _credential(name: str, environment: Mapping[str, str]) -> str:
    folder = environment.get(CREDENTIALS, "")
    path = Path(folder) / name
    return str(path) if folder and path.is_file() else ""


def _from_file(name: str, path: Path) -> tuple[str, str]:
    """The secret in a file, and what is wrong if there is none."""
    hint = "It should be a text file that holds the secret and nothing else"
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        return "", f"{name}_FILE: {path} cannot be read ({error}). {hint}"
    return value, "" if value else f"{name}_FILE: {path} is empty. {hint}"
