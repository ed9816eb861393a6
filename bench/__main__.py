"""`python -m bench`: measures speed, memory and rightness, prints a table, writes JSON."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import answered, ask, relay, scores, slack, start, teams
from bench.figures import Figure, shown, written

PARTS = ("relay", "slack", "teams", "answered", "ask", "scores")


def _measured(folder: Path, parts: list[str], rounds: int, draws: int) -> list[Figure]:
    found: list[Figure] = []
    if "relay" in parts:
        found += relay.measured(folder / "relay", rounds=rounds)
    if "slack" in parts:
        found += slack.measured(folder / "slack", rounds=rounds)
    if "teams" in parts:
        found += teams.measured(folder / "teams", rounds=rounds)
    if "answered" in parts:
        found += answered.measured(folder / "answered", rounds=rounds)
    if "ask" in parts:
        found += ask.measured(folder, rounds=rounds)
        found += start.measured(folder, rounds=rounds)
    if "scores" in parts:
        found += scores.measured(folder / "banks", draws=draws)
    return found


def main() -> None:
    """Measure what the command line asks for."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--json", type=Path, help="where to write the figures")
    asked.add_argument("--rounds", type=int, default=7, help="how often each thing and its floor take turns")
    asked.add_argument("--draws", type=int, default=20, help="how many question sets are drawn")
    asked.add_argument("--only", choices=PARTS, action="append", help="a part; may be given again")
    told = asked.parse_args()
    with TemporaryDirectory() as folder:
        figures = _measured(Path(folder), told.only or list(PARTS), told.rounds, told.draws)
    shown(figures)
    if told.json:
        written(figures, told.json)


if __name__ == "__main__":
    main()
