"""The laboratory: makes the numbers that ship in kb/confidence.json and the banks that check them."""
