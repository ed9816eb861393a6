"""The commands: what they print, and how they say what is wrong."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from bot.cli.frame import DEBUG
from bot.errors import SettingsError
from tests.cli.conftest import FAQ, Run, said


def test_ask_answers_in_the_form_programmes_rely_on(run: Run) -> None:
    """Verdict, confidence, entry, answer, passages with scores, and milliseconds."""
    told = said(run("ask", "--json", "--faq", "faq.csv", "I forgot my password"))
    assert list(told) == ["verdict", "reason", "confidence", "entry", "answer", "passages", "ms"]
    assert (told["verdict"], told["reason"], told["entry"]) == ("answer", None, "reset-password")
    assert told["answer"] == "Open the sign-in page and press Forgot password."
    assert json.dumps(told["passages"]).startswith('[{"id": "reset-password", "score": ')


def test_ask_shows_an_audience_only_its_own(run: Run) -> None:
    """What belongs to another audience is not even among the passages."""
    question = ("ask", "--json", "--faq", "faq.csv", "When does our contract end?")
    assert "contract" not in json.dumps(said(run(*question))["passages"])
    assert said(run(*question, "--audience", "public,acme"))["entry"] == "contract"


def test_ask_tells_why_a_person_is_fetched(run: Run) -> None:
    """A wish for a person is a verdict with its reason, without an answer."""
    told = said(run("ask", "--json", "--faq", "faq.csv", "I want to talk to a human please"))
    assert (told["verdict"], told["reason"], told["answer"], told["passages"]) == (
        "escalate",
        "asked",
        None,
        [],
    )


def test_ask_reads_well(run: Run) -> None:
    """People see the verdict, the answer and what was found."""
    shown = run("ask", "--faq", "faq.csv", "I forgot my password").stdout
    assert shown.startswith("answer  confidence")
    assert "Open the sign-in page and press Forgot password." in shown
    assert "opening-hours" in shown


def test_sync_shows_the_plan_and_waits_for_a_yes(run: Run) -> None:
    """Without a yes nothing is done; with it the FAQ says what the file says, once."""
    shown = run("kb", "sync", "faq.csv", "--data", "d", typed="n\n")
    assert "reset-password" in shown.stdout
    assert "3 added" in shown.stderr
    assert "Done" not in shown.stderr
    assert "Done: 3 added" in run("kb", "sync", "faq.csv", "--data", "d", typed="y\n").stderr
    assert "3 unchanged" in run("kb", "sync", "faq.csv", "--data", "d").stderr
    assert said(run("ask", "--json", "--data", "d", "When are you open?"))["entry"] == "opening-hours"


def test_a_changed_file_changes_adds_and_retires(run: Run, folder: Path) -> None:
    """The plan names each change, and a search finds the new state."""
    run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    changed = FAQ.replace("nine to five", "ten to six").replace("contract,", "renewal,", 1)
    (folder / "faq.csv").write_text(
        changed.replace("contract,How long", "renewal,How long"), encoding="utf-8"
    )
    (plan,) = json.loads(run("kb", "sync", "faq.csv", "--data", "d", "--yes", "--json").stdout)
    assert [[one["id"] for one in plan[part]] for part in ("added", "changed", "retired")] == [
        ["renewal"],
        ["opening-hours"],
        ["contract"],
    ]
    found = json.loads(run("kb", "search", "opening hours", "--data", "d", "--json", "--limit", "1").stdout)
    assert found[0]["entry"]["answer"] == "Monday to Friday, ten to six."


def test_a_broken_file_changes_nothing(run: Run, folder: Path) -> None:
    """Every fault is told with file and line in one line each, and what was there stays."""
    run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    (folder / "faq.csv").write_text(FAQ + "lonely,Who?,,public\n,No id?,Yes.,public\n", encoding="utf-8")
    result = run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [line.startswith("frontdesk: faq.csv:") for line in lines] == [True, True]
    assert "the entry 'lonely' has no answer" in result.stderr
    assert said(run("ask", "--json", "--data", "d", "When are you open?"))["entry"] == "opening-hours"


def test_an_empty_file_is_told(run: Run, folder: Path) -> None:
    """A FAQ without an entry is refused, with an example of one."""
    (folder / "faq.csv").write_text("id,question,answer,audience\n", encoding="utf-8")
    result = run("ask", "--faq", "faq.csv", "hello there, who are you?")
    assert result.exit_code == 1
    assert "there is no entry in it. A right one: reset-password" in result.stderr


def test_an_entry_is_added_once(run: Run) -> None:
    """Its id is made from the question; the same question or id again is refused; it is found at once."""
    run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    words = ("kb", "add", "--data", "d", "--question", "Where can I park?", "--answer", "Behind the house.")
    assert "Added the entry 'where-can-i-park'" in run(*words).stderr
    again = run(*words, "--id", "other")
    assert (again.exit_code, "already asks 'where can i park?'" in again.stderr) == (1, True)
    assert (
        "There is already an entry 'where-can-i-park'"
        in run(*words[:5], "Is there parking?", *words[6:], "--id", "where-can-i-park").stderr
    )
    assert said(run("ask", "--json", "--data", "d", "Where can I park?"))["entry"] == "where-can-i-park"


def test_an_entry_is_held_to_the_rules_of_a_file(run: Run) -> None:
    """All that is wrong with a new entry is told before anything is opened."""
    result = run(
        "kb", "add", "--question", "Why?", "--answer", " ", "--audience", "every body", "--data", "d"
    )
    assert result.exit_code == 1
    assert "has no answer" in result.stderr
    assert "the audience 'every body' is not a name" in result.stderr
    assert not Path("d").exists()


def test_what_both_sides_changed_is_a_conflict(run: Run, folder: Path) -> None:
    """An entry added here that a file claims too is left alone, told, and makes the exit code 1."""
    run("kb", "add", "--question", "When are you open?", "--answer", "Always.", "--data", "d")
    result = run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    assert result.exit_code == 1
    assert "1 in conflict" in result.stderr
    assert said(run("ask", "--json", "--data", "d", "When are you open?"))["answer"] == "Always."


def test_eval_prints_every_figure(run: Run, folder: Path) -> None:
    """The figures of the contract, under their names, adding up."""
    rows = "question,expected\nI forgot my password,reset-password\nWhen are you open?,opening-hours\n"
    (folder / "q.csv").write_text(rows + "What is the meaning of life?,\n", encoding="utf-8")
    told = said(run("eval", "--faq", "faq.csv", "--questions", "q.csv", "--max-wrong", "0.1", "--json"))
    assert list(told) == [
        "total", "in_scope", "top1_accuracy", "answer_rate", "precision", "answered", "answered_right",
        "answered_wrong", "offered", "escalated", "escalated_rightly", "escalated_needlessly", "auroc_in_out",
        "promised_precision", "ms_per_question",
    ]  # fmt: skip
    assert (told["total"], told["in_scope"], told["top1_accuracy"], told["promised_precision"]) == (
        3,
        2,
        1,
        0.9,
    )
    assert sum(map(int, map(str, (told["answered"], told["offered"], told["escalated"])))) == 3


@pytest.mark.parametrize(
    ("option", "rows"),
    [
        ("--mood", "text,previous,upset\nThis is a disgrace and I am furious!,,1\nThanks,,0\n"),
        ("--wants-human", "text,wants_human\nLet me talk to a real person,1\nHow do I print?,0\n"),
    ],
)
def test_eval_tells_how_well_it_notices(run: Run, folder: Path, option: str, rows: str) -> None:
    """The figures for mood and for wishes of a person."""
    (folder / "rows.csv").write_text(rows, encoding="utf-8")
    told = said(run("eval", option, "rows.csv", "--json"))
    assert list(told) == ["total", "auroc", "recall_at_2pct_false_alarms", "recall_at_half_pct_false_alarms"]
    assert (told["total"], told["auroc"]) == (2, 1)


@pytest.mark.parametrize(
    "words",
    [
        ("eval",),
        ("eval", "--mood", "a", "--wants-human", "b"),
        ("eval", "--questions", "q", "--max-wrong", "0.7"),
        ("ask",),
        ("fly",),
    ],
)
def test_a_command_used_wrongly_exits_2(run: Run, words: tuple[str, ...]) -> None:
    """Exit code 2 is for the command line itself, and one line says how it is used."""
    result = run(*words)
    assert (result.exit_code, result.stderr.count("\n"), "--help" in result.stderr) == (2, 1, True)


def test_questions_that_name_no_entry_are_told(run: Run, folder: Path) -> None:
    """A question set that belongs to another FAQ is refused with its line."""
    (folder / "q.csv").write_text("question,expected\nWhy?,no-such-entry\n", encoding="utf-8")
    result = run("eval", "--faq", "faq.csv", "--questions", "q.csv")
    assert result.exit_code == 1
    assert "frontdesk: q.csv:2: no entry of the FAQ has the id 'no-such-entry'" in result.stderr


def test_check_says_what_is_well(run: Run) -> None:
    """A folder where all is well exits 0, each line with its mark."""
    run("kb", "sync", "faq.csv", "--data", "d", "--yes")
    shown = run("check", "--data", "d", "--faq", "faq.csv").stdout.splitlines()
    looked = [line.partition(":")[0] for line in shown]
    assert looked[:-1] == ["✓ settings", "✓ model", "✓ database", "✓ FAQ", "✓ FAQ files"]


def test_check_tells_all_that_is_wrong(run: Run, folder: Path) -> None:
    """Broken settings, FAQ and database are each told, and none hides another."""
    (folder / "frontdesk.toml").write_text('[desks.a]\nrom = "web:x"\n', encoding="utf-8")
    (folder / "d").mkdir()
    (folder / "d" / "frontdesk.db").write_bytes(b"no database at all" * 100)
    (folder / "faq.csv").write_text("nonsense", encoding="utf-8")
    result = run("check", "--data", "d", "--faq", "faq.csv", "--json")
    wrong = [one["what"] for one in json.loads(result.stdout) if not one["well"]]
    assert result.exit_code == 1
    assert wrong[:5] == ["settings", "settings", "database", "FAQ", "FAQ files"]


def test_check_tells_a_taken_port(run: Run, folder: Path) -> None:
    """A port that another programme has is told by its number."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sound = f'port = {port}\n[desks.a]\nroom = "web:desk"\n'
        (folder / "frontdesk.toml").write_text(sound, encoding="utf-8")
        assert f"✗ port: port {port} is taken by another programme" in run("check").stdout


