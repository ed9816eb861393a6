"""Who goes next: windows are kept, nobody waits needlessly, the important goes first, and nobody starves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.adapter import PACE as SLACK
from adapters.teams.posting import PACE as TEAMS
from bot.pace import Bid, Call, Leave, Meter, Pacing, Rank
from bot.pace.places import EVERY, IN_TURN, LONG, NOBODY_THERE
from bot.people import Address
from bot.ports import Pace, Window
from bot.records import Line

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROOM, OTHER = Address("fake", "desk"), Address("fake", "help")
ONE = Pace(place=(Window(1, 1),))

WINDOWS = st.lists(
    st.builds(Window, st.integers(1, 6), st.sampled_from([0.5, 1.0, 2.0, 7.0])), min_size=1, max_size=3
)
PAUSES = st.lists(st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0, 20.0]), max_size=40)


def at(seconds: float) -> datetime:
    """So many seconds after the beginning."""
    return START + timedelta(seconds=seconds)


def bid(n: int, rank: Rank = Rank.WORDS, *, place: Address = ROOM, call: Call = Call.POST) -> Bid:
    """The errand number *n*, in a conversation of its own."""
    return Bid((f"c{n}", Line.DESK), place, call, rank, n)


def asks(pacing: Pacing, one: Bid, now: datetime) -> Leave:
    """What a line is told that wishes to announce."""
    return Leave.AT_ONCE if pacing.passes(one, now) else pacing.ask(one, now)


def waiting(bids: list[Bid], pace: Pace = ONE) -> Pacing:
    """All of them wait, as at a start."""
    pacing = Pacing({"fake": pace})
    with pacing.gathering():
        assert {asks(pacing, one, START) for one in bids} == {Leave.NOT_YET}
    return pacing


def called(pacing: Pacing, bids: list[Bid], now: datetime) -> list[int]:
    """The numbers of those who go now, in order, each settled at once."""
    by_queue, went = {one.queue: one for one in bids}, []
    while (queue := pacing.call(now)) is not None:
        assert pacing.ask(by_queue[queue], now) is not Leave.NOT_YET
        pacing.settled(queue, now)
        went.append(by_queue[queue].number)
    return went


def run_dry(pacing: Pacing, bids: list[Bid], now: datetime = START) -> list[tuple[float, int]]:
    """When who goes, until nobody waits."""
    went: list[tuple[float, int]] = []
    while (moment := pacing.next(now)) is not None:
        now = max(now, moment)
        went += [((now - START).total_seconds(), n) for n in called(pacing, bids, now)]
    return went


# -- windows


def fits(history: list[datetime], windows: list[Window], moment: datetime) -> bool:
    """The naive oracle: with one more at *moment*, no window holds more than it may."""
    for window in windows:
        within = [m for m in history if m > moment - timedelta(seconds=window.seconds)]
        if len(within) + 1 > window.most:
            return False
    return True


@given(WINDOWS, PAUSES)
def test_no_window_is_ever_exceeded_and_nobody_waits_needlessly(
    windows: list[Window], pauses: list[float]
) -> None:
    """Each goes at the first moment at which counting all that went before allows it, and not later."""
    meter, now = Meter(windows), START
    history: list[datetime] = []
    for pause in pauses:
        now += timedelta(seconds=pause)
        free = meter.free(now)
        assert fits(history, windows, free)
        assert free == now or not fits(history, windows, free - timedelta(microseconds=1))
        now = free
        meter.count(now)
        history.append(now)


@pytest.mark.parametrize(
    ("pace", "times"),
    [
        (SLACK, [0, 0, 0, 0, 4, 4, 4, 4, 8]),
        (TEAMS, [0, 0, 0, 0, 0, 0, 0, 1, 2]),
        (Pace(), [0] * 9),
    ],
    ids=["slack", "teams", "no pace"],
)
def test_both_platforms_fit(pace: Pace, times: list[float]) -> None:
    """Slack's post a second with bursts of four, and Teams' seven a second and eight in two."""
    meter, now, went = Meter(pace.place), START, []
    for _ in times:
        now = meter.free(now)
        meter.count(now)
        went.append((now - START).total_seconds())
    assert went == times


def test_an_hour_counts_as_a_whole() -> None:
    """The 1,801st post within an hour waits for the hour to end."""
    meter = Meter(TEAMS.place)
    for n in range(1800):
        meter.count(at(n))
    assert meter.free(at(1800)) == at(3600)


def test_a_clock_that_is_set_back_stops_nobody() -> None:
    """What went through in what is the future now counts as of now."""
    meter = Meter([Window(1, 1)])
    meter.count(at(3600))
    assert meter.free(START) == at(1)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=30),
    st.sampled_from([Pace((Window(2, 3),), (Window(3, 1),)), Pace((Window(2, 3),), by_thread=True), ONE]),
)
def test_all_go_once_and_no_window_is_exceeded_anywhere(wishes: list[tuple[int, int]], pace: Pace) -> None:
    """Whatever waits where: each goes exactly once, and all windows of places and of the whole hold."""
    bids = [bid(n, place=Address("fake", f"r{room}", f"t{t}")) for n, (room, t) in enumerate(wishes)]
    went = run_dry(waiting(bids, pace), bids)
    assert sorted(n for _, n in went) == list(range(len(bids)))
    for place in {_counted(one, pace) for one in bids}:
        _holds([at(s) for s, n in went if _counted(bids[n], pace) == place], pace.place)
    _holds([at(s) for s, _ in went], pace.overall)


def _counted(one: Bid, pace: Pace) -> Address:
    return one.place if pace.by_thread else one.place.whole_room()


def _holds(moments: list[datetime], windows: tuple[Window, ...]) -> None:
    for n, moment in enumerate(moments):
        assert fits(moments[:n], list(windows), moment)


# -- who goes first


def test_people_go_before_cards_and_cards_before_the_rest() -> None:
    """In a room that lags: words, whispers, desk threads, the bot's words, redraws, marks."""
    bids = [bid(n, rank) for n, rank in enumerate(reversed(Rank))]
    went = run_dry(waiting(bids), bids)
    assert [bids[n].rank for _, n in went] == sorted(Rank)
    assert [second for second, _ in went] == [0, 1, 2, 3, 4, 5]


