"""Choices go in, expressions of a wanted kind come out, as people write them.

A choice is a number below a limit. Hypothesis makes them where a test is to shrink what fails; a seeded random
generator where many expressions are wanted at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeVar

from kaohe.engine.figures import ActualType
from kaohe.engine.inputs import ResultType, SettingType
from kaohe.engine.tree import FUNCTIONS, previous

Kind = Literal["points", "amount", "ratio", "count", "money"]
Choose = Callable[[int], int]
"""Gives a whole number from 0 that is below the one it is given."""
Writer = Callable[["Pen", Kind, int, bool], str]
Option = TypeVar("Option")

SETTINGS: dict[str, SettingType] = {
    "floor": "ratio", "share": "ratio", "per_step": "points", "most": "points", "step": "amount", "limit": "amount",
    "events": "count", "rank": "count", "factor": "number", "系数": "number", "prize": "money", "奖金": "money",
    "deadline": "date", "begun": "date",
}  # fmt: skip
"""The settings that a generated method may declare: those that its ladder uses."""
INPUTS = ("other", "last")
GRADES = ("full", "mostly", "partly", "unmet_grade")
CLASSES = ("good", "fair", "poor")
UNIT_CLASSES = ("city", "county")
LITERALS: dict[Kind, Sequence[str]] = {
    "points": ("0", "0", "1", "2.5", "0.005", "12.345"),
    "amount": ("0", "0", "1", "3.9", "12.35", "100"),
    "ratio": ("0", "1", "0.5", "0.8", "0.05", "1.25"),
    "count": ("0", "1", "2", "3", "10"),
    "money": ("0", "0", "500", "1000", "0.5", "33.335"),
}
KINDS: Sequence[Kind] = tuple(LITERALS)
FACTORS = ("2", "0.5", "0.1", "3", "1.5", "100")
MEASURED: dict[ActualType, Kind] = {"amount": "amount", "count": "count", "points": "points", "date": "count", "ballots": "amount"}
"""Of which kind the figures are as numbers: of dates it is the days between two of them."""
COUNTED_BALLOTS = ("ballots", "ballots", "valid_ballots", "void_ballots")
BOUNDS = ("target", "target", "target", "low", "high")
MOST_VALUES = 5


def one(choose: Choose, options: Sequence[Option]) -> Option:
    return options[choose(len(options))]


def grouped(text: str) -> str:
    """The text as an operand: in brackets, unless it is a name, a number or a call (signs and words have spaces)."""
    outside = re.sub(r"\([^()]*\)", "", text)
    while outside != (shorter := re.sub(r"\([^()]*\)", "", outside)):
        outside = shorter
    return f"({text})" if " " in outside else text


class Pen:
    """Writes expressions of a wanted kind. What `strict` asks for is of that kind and no bare number, which would fit too:
    in a quotient the difference shows.

    `within` is where it stands: in the ladder, in the body of a value over peers, or in `own(…)` there.
    """

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.actual: ActualType = self.one(("amount", "amount", "amount", "amount", "count", "points", "date", "ballots"))
        self.graded = self.actual == "amount" and self.one((False, False, False, True))
        self.measured = MEASURED[self.actual]
        self.result: ResultType = self.one(("points", "points", "points", "points", "points", "money", "class", "met"))
        self.classed = self.one((False, False, False, True))
        self.compares = self.one((False, False, True))
        self.within: Literal["ladder", "peer", "own"] = "ladder"
        self.safe: list[tuple[Kind, str]] = []
        """Divisors with a figure that the rungs above keep from being zero, each with its kind."""

    def one(self, options: Sequence[Option]) -> Option:
        return one(self.choose, options)

    def between(self, fewest: int, most: int) -> int:
        return fewest + self.choose(most - fewest + 1)

    def measures(self) -> Sequence[Kind]:
        """The kinds that a ratio is made of: mostly that of the figures."""
        return (self.measured, self.measured, self.measured, *(kind for kind in KINDS if kind != "ratio" and self.fixed(kind)))

    def submitted(self) -> Sequence[str]:
        """The names of the figures that are numbers, or of a date method, dates."""
        if self.graded:
            return INPUTS
        if self.actual == "ballots":
            return ("ballot_sum",)
        return ("actual", "actual", "actual", "actual", *INPUTS, previous("actual"), previous("actual"), previous("other"))

    def figures(self) -> Sequence[str]:
        """What stands for a figure as a number of the measured kind."""
        if self.actual != "date":
            return self.submitted()
        return [f"({self.one(self.submitted())} - {self.one(self.dates())})" for _ in range(2)]

    def dates(self) -> Sequence[str]:
        """The names that stand for dates."""
        settings = tuple(name for name, type in SETTINGS.items() if type == "date")
        return (*self.submitted(), *BOUNDS, *settings) if self.actual == "date" else settings

    def fixed(self, kind: Kind) -> Sequence[str]:
        """What a sheet gives of the kind."""
        own = [name for name, type in SETTINGS.items() if type == kind]
        if kind == "points" and self.result == "points":
            own += ["points"] * 3
        if kind == "count":
            own += ["(high - low)", "(target - begun)"] if self.actual == "date" else ["(deadline - begun)"]
        return (*own, *BOUNDS) if kind == self.measured and self.actual != "date" else own

    def names(self, kind: Kind) -> Sequence[str]:
        counted = COUNTED_BALLOTS if kind == "count" and self.actual == "ballots" else ()
        return (*(self.figures() if kind == self.measured else ()), *counted, *self.fixed(kind))

    def atom(self, kind: Kind, strict: bool) -> str:
        differing = self.within == "peer" and kind == self.measured and self.one((True, True, False))
        name = self.one(self.figures() if differing else self.names(kind))
        if self.within == "peer" and self.one((False, False, True)):
            return f"own({name})"
        if strict or self.one((True, True, True, False)):
            return name
        return self.one(self.constants(kind))

    def constants(self, kind: Kind) -> Sequence[str]:
        """Bare numbers of the usual size, and the settings that are bare numbers."""
        return (*LITERALS[kind], *(name for name, type in SETTINGS.items() if type == "number"))

    def number(self, kind: Kind, depth: int, strict: bool = False) -> str:
        if depth <= 0 or self.one((True, False, False)):
            return self.atom(kind, strict)
        return self.one(self.writers())(self, kind, depth - 1, strict)

    def writers(self) -> Sequence[Writer]:
        plain = (*OPERATIONS, *FUNCTION_WRITERS.values())
        if self.within == "peer":  # a quotient over peers is refused by name: a few are enough
            return (*plain, own) if self.one((True, False, False, False)) else (total, difference, negative, product, largest, own)
        return (*plain, *PEER_WRITERS.values(), *PEER_WRITERS.values()) if self.compares and self.within == "ladder" else plain

    def divisor(self, kind: Kind) -> str:
        """Something to divide by that is known not to be zero: every sheet shows it, or a rung above excludes it."""
        safe = [by for of, by in self.safe if of == kind]
        if safe and self.within == "ladder" and self.one((True, True, False)):
            return self.one(safe)
        name = self.one(self.fixed(kind))
        return self.one((name, name, name, f"({name} * {self.one(FACTORS)})", f"({name} + {self.one(self.fixed(kind))})"))

    def over_peers(self, write: Callable[[], str]) -> str:
        before, self.within = self.within, "peer"
        text = write()
        self.within = before
        return text

    def date(self, depth: int) -> str:
        """A date: a name, or one so many days before or after, the earlier or the later of several, or one of two."""
        if depth <= 0 or self.one((True, False)):
            return self.one(self.dates())
        return self.one(DATE_WRITERS)(self, depth - 1)

    def condition(self, depth: int) -> str:
        if depth > 0 and self.one((True, False, False)):
            word = self.one(("and", "or", "not"))
            sides = [grouped(self.condition(depth - 1)) for _ in range(1 if word == "not" else self.one((2, 2, 3)))]
            return f"not {sides[0]}" if word == "not" else f" {word} ".join(sides)
        if self.graded and self.one((True, True, False)):
            return self.same("actual", GRADES)
        if self.classed and self.one((True, False, False)):
            return self.same("unit_class", UNIT_CLASSES)
        if self.one((True, True, False) if self.actual == "date" else (True, *(False,) * 9)):
            sign = self.one((">=", ">", "<=", "<", "==", "!="))
            return f"{grouped(self.date(0))} {sign} {grouped(self.date(depth))}"
        return self.comparison(depth)

    def same(self, name: str, words: Sequence[str]) -> str:
        """Whether it is one of the bare names; over peers now and then that of the scored unit."""
        other = f"own({name})" if self.within == "peer" and self.one((True, False)) else self.one(words)
        return f"{name} {self.one(('==', '!='))} {other}"

    def comparison(self, depth: int) -> str:
        kind = self.one((self.measured, self.measured, self.measured, *KINDS))
        if kind == self.measured and self.one((True, True, False)):
            middle = self.one(self.figures())
        else:
            middle = grouped(self.number(kind, depth, True))
        sign = self.one((">=", ">=", ">", "<=", "<", "==", "!="))
        bound = grouped(self.number(kind, depth))
        if self.one((True, False, False, False)):
            return f"{grouped(self.number(kind, 0))} {self.one(('<', '<='))} {middle} {sign} {bound}"
        return f"{middle} {sign} {bound}"


def moved(pen: Pen, depth: int) -> str:
    days = grouped(pen.number("count", 1 if depth else 0))
    return pen.one((f"({pen.date(depth)} - {days})", f"({pen.date(depth)} + {days})", f"({days} + {pen.date(depth)})"))


def extreme_date(pen: Pen, depth: int) -> str:
    function = pen.one(("min", "max", "clamp"))
    count = 3 if function == "clamp" else pen.between(2, 3)
    return f"{function}({', '.join(pen.date(depth) for _ in range(count))})"


def chosen_date(pen: Pen, depth: int) -> str:
    return f"({pen.date(depth)} if {pen.condition(0)} else {pen.date(depth)})"


DATE_WRITERS: Sequence[Callable[[Pen, int], str]] = (moved, extreme_date, chosen_date)


def total(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"{grouped(pen.number(kind, depth, strict))} + {grouped(pen.number(kind, depth))}"


def difference(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    if kind == "count" and pen.one((True, False)):
        return f"{pen.date(depth)} - {pen.date(depth)}"
    return f"{grouped(pen.number(kind, depth, strict))} - {grouped(pen.number(kind, depth))}"


def negative(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"-{grouped(pen.number(kind, depth, strict))}"


def product(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """By a ratio, a count or a bare number, which leave points and amounts what they are."""
    if kind in ("points", "amount", "money"):
        of: Kind | None = pen.one(("ratio", "count", None))
        factor = pen.one(FACTORS) if of is None else pen.number(of, depth)
    else:
        factor = pen.number(kind, depth, strict)
    sides = [grouped(pen.number(kind, depth, strict)), grouped(factor)]
    return " * ".join(sides if pen.one((True, False)) else reversed(sides))


def quotient(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """By a ratio, an event or a bare number; a ratio is a quotient of two of the same."""
    if kind == "ratio" or (strict and kind == "count"):
        return proportion(pen, kind, depth, strict)
    by = pen.one(FACTORS) if pen.one((True, False)) else pen.divisor(pen.one(("ratio", "ratio", "count")) if kind != "count" else "ratio")
    return f"{grouped(pen.number(kind, depth, strict))} / {by}"


def proportion(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """So much of it as one value is of another: `points * actual / target`."""
    if kind == "count":
        return pen.number(kind, depth, strict)
    of = pen.one(pen.measures())
    part = grouped(pen.number(of, depth, True))
    if kind == "ratio":
        return f"{part} / {pen.divisor(of)}"
    return f"{grouped(pen.number(kind, depth, True))} * {part} / {pen.divisor(of)}"


def guarded(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """A quotient by a figure, under a condition of its own."""
    if kind == "count" or (pen.within == "peer" and pen.graded):
        return pen.number(kind, depth, strict)
    by = grouped(f"{pen.one(pen.figures())}{pen.one(('', '', f' + {pen.one(pen.figures())}'))}")
    holds = pen.one((f"{by} > 0", f"{by} != 0", f"0 < {by}", f"not {by} == 0", f"{by} >= 1 and {pen.condition(0)}"))
    part = grouped(pen.number(pen.measured, depth, True))
    whole = part if kind == "ratio" else f"{grouped(pen.number(kind, depth, True))} * {part}"
    return f"({whole} / {by} if {holds} else {grouped(pen.number(kind, depth))})"


def choice(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"({pen.number(kind, depth, strict)} if {pen.condition(depth)} else {pen.number(kind, depth)})"


OPERATIONS: Sequence[Writer] = (total, difference, negative, product, quotient, proportion, proportion, guarded, choice)


def several(function: str) -> Writer:
    """A function of values of one kind that gives this kind: all of them, as many as it takes."""
    fewest, most = FUNCTIONS[function]

    def write(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
        count = pen.between(fewest, min(most, MOST_VALUES))
        others = [pen.number(kind, depth - 1) for _ in range(count - 1)]
        return f"{function}({', '.join([pen.number(kind, depth, strict), *others])})"

    return write


def rounded(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"round({pen.number(kind, depth, strict)}, {pen.one('0123')})"


def ratio(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """The function: divided by what may be zero."""
    if kind == "count":
        return f"ratio({pen.number(kind, depth)}, {pen.number('ratio', depth)}, {pen.number(kind, 0, True)})"
    of = pen.one(pen.measures())
    part, by = grouped(pen.number(of, depth, True)), pen.number(of, depth, True)
    whole = part if kind == "ratio" else f"{grouped(pen.number(kind, depth, True))} * {part}"
    return f"ratio({whole}, {by}, {pen.number(kind, depth, strict)})"


def steps(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """Steps are a count: of another kind, something that they are multiplied by."""
    of = pen.one(pen.measures())
    value = pen.number(of, depth) if pen.one((True, False)) else difference(pen, of, 0, False)
    count = f"steps({value}, {pen.divisor(of)})"
    return count if kind == "count" else f"{grouped(pen.number(kind, 0, strict))} * {grouped(count)}"


def pick(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    fewest, most = FUNCTIONS["pick"]
    count = pen.between(fewest, min(most, MOST_VALUES)) - 1
    values = [pen.number(kind, 1 if index == 0 else 0, strict and index == 0) for index in range(count)]
    return f"pick({', '.join([pen.number('count', depth), *values])})"


largest = several("max")
FUNCTION_WRITERS: Mapping[str, Writer] = {
    **{name: several(name) for name in ("min", "max", "abs", "clamp", "floor", "ceil", "band")},
    "round": rounded,
    "ratio": ratio,
    "steps": steps,
    "pick": pick,
}
"""How each function of the language is written. A test fails if one is missing."""


def own(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """What the scored unit has, within a value over peers."""
    pen.within = "own"
    text = f"own({pen.number(kind, depth, strict)})"
    pen.within = "peer"
    return text


def gathered(function: str) -> Writer:
    """A function whose value is of the kind that it gathers: mostly of figures, for they are what peers differ in."""

    def over(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
        return f"peer_{function}({pen.over_peers(lambda: pen.number(kind, depth, strict))})"

    def write(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
        if kind in ("amount", "count") or pen.one((True, False, False)):
            return over(pen, kind, depth, strict)
        share = f"{over(pen, pen.measured, depth, True)} / {pen.divisor(pen.measured)}"
        return share if kind == "ratio" else f"{grouped(pen.number(kind, 0, True))} * {share}"

    return write


def counted(function: str) -> Writer:
    """A function whose value is a count: of another kind, something that it multiplies."""

    def body(pen: Pen, depth: int) -> str:
        if function == "count":
            return "" if pen.one((True, False, False)) else pen.condition(depth)
        return pen.number(pen.one((pen.measured, *KINDS)), depth)

    def write(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
        count = f"peer_{function}({pen.over_peers(lambda: body(pen, depth))})"
        return count if kind == "count" else f"{grouped(pen.number(kind, 0, strict))} * {count}"

    return write


PEER_WRITERS: Mapping[str, Writer] = {
    name: counted(name) if name in ("count", "rank") else gathered(name)
    for name in ("max", "min", "mean", "median", "sum", "count", "rank")
}
"""How each value over peers is written. A test fails if one is missing."""
