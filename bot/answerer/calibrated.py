"""The house's own calibration, kept in its data folder beside the one that ships."""

from __future__ import annotations

import json
from pathlib import Path

from bot.errors import AnswererError
from kb.confidence import Calibration, calibration

__all__ = ["FILE", "calibrated", "forget", "keep"]

FILE = "confidence.json"
BEFORE = "confidence.before.json"


def calibrated(folder: Path, model: str) -> Calibration:
    """The house's own calibration, else the one that ships; AnswererError if it cannot be used."""
    file = folder / FILE
    if not file.is_file():
        return calibration()
    again = "Run `frontdesk calibrate` again, or `frontdesk calibrate --forget` to use the one that ships"
    try:
        own = Calibration.read(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AnswererError(f"{str(file)!r} is no calibration ({error!r}). {again}.") from error
    if own.model != model or own.weights.keys() != calibration().weights.keys():
        raise AnswererError(f"{str(file)!r} was made for another release or model. {again}.")
    return own


def keep(folder: Path, own: Calibration) -> Path:
    """Put *own* in force from the next start on; the one before stays beside it. Gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file, fresh = folder / FILE, folder / f"{FILE}.new"
    fresh.write_text(json.dumps(own.told(), indent=2) + "\n", encoding="utf-8")
    if file.is_file():
        file.replace(folder / BEFORE)
    return fresh.replace(file)


def forget(folder: Path) -> bool:
    """Go back to the calibration before the last one, else to the one that ships; False if that was so."""
    file, before = folder / FILE, folder / BEFORE
    if not file.is_file():
        return False
    if before.is_file():
        before.replace(file)
    else:
        file.unlink()
    return True