def test_of_equal_rank_the_older_goes_first() -> None:
    """A hundred cards go in the order in which they were queued, whoever asked first."""
    bids = [bid(n, Rank.DESK) for n in reversed(range(100))]
    assert [n for _, n in run_dry(waiting(bids), bids)] == list(range(100))


def test_words_written_meanwhile_go_ahead_of_waiting_cards() -> None:
    """What a person writes is next, also when it comes when nobody is called yet."""
    cards = [bid(n, Rank.DESK) for n in range(10)]
    pacing = waiting(cards)
    assert called(pacing, cards, START) == [0]
    words = bid(99)
    assert asks(pacing, words, at(0.5)) is Leave.NOT_YET
    assert called(pacing, [*cards, words], at(1)) == [99]
    assert called(pacing, [*cards, words], at(2)) == [1]


def test_who_comes_when_a_slot_is_free_does_not_overtake_who_waits() -> None:
    """A newcomer of lower rank waits too, though the room is free at that very moment."""
    words = [bid(n) for n in range(2)]
    pacing = waiting(words)
    assert called(pacing, words, START) == [0]
    assert asks(pacing, bid(7, Rank.MARK), at(1)) is Leave.NOT_YET
    assert called(pacing, words, at(1)) == [1]


def test_one_room_that_lags_holds_up_no_other() -> None:
    """A room at pace leaves another as free as it was."""
    pacing = waiting([bid(n) for n in range(9)])
    assert asks(pacing, bid(99, Rank.MARK, place=OTHER), START) is Leave.AT_ONCE