@pytest.mark.parametrize(
    "command", [("ask", "hi"), ("kb", "search", "hi"), ("trace",), ("kb", "sync", "faq.csv")]
)
def test_an_unknown_setting_stops_every_command(run: Run, folder: Path, command: tuple[str, ...]) -> None:
    """The fault is told in one line, without a traceback."""
    (folder / "frontdesk.toml").write_text('[desks.a]\nroom = "web:x"\nleeds = []\n', encoding="utf-8")
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr == (
        "frontdesk: frontdesk.toml: desks.a.leeds: there is no such setting. "
        'Did you mean: leads = ["slack:U1"]\n'
    )


def test_the_whole_error_is_there_for_whoever_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With FRONTDESK_DEBUG=1 an error is raised as it is."""
    monkeypatch.setenv(DEBUG, "1")
    assert isinstance(run("ask", "hi", "--settings", "none.toml").exception, SettingsError)


def test_without_a_database_the_sample_is_read_and_told(run: Run) -> None:
    """Whoever tries a question before anything was set up gets the sample FAQ, and is told so."""
    result = run("kb", "search", "password", "--limit", "1", "--json")
    assert "so this is the sample FAQ" in result.stderr
    assert json.loads(result.stdout)[0]["entry"]["id"] == "reset-password"


def test_a_trace_needs_a_database(run: Run) -> None:
    """Without one the error names the folder and what makes one."""
    result = run("trace", "--data", "d")
    assert result.exit_code == 1
    assert result.stderr.startswith("frontdesk: there is no database in 'd' yet")
