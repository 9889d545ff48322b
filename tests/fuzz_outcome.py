"""What was made up for fuzzing goes in and through all rooms; the codes of its problems come out, or none where it has a value."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from kaohe.engine.checks.division import zero_divisor
from kaohe.engine.checks.examples import examples_hold
from kaohe.engine.compile.account import award_step
from kaohe.engine.integers import columns, lower
from kaohe.engine.methods import Method
from kaohe.engine.numbers import exact_text
from kaohe.engine.parse import LONGEST_EXPRESSION, MOST_NODES
from kaohe.engine.problems import CODES, Problems
from kaohe.engine.program import Rounding
from kaohe.engine.read.rules import Methods
from kaohe.engine.register import Rules
from kaohe.engine.targets import Refused, sql
from kaohe.engine.targets.exact import MOST_BITS, Exact, TooLarge
from kaohe.engine.targets.words import words
from kaohe.engine.text import LANGUAGES, Text
from kaohe.engine.tree import Node, walk
from kaohe.engine.whole import NotWhole, steps

from .expressions import Maker, Written
from .generated_items import MOST_PARTS, WrittenItem, awarded_items

MOST_STEPS = 50
"""Of a whole-number tree for each node of the expression: it grows with what is written, however deep it is nested."""
LONGEST_WORDS = 20 * LONGEST_EXPRESSION
"""Characters of an expression in words: names become labels, values up to 64 digits."""


def outcome(written: Written, path: Path) -> list[str]:
    """Takes the method through all rooms, by way of the file `path`: the codes of its problems, or none.

    Fails if anything is raised, a problem has no code or place, or a value is of no type or beyond its limit.
    """
    path.write_text(written.yaml, encoding="utf-8")
    problems = Problems()
    methods = Methods(path, problems)
    method = methods.get("method")
    assert (method is None) == problems.has_errors
    if method is not None:
        examples_hold(Rules(methods, {}, {}, frozenset()), problems)
        _is_sound(method, problems)
    return _codes(problems)


def _codes(problems: Problems) -> list[str]:
    """The codes of what is wrong. Each problem says something, and where."""
    for problem in problems.found:
        assert problem.code in CODES
        assert problem.place.file.endswith(".yaml") and problem.place.line > 0
        assert all(0 < len("".join(problem.lines(language))) < 2 * LONGEST_EXPRESSION for language in LANGUAGES)
    return [str(problem.code) for problem in problems.found if problem.severity == "error"]


def _is_sound(method: Method, problems: Problems) -> None:
    for tree in method.trees:
        _is_said(tree, method.words)
    for example in method.examples:
        frames = (example.given, *example.peers)
        _is_whole_or_refused(award_step(method, Rounding(2)).tree, [example.given], [example.peers])
        _is_whole_or_refused(method.meets, [example.given], [()])
        try:
            if not any(zero_divisor(method, frame) for frame in frames):
                _is_typed(method, example.given, example.peers)
        except TooLarge:
            assert "number-too-large" in {problem.code for problem in problems.found}


def _is_said(tree: Node, names: Mapping[str, Text]) -> None:
    assert sum(1 for _ in walk(tree)) <= MOST_NODES
    for language in LANGUAGES:
        assert 0 < len(words(tree, names, language)) <= LONGEST_WORDS


def _is_typed(method: Method, given: Mapping[str, Fraction], peers: tuple[Mapping[str, Fraction], ...]) -> None:
    """The award is a fraction within its limit, every condition down to the rung that applies is true or false."""
    exact = Exact()
    _is_bounded(exact.value(method.ladder, given, peers))
    assert type(exact.value(award_step(method, Rounding(2)).tree, given, peers)) is Fraction
    assert type(exact._eval(method.rungs[0].when)) is bool
    assert exact.value(method.meets, given) in (0, 1)


def _is_bounded(award: Fraction) -> None:
    assert type(award) is Fraction
    assert max(award.numerator.bit_length(), award.denominator.bit_length()) <= MOST_BITS
    assert exact_text(award)


def _is_whole_or_refused(tree: Node, rows: list[Mapping[str, Fraction]], peers: list[tuple[Mapping[str, Fraction], ...]]) -> None:
    table = columns(rows, peers)
    try:
        value = lower(tree, table)
    except NotWhole:
        return
    nodes = sum(1 for _ in walk(tree))
    assert max(sum(1 for _ in steps(side)) for side in (value.numerator, value.denominator)) <= MOST_STEPS * nodes
    with suppress(Refused):
        assert sql.query(tree, table).startswith("SELECT ")


def outcome_of_item(award: str, maker: Maker, folder: Path) -> list[str]:
    """Takes an item's own award through all rooms likewise, over parts that results are made up for."""
    problems = Problems()
    (item,) = awarded_items([WrittenItem("points", MOST_PARTS, None, award)], folder, problems)
    assert (item is None) == problems.has_errors
    if item is not None:
        values = {name: Fraction(maker.figure()) for name in maker.shape.inputs} | {"points": Fraction(100)}
        _is_said(item.tree, maker.shape.words | maker.shape.labels)
        _is_whole_or_refused(item.tree, [values], [()])
        with suppress(TooLarge):
            _is_bounded(Exact().value(item.tree, values))
    return _codes(problems)