def test_what_waits_long_enough_goes() -> None:
    """While words come without end, a mark that waits long goes all the same, and the words go on."""
    pacing, mark = Pacing({"fake": ONE}), bid(0, Rank.MARK)
    assert asks(pacing, bid(1), START) is Leave.AT_ONCE
    pacing.settled(bid(1).queue, START)
    assert asks(pacing, mark, START) is Leave.NOT_YET
    bids, went = [mark], []
    for second in range(1, 200):
        bids.append(bid(second + 1))
        asks(pacing, bids[-1], at(second - 0.5))
        went += called(pacing, bids, at(second))
    assert went.index(0) < LONG.total_seconds() + EVERY
    assert len(went) == 199


def test_even_a_crowd_that_waits_long_leaves_four_of_five_to_others() -> None:
    """Of five errands of a lagging room only one is given to whoever waits longest."""
    marks = [bid(n, Rank.MARK) for n in range(300)]
    pacing, bids = waiting(marks), list(marks)
    for second in range(60):
        called(pacing, bids, at(second))
    late = LONG.total_seconds()
    words = 0
    for second in range(100):
        bids.append(bid(1000 + second))
        asks(pacing, bids[-1], at(late + second - 0.5))
        words += sum(n >= 1000 for n in called(pacing, bids, at(late + second)))
    assert words == 80


def test_a_line_is_as_important_as_it_says_last() -> None:
    """Words that come to stand behind a notice lift the line they stand in."""
    notice, card = bid(5, Rank.BOT), bid(6, Rank.DESK)
    pacing = waiting([notice, card])
    lifted = Bid(notice.queue, ROOM, Call.POST, Rank.WORDS, 5, work=2)
    assert asks(pacing, lifted, at(1)) is Leave.AFTER_WAITING


def test_a_line_with_nothing_left_to_do_holds_up_nobody() -> None:
    """Withdrawn meanwhile, it is called, does not ask, and the next is called."""
    bids = [bid(n) for n in range(3)]
    pacing = waiting(bids)
    assert pacing.call(START) == bids[0].queue
    assert pacing.call(START) == bids[1].queue
    assert pacing.ask(bids[1], START) is Leave.AT_ONCE
    pacing.settled(bids[1].queue, START)
    assert not pacing.waits(bids[0].queue)
    assert pacing.call(START) is None
    assert pacing.next(START) == at(1)


# -- what the platform says


def test_a_429_makes_that_call_wait_and_no_other() -> None:
    """Redraws were refused: they wait as told, words go on, and the order among redraws is kept."""
    redraws = [bid(n, Rank.REDRAW, call=Call.CHANGE) for n in range(2)]
    pacing, words = waiting(redraws), bid(9)
    assert pacing.call(START) == redraws[0].queue
    pacing.ask(redraws[0], START)
    pacing.put_off(redraws[0].queue, at(30), START)
    assert asks(pacing, words, at(1)) is Leave.AT_ONCE
    assert pacing.next(at(2)) == at(30)
    assert run_dry(pacing, [*redraws, words], at(2)) == [(30, 0), (31, 1)]


def test_a_429_in_one_room_leaves_the_others_alone() -> None:
    """The room waits for as long as it was told; another is asked at once."""
    pacing, one = Pacing({"fake": SLACK}), bid(1)
    assert asks(pacing, one, START) is Leave.AT_ONCE
    pacing.put_off(one.queue, at(7), START)
    assert asks(pacing, bid(2), at(1)) is Leave.NOT_YET
    assert asks(pacing, bid(3, place=OTHER), at(1)) is Leave.AT_ONCE
    assert run_dry(pacing, [one, bid(2)], at(1)) == [(7, 1), (7, 2)]


def test_a_platform_that_takes_nothing_is_left_alone_as_a_whole() -> None:
    """Told that nothing is taken anywhere, no room is tried before the time."""
    pacing, one = Pacing({"fake": SLACK, "other": SLACK}), bid(1)
    asks(pacing, one, START)
    pacing.put_off(one.queue, at(60), START, everywhere=True)
    assert asks(pacing, bid(2, place=OTHER), at(1)) is Leave.NOT_YET
    assert asks(pacing, bid(3, place=Address("other", "x")), at(1)) is Leave.AT_ONCE
    assert pacing.next(at(1)) == at(60)


