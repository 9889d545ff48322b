"""Choices go in, a whole method as people write it comes out: its YAML text, and what the engine reads from that.

A choice is a number below a limit. Hypothesis makes them where a test is to shrink what fails; a seeded random
generator where many methods are wanted at once.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from kaohe.engine.inputs import SettingType
from kaohe.engine.methods import Method
from kaohe.engine.problems import Problems
from kaohe.engine.read.rules import METHODS, Methods
from kaohe.engine.tree import FUNCTIONS

Kind = Literal["points", "amount", "ratio", "count"]
Choose = Callable[[int], int]
"""Gives a whole number from 0 that is below the one it is given."""
Writer = Callable[["Pen", Kind, int, bool], str]
Option = TypeVar("Option")

SETTINGS: dict[str, SettingType] = {
    "floor": "ratio", "share": "ratio", "per_step": "points", "most": "points", "step": "amount", "limit": "amount",
    "events": "count", "rank": "count", "factor": "number", "系数": "number",
}  # fmt: skip
"""The settings that a generated method may declare: those that its ladder uses."""
INPUTS = ("other", "last")
GRADES = ("full", "mostly", "partly", "unmet")
LITERALS: dict[Kind, Sequence[str]] = {
    "points": ("0", "0", "1", "2.5", "0.005", "12.345"),
    "amount": ("0", "0", "1", "3.9", "12.35", "100"),
    "ratio": ("0", "1", "0.5", "0.8", "0.05", "1.25"),
    "count": ("0", "1", "2", "3", "10"),
}
FACTORS = ("2", "0.5", "0.1", "3", "1.5", "100")
MEASURED: Sequence[Kind] = ("amount", "count", "points")
DEEPEST = 3
"""How deep the expressions of a rung go: deeper ones are no longer like those that people write."""
MOST_VALUES = 5


class Written(NamedTuple):
    """A method: its text, and what the engine made of it (None, where it found the text wrong) with the problems."""

    text: str
    method: Method | None
    problems: Problems


def one(choose: Choose, options: Sequence[Option]) -> Option:
    return options[choose(len(options))]


class Pen:
    """Writes expressions of a wanted kind. What `strict` asks for is of that kind and no bare number, which would fit too:
    in a quotient the difference shows.

    `within` is where it stands: in the ladder, in the body of a value over peers, or in `own(…)` there.
    """

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.measured: Kind = self.one(("amount", "amount", "amount", "count"))
        self.graded = self.one((False, False, False, False, True))
        self.compares = self.one((False, False, True))
        self.within: Literal["ladder", "peer", "own"] = "ladder"
        self.safe: list[str] = []
        """Divisors with a figure that the rungs above keep from being zero; all of the measured kind."""

    def one(self, options: Sequence[Option]) -> Option:
        return one(self.choose, options)

    def between(self, fewest: int, most: int) -> int:
        return fewest + self.choose(most - fewest + 1)

    def figures(self) -> Sequence[str]:
        return INPUTS if self.graded else ("actual", "actual", "actual", *INPUTS)

    def fixed(self, kind: Kind) -> Sequence[str]:
        """The names of the kind that a sheet gives."""
        own = [name for name, type in SETTINGS.items() if type == kind]
        if kind == "points":
            return ("points", "points", "points", *own)
        return ("target", "target", "target", "low", "high", *own) if kind == self.measured else own

    def names(self, kind: Kind) -> Sequence[str]:
        return (*self.figures(), *self.fixed(kind)) if kind == self.measured else self.fixed(kind)

    def atom(self, kind: Kind, strict: bool) -> str:
        differing = self.within == "peer" and kind == self.measured and self.one((True, True, False))
        name = self.one(self.figures() if differing else self.names(kind))
        if self.within == "peer" and self.one((False, False, True)):
            return f"own({name})"
        if strict or self.one((True, True, True, False)):
            return name
        return self.one((*LITERALS[kind], *(each for each, type in SETTINGS.items() if type == "number")))

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
        if self.safe and kind == self.measured and self.within == "ladder" and self.one((True, True, False)):
            return self.one(self.safe)
        name = self.one(self.fixed(kind))
        return self.one((name, name, name, f"({name} * {self.one(FACTORS)})", f"({name} + {self.one(self.fixed(kind))})"))

    def over_peers(self, write: Callable[[], str]) -> str:
        before, self.within = self.within, "peer"
        text = write()
        self.within = before
        return text

    def condition(self, depth: int) -> str:
        if depth > 0 and self.one((True, False, False)):
            word = self.one(("and", "or", "not"))
            sides = [grouped(self.condition(depth - 1)) for _ in range(1 if word == "not" else self.one((2, 2, 3)))]
            return f"not {sides[0]}" if word == "not" else f" {word} ".join(sides)
        if self.graded and self.one((True, True, False)):
            other = "own(actual)" if self.within == "peer" and self.one((True, False)) else self.one(GRADES)
            return f"actual {self.one(('==', '!='))} {other}"
        return self.comparison(depth)

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


KINDS: Sequence[Kind] = ("points", "amount", "ratio", "count")


def grouped(text: str) -> str:
    """The text as an operand: in brackets, unless it is a name, a number or a call (signs and words have spaces)."""
    outside = re.sub(r"\([^()]*\)", "", text)
    while outside != (shorter := re.sub(r"\([^()]*\)", "", outside)):
        outside = shorter
    return f"({text})" if " " in outside else text


def total(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"{grouped(pen.number(kind, depth, strict))} + {grouped(pen.number(kind, depth))}"


def difference(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"{grouped(pen.number(kind, depth, strict))} - {grouped(pen.number(kind, depth))}"


def negative(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"-{grouped(pen.number(kind, depth, strict))}"


def product(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """By a ratio, a count or a bare number, which leave points and amounts what they are."""
    if kind in ("points", "amount"):
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
    by = pen.one(FACTORS) if pen.one((True, False)) else pen.divisor("ratio")
    return f"{grouped(pen.number(kind, depth, strict))} / {by}"


def proportion(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """So much of it as one value is of another: `points * actual / target`."""
    if kind == "count":
        return pen.number(kind, depth, strict)
    of = pen.one((pen.measured, pen.measured, *MEASURED))
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
    of = pen.one((pen.measured, pen.measured, *MEASURED))
    part, by = grouped(pen.number(of, depth, True)), pen.number(of, depth, True)
    whole = part if kind == "ratio" else f"{grouped(pen.number(kind, depth, True))} * {part}"
    return f"ratio({whole}, {by}, {pen.number(kind, depth, strict)})"


def steps(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    """Steps are a count: of another kind, something that they are multiplied by."""
    of = pen.one((pen.measured, pen.measured, *KINDS))
    value = pen.number(of, depth) if pen.one((True, False)) else difference(pen, of, 0, False)
    count = f"steps({value}, {pen.divisor(of)})"
    return count if kind == "count" else f"{grouped(pen.number(kind, 0, strict))} * {grouped(count)}"


def pick(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    fewest, most = FUNCTIONS["pick"]
    count = pen.between(fewest, min(most, MOST_VALUES)) - 1
    values = [pen.number(kind, 1 if index == 0 else 0, strict and index == 0) for index in range(count)]
    return f"pick({', '.join([pen.number('count', depth), *values])})"


largest = several("max")
FUNCTION_WRITERS: dict[str, Writer] = {
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
        return pen.condition(depth) if function == "count" else pen.number(pen.one((pen.measured, *KINDS)), depth)

    def write(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
        count = f"peer_{function}({pen.over_peers(lambda: body(pen, depth))})"
        return count if kind == "count" else f"{grouped(pen.number(kind, 0, strict))} * {count}"

    return write


PEER_WRITERS: dict[str, Writer] = {
    **{name: gathered(name) for name in ("max", "min", "mean", "median", "sum")},
    **{name: counted(name) for name in ("count", "rank")},
}
"""How each value over peers is written. A test fails if one is missing."""


def guard(pen: Pen) -> tuple[str, str]:
    """A rung that keeps a divisor of the rungs below from being zero."""
    by = grouped(pen.one((*pen.figures(), f"{pen.one(pen.figures())} + {pen.one(pen.figures())}")))
    zero = pen.one((f"{by} <= 0", f"{by} == 0", f"{by} < 1", f"0 >= {by} or {pen.condition(0)}"))
    rung = (zero, pen.number("points", 1))
    pen.safe.append(by)
    return rung


def ladder(pen: Pen) -> list[tuple[str, str]]:
    """One to five rungs, each a condition (the last has none: "") and an award."""
    above = [guard(pen)] if pen.one((True, False, False)) else []
    for _ in range(pen.between(0, 3)):
        above.append((pen.condition(1), pen.number("points", pen.one((1, 2, DEEPEST)))))
    return [*above, ("", pen.number("points", DEEPEST))]


def example_value(name: str, graded: bool) -> str:
    """A value for the example that every method has."""
    return {"actual": "full" if graded else "7", "floor": "80%", "share": "1/3"}.get(name, "7")


def yaml_text(pen: Pen, rungs: Sequence[tuple[str, str]]) -> str:
    """The entry of the method: it declares what its ladder uses and no more."""
    used = list(dict.fromkeys(re.findall(r"(?<!\w)[^\W\d]\w*(?![\w(])|peer_", " ".join(part for rung in rungs for part in rung))))
    settings = [name for name in used if name in SETTINGS]
    inputs = [name for name in used if name in INPUTS]
    sheet = [name for name in ("points", "target", "low", "high", "actual") if name in used or name == "points"]
    example = ", ".join(f"{name}: {example_value(name, pen.graded)}" for name in (*sheet, *settings, *inputs))
    lines = ["generated:", "  name: {zh: 生成的办法, en: generated}", "  says: {zh: 试算用, en: for trial}"]
    if pen.measured == "count":
        lines.append("  actual: count")
    lines += block("grades", [f"{name}: {{name: {name}}}" for name in GRADES if pen.graded])
    lines += block("settings", [f"{name}: {{type: {SETTINGS[name]}, name: {name}{default(pen)}}}" for name in settings])
    lines += block("inputs", [f"{name}: {{name: {name}}}" for name in inputs])
    if "peer_" in used:
        lines.append(f"  peers: {{include_self: {pen.one(('true', 'false'))}, missing: {pen.one(('leave_out', 'open'))}}}")
    lines.append(f"  declares: [{pen.one(('', 'bonus', 'penalty', 'bonus, penalty'))}]")
    lines += block("ladder", [f"- {f'when: {when}{chr(10)}      ' if when else ''}award: {award}" for when, award in rungs])
    return "\n".join([*lines, *block("examples", [f"- {{given: {{{example}}}, award: 0}}"]), ""])


def block(key: str, entries: Sequence[str]) -> list[str]:
    return [f"  {key}:", *(f"    {entry}" for entry in entries)] if entries else []


def default(pen: Pen) -> str:
    return pen.one(("", ", default: 1"))


def read(text: str) -> Written:
    """The method as the engine reads it from a rules file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / METHODS
        path.write_text(text, encoding="utf-8")
        problems = Problems()
        return Written(text, Methods(path, problems).get("generated"), problems)


def generated_method(choose: Choose) -> Written:
    pen = Pen(choose)
    return read(yaml_text(pen, ladder(pen)))
