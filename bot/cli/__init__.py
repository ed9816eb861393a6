"""The command line. Each command imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import os

from bot.cli.asking import ask
from bot.cli.beginning import init
from bot.cli.calibrating import calibrate
from bot.cli.checking import check
from bot.cli.frame import DEBUG, group, note
from bot.cli.knowledge import kb
from bot.cli.mounting import House
from bot.cli.playing import play
from bot.cli.running import run
from bot.cli.scoring import score
from bot.cli.tracing import trace

__all__ = ["app", "main"]

app = group("Answers from your approved FAQ, and hands the conversation to a person.", cls=House)
app.command()(play)
app.command()(init)
app.command()(run)
app.command()(ask)
app.add_typer(kb)
app.command("eval")(score)
app.command()(calibrate)
app.command()(check)
app.command()(trace)


def main() -> None:
    """What the command `frontdesk` does. Ends the process: 0 done, 1 not done, 2 asked wrongly."""
    try:
        app()
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        kind = type(error).__name__
        note(f"frontdesk: this should not happen ({kind}: {error}). {DEBUG}=1 in the environment shows where")
        raise SystemExit(1) from error