def test_the_next_goes_when_it_is_known_what_became_of_the_one_before() -> None:
    """Refused, it has to go first again: so a room's posts go one by one, but none is waited for for long."""
    pacing, first, second = Pacing({"fake": SLACK}), bid(1), bid(2)
    assert asks(pacing, first, START) is Leave.AT_ONCE
    assert asks(pacing, second, START) is Leave.NOT_YET
    assert asks(pacing, bid(3, Rank.MARK, call=Call.MARK), START) is Leave.NOT_YET
    assert pacing.next(START) == START + IN_TURN
    pacing.put_off(first.queue, at(1), START)
    assert called(pacing, [bid(3, Rank.MARK, call=Call.MARK)], START) == [3]
    assert run_dry(pacing, [first, second]) == [(1, 1), (1, 2)]


def test_who_waited_only_for_the_post_before_did_not_wait_for_the_pace() -> None:
    """A moment later than the one before is no lag, a second is."""
    for seconds, told in ((0.3, Leave.AT_ONCE), (1, Leave.AFTER_WAITING)):
        pacing = Pacing({"fake": SLACK})
        asks(pacing, bid(1), START)
        asks(pacing, bid(2), START)
        pacing.settled(bid(1).queue, at(seconds))
        assert pacing.call(at(seconds)) == bid(2).queue
        assert pacing.ask(bid(2), at(seconds)) is told


def test_calls_that_only_the_platform_could_count_are_counted_afterwards() -> None:
    """A long message that became three posts uses up three."""
    pacing, one = Pacing({"fake": SLACK}), bid(1)
    asks(pacing, one, START)
    pacing.settled(one.queue, START, calls=3)
    assert asks(pacing, bid(2), START) is Leave.AT_ONCE
    pacing.settled(bid(2).queue, START)
    assert asks(pacing, bid(3), START) is Leave.NOT_YET
    assert pacing.next(START) == at(4)


def test_announced_again_after_a_rollback_it_counts_once() -> None:
    """A transaction that is run a second time is not refused what it was given."""
    pacing, one = Pacing({"fake": ONE}), bid(1)
    assert asks(pacing, one, START) is Leave.AT_ONCE
    assert asks(pacing, one, START) is Leave.AT_ONCE
    pacing.settled(one.queue, START)
    assert pacing.next(START) is None


# -- how far behind


@example(0)
@given(st.integers(0, 30))
def test_how_far_a_place_is_behind_tells_the_work_that_matters(cards: int) -> None:
    """Redraws and marks are not counted: they would never let a room catch up."""
    bids = [bid(n, Rank.DESK) for n in range(cards)]
    pacing = waiting([*bids, bid(98, Rank.REDRAW), bid(99, Rank.MARK)], SLACK)
    assert pacing.behind(ROOM, START) == timedelta(seconds=cards)
    assert pacing.behind(OTHER, START) == timedelta()


def test_platforms_without_a_pace_are_never_behind() -> None:
    """There is nothing to wait for there."""
    pacing = Pacing({"fake": Pace()})
    assert not pacing.paces("fake")
    assert pacing.behind(ROOM, START) == timedelta()


def test_rooms_at_rest_are_forgotten() -> None:
    """What is remembered does not grow with the number of rooms that were ever posted in."""
    pacing = Pacing({"fake": SLACK})
    for n in range(20 * NOBODY_THERE):
        one = bid(n, place=Address("fake", f"r{n}"))
        assert asks(pacing, one, at(10 * n)) is Leave.AT_ONCE
        pacing.settled(one.queue, at(10 * n))
    assert len(pacing._platforms["fake"]._places) <= 2 * NOBODY_THERE
