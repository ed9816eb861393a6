"""The same acts as a hypothesis state machine: fewer steps than the walk, but small counter-examples."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.walk import fate, people
from tests.walk.ending import come_to_rest
from tests.walk.history import Act, way_of
from tests.walk.oracle import judge
from tests.walk.world import Store, World, in_dicts, made

AT_THE_DESK = (people.write, people.press, people.answer_whisper, people.fill_in)
NUMBERS = st.integers(0, 2**40)


class Machine(RuleBasedStateMachine):
    """One history, drawn act by act. Subclasses say where it is stored."""

    steps = 0
    """How many acts were done in all histories of this class."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None

    def stored(self) -> Store:
        """A new store."""
        return in_dicts()

    @initialize(house=st.integers(0, 40))
    def open(self, house: int) -> None:
        """A house of one of the kinds the walk knows."""
        self.world = made(self.stored(), way_of(house))

    def act(self, act: Act, n: int) -> None:
        """Do one act."""
        type(self).steps += 1
        if self.world is not None:
            act(self.world, n)

    @rule(n=NUMBERS, act=st.sampled_from((people.ask, people.add, people.press)))
    def customers(self, n: int, act: Act) -> None:
        """A customer writes or somebody presses."""
        self.act(act, n)

    @rule(n=NUMBERS, act=st.sampled_from((*AT_THE_DESK, people.step_in)))
    def agents(self, n: int, act: Act) -> None:
        """An agent writes or presses."""
        self.act(act, n)

    @rule(
        n=NUMBERS,
        act=st.sampled_from(
            (people.edit, people.delete, people.think_again, people.go_on, people.look, people.join_in)
        ),
    )
    def others(self, n: int, act: Act) -> None:
        """Words change, a colleague speaks, an agent marks."""
        self.act(act, n)

    @rule(n=NUMBERS)
    def leave(self, n: int) -> None:
        """An agent leaves the desk or comes back."""
        self.act(people.come_and_go, n)

    @rule(n=NUMBERS)
    def post(self, n: int) -> None:
        """An errand is done in one go."""
        self.act(fate.post, n)

    @rule(n=NUMBERS, act=st.sampled_from((fate.post, fate.decide, fate.announce, fate.carry, fate.settle)))
    def work(self, n: int, act: Act) -> None:
        """The house moves on by one act."""
        self.act(act, n)

    @rule(n=NUMBERS, act=st.sampled_from((fate.late_mail, fate.retry, fate.wait, fate.ring, fate.crash)))
    def weather(self, n: int, act: Act) -> None:
        """What happens without anybody's doing."""
        self.act(act, n)

    def teardown(self) -> None:
        """Everything arrives and is judged; how time runs on is left to the walk, which is faster."""
        if self.world is not None:
            come_to_rest(self.world)
            judge(self.world)


def machine_over(store: Callable[[], Store]) -> type[Machine]:
    """A machine whose histories are kept in stores made by *store*."""

    class Stored(Machine):
        steps = 0

        def stored(self) -> Store:
            return store()

    return Stored
