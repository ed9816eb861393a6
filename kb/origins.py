"""Names the place an entry came from. A sync retires what its own place lost, so no two may share a name."""

from __future__ import annotations

from pathlib import Path

__all__ = ["SAMPLE", "is_gone", "is_under", "origin", "shown"]

FILE = "file:"
SAMPLE = "file:sample/"
"""What the FAQ of the package comes from, wherever the package is installed."""

BUNDLED = Path(__file__).parent / "faq"
SHOWN = 3


def origin(path: Path) -> str:
    """What is loaded from *path* has this origin: `file:/srv/faq/` for a folder, `file:/srv/faq/billing.csv`.

    What lies in a folder has an origin that begins with the folder's own.
    """
    path = path.resolve()
    end = "/" if path.is_dir() else ""
    if path.is_relative_to(bundled := BUNDLED.resolve()):
        inside = path.relative_to(bundled).as_posix()
        return SAMPLE if inside == "." else f"{SAMPLE}{inside}{end}"
    return f"{FILE}{path.as_posix().rstrip('/')}{end}"


def is_under(origin: str, own: str) -> bool:
    """Whether *origin* is *own*, or lies in the folder that *own* is."""
    return origin == own or (own.endswith("/") and origin.startswith(own))


def is_gone(origin: str) -> bool:
    """Whether *origin* is a file that is no longer there: its entries have nobody who looks after them."""
    path = Path(origin.removeprefix(FILE))
    return origin.startswith(FILE) and path.is_absolute() and not path.exists()


def shown(origin: str) -> str:
    """The origin as people read it, without the long way to it: `eu/faq/billing.csv`."""
    if not origin.startswith(FILE):
        return origin
    return "/".join(Path(origin.removeprefix(FILE)).parts[-SHOWN:]).lstrip("/")
