"""Which peers a test holds for is found for all at once; it is what comes out where each is looked at by itself."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.engine.compile.account import tree
from kaohe.engine.steps import Frames, Step
from kaohe.engine.targets.exact import Exact, run
from kaohe.engine.targets.window import Window
from kaohe.engine.tree import Peers

TESTS = (
    *(f"score {sign} own(score)" for sign in ("<", "<=", ">", ">=", "==", "!=")),
    *(f"own(score - key) {sign} key - 1" for sign in ("<", "<=", ">", ">=", "==", "!=")),
    "score > key", "own(key) > 1", "score > 2", "score * own(key) > own(score) * key", "not score > own(score)",
    "score > own(score) or (score == own(score) and -key < own(-key))", "not (key == 0 or own(score) > 1) and score != own(key)",
    "key != 0 and score / key > own(score)", "max(score, key) >= own(score)",
)  # fmt: skip
few = st.integers(-3, 3).map(Fraction)
rows = st.lists(st.fixed_dictionaries({"score": few, "key": few}), min_size=1, max_size=9)


@pytest.mark.parametrize("with_self", [True, False])
@pytest.mark.parametrize("text", TESTS)
@settings(max_examples=25)
@given(rows=rows)
def test_a_count_is_that_of_each_by_itself(text: str, with_self: bool, rows: list[dict[str, Fraction]]) -> None:
    frames, test = Frames(), tree(text)
    for row in rows:
        frames.add("unit", row)
    step = Step("unit", "number", Peers("count", test), with_self=with_self)
    run([step], frames, lambda *_: pytest.fail("too large"))
    for frame in frames.of(step):
        alone = [Exact().value(Peers("count", test), frame.values, [each.values]) for each in frames.peers(step, frame)]
        by_hand = sum(_holds(text, each.values, frame.values) for each in frames.peers(step, frame))
        assert frame.values["number"] == sum(alone) == by_hand


def _holds(text: str, peer: dict[str, Fraction], own: dict[str, Fraction]) -> bool:
    """What Python makes of it, with whole numbers in the place of `own(…)`."""
    expression = text
    while "own(" in expression:
        start = expression.index("own(")
        end = expression.index(")", start)
        value = eval(expression[start + 4 : end], {}, own)
        expression = f"{expression[:start]}({value.numerator}){expression[end + 1 :]}"
    return bool(eval(expression, {"max": max}, peer))


def test_what_keeps_another_from_being_computed_is_looked_at_first() -> None:
    """A quotient behind its condition is not computed where the condition does not hold; nor is that of the one left out."""
    window = Window([{"score": Fraction(1), "key": Fraction(0)}])
    assert not window.comes_apart(tree("key != 0 and score / key > own(score)"))
    assert window.comes_apart(tree("key != 0 and score > own(score)"))
    step = Step("unit", "most", Peers("max", tree("1 / key")), among="others")
    frames = Frames()
    for key in (0, 2):
        frames.add("unit", {"key": Fraction(key)}, ["asks"] if key == 0 else [], windows={"others": 1})
    run([step._replace(only="asks")], frames, lambda *_: pytest.fail("too large"))
    assert frames.levels["unit"][0].values["most"] == Fraction(1, 2)
