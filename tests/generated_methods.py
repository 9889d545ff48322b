"""Choices go in, a whole method as people write it comes out: its YAML text, and what the engine reads from that."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kaohe.engine.inputs import MethodIn, SettingType
from kaohe.engine.methods import Method
from kaohe.engine.problems import Problems
from kaohe.engine.read.rules import METHODS, Methods
from kaohe.engine.tree import previous
from kaohe.engine.vocabulary import BALLOT_NAMES, FIXED_NAMES, MET

from .generated_expressions import (
    BOUNDS,
    CLASSES,
    COUNTED_BALLOTS,
    GRADES,
    INPUTS,
    SETTINGS,
    UNIT_CLASSES,
    Choose,
    Pen,
    grouped,
)

DEEPEST = 3
"""How deep the expressions of a rung go: deeper ones are no longer like those that people write."""
NAMES = (*FIXED_NAMES, *BALLOT_NAMES, "unit_class", *INPUTS, previous("actual"), previous("other"))
"""What the expressions may name beside settings. A test fails if one is missing."""
EXAMPLE: Mapping[SettingType, str] = {
    "ratio": "80%", "points": "7", "number": "7", "count": "7", "amount": "7", "money": "7", "date": "2011-10-31",
}  # fmt: skip
NOT_WRITTEN = {"places", "valid_from", "valid_to"}
"""What a method may say that no value depends on, beside its words."""


class Written(NamedTuple):
    """A method: its text, and what the engine made of it (None, where it found the text wrong) with the problems."""

    text: str
    method: Method | None
    problems: Problems


class Rungs(NamedTuple):
    """What the figures must meet, and rungs, each a condition (the last has none: "") and an award."""

    requires: Sequence[str]
    ladder: Sequence[tuple[str, str]]

    @property
    def used(self) -> Sequence[str]:
        """The names in them, and `peer_` where peers are compared."""
        text = " ".join([*self.requires, *(part for rung in self.ladder for part in rung)])
        return list(dict.fromkeys(re.findall(r"previous\(\w+\)|(?<!\w)[^\W\d]\w*(?![\w(])|peer_", text)))


def award(pen: Pen, depth: int) -> str:
    """What the method results in: points, money, or one of its classes."""
    if pen.result in ("points", "money"):
        return pen.number("points" if pen.result == "points" else "money", depth)
    name = pen.one(CLASSES if pen.result == "class" else tuple(MET))
    return f"{name} if {pen.condition(depth - 1)} else {grouped(award(pen, depth - 1))}" if depth > 1 and pen.one((True, False)) else name


def guard(pen: Pen) -> tuple[str, str]:
    """A rung that keeps a divisor of the rungs below from being zero."""
    kind = "count" if pen.actual == "ballots" and pen.one((True, True, False)) else pen.measured
    figures = COUNTED_BALLOTS if kind == "count" and pen.actual == "ballots" else pen.figures()
    by = grouped(pen.one((*figures, f"{pen.one(figures)} + {pen.one(figures)}")))
    zero = pen.one((f"{by} <= 0", f"{by} == 0", f"{by} < 1", f"0 >= {by} or {pen.condition(0)}"))
    rung = (zero, award(pen, 1))
    pen.safe.append((kind, by))
    return rung


def requirements(pen: Pen) -> list[str]:
    """Up to two conditions; they compare no peers."""
    before, pen.compares = pen.compares, False
    written = [pen.condition(1) for _ in range(pen.one((0, 0, 0, 1, 1, 2)))]
    pen.compares = before
    return written


def rungs(pen: Pen) -> Rungs:
    requires = requirements(pen)
    above = [guard(pen)] if pen.one((True, False, False)) else []
    for _ in range(pen.between(0, 3)):
        above.append((pen.condition(1), award(pen, pen.one((1, 2, DEEPEST)))))
    return Rungs(requires, [*above, ("", award(pen, DEEPEST))])


def example_value(pen: Pen, name: str) -> str:
    """A value for the example that every method has."""
    if name == "unit_class":
        return UNIT_CLASSES[0]
    if name == "actual" and pen.graded:
        return GRADES[0]
    dated = pen.actual == "date" and name in (*pen.submitted(), *BOUNDS)
    return EXAMPLE["date" if dated else SETTINGS.get(name, "number")]


def yaml_text(pen: Pen, written: Rungs) -> str:
    """The entry of the method: it declares what its ladder uses and no more."""
    used = written.used
    settings = [name for name in used if name in SETTINGS]
    sheet = [name for name in NAMES if name in used or (name == "points" and pen.result == "points")]
    example = ", ".join(f"{name}: {example_value(pen, name)}" for name in dict.fromkeys((*sheet, *settings)))
    inputs = [name for name in INPUTS if name in used or previous(name) in used]
    lines = ["generated:", "  name: {zh: 生成的办法, en: generated}", "  says: {zh: 试算用, en: for trial}"]
    lines += [f"  actual: {pen.actual}", f"  result: {pen.result}"]
    lines += words("grades", GRADES if pen.graded else ())
    lines += words("classes", CLASSES if pen.result == "class" else ())
    lines += words("unit_classes", UNIT_CLASSES if "unit_class" in used else ())
    lines += block("settings", [f"{name}: {{type: {SETTINGS[name]}, name: {name}{default(pen, name)}}}" for name in settings])
    lines += words("inputs", inputs)
    if pen.actual == "ballots" and pen.one((True, False)):
        drops = f"drop_highest: {pen.choose(3)}, drop_lowest: {pen.choose(3)}"
        lines.append(f"  ballots: {{{drops}, low: 0, high: 100}}")
    if "peer_" in used:
        lines.append(f"  peers: {{include_self: {pen.one(('true', 'false'))}, missing: {pen.one(('leave_out', 'open'))}}}")
    lines.append(f"  declares: [{pen.one(('', 'bonus', 'penalty', 'bonus, penalty'))}]")
    lines += block("requires", [f"- {{that: {quoted(that)}, says: 试算用}}" for that in written.requires])
    lines += block("ladder", [f"- {f'when: {when}{chr(10)}      ' if when else ''}award: {award}" for when, award in written.ladder])
    earned = {"class": CLASSES[0], "met": "met"}.get(pen.result, "0")
    peers = f", peers: [{{{example}}}]" if "peer_" in used else ""
    return "\n".join([*lines, *block("examples", [f"- {{given: {{{example}}}{peers}, award: {earned}}}"]), ""])


def block(key: str, entries: Sequence[str]) -> list[str]:
    return [f"  {key}:", *(f"    {entry}" for entry in entries)] if entries else []


def words(key: str, names: Sequence[str]) -> list[str]:
    """Bare names that a method declares, or its inputs."""
    return block(key, [f"{name}: {{name: {name}}}" for name in names])


def quoted(text: str) -> str:
    """An expression within braces: a comma in it would end it."""
    return f'"{text}"'


def default(pen: Pen, name: str) -> str:
    return pen.one(("", f", default: {EXAMPLE[SETTINGS[name]]}"))


def keys(text: str) -> set[str]:
    """The keys of the method that a text writes."""
    return set(re.findall(r"^  (\w+):", text, re.MULTILINE)) & set(MethodIn.model_fields)


def read(text: str) -> Written:
    """The method as the engine reads it from a rules file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / METHODS
        path.write_text(text, encoding="utf-8")
        problems = Problems()
        return Written(text, Methods(path, problems).get("generated"), problems)


def generated_method(choose: Choose) -> Written:
    pen = Pen(choose)
    return read(yaml_text(pen, rungs(pen)))
