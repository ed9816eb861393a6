"""Where one person fetches a file that the own platform does not take."""

from __future__ import annotations

from bot.pickup.point import PickupPoint

__all__ = ["PickupPoint"]
