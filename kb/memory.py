"""Gives memory back that a refresh needed for a moment.

Opening a large FAQ makes and drops many arrays. The C library keeps what was dropped for later, and a
process that opens its FAQ once would hold it for good.
"""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back() -> None:
    """Let go of what is no longer used; does nothing where the C library has no such call."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
