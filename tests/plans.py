"""Units, figures and parts of a plan go in, a small plan comes out, read the real way from files of a folder of its own;
figures and events for it are built in memory, so that a test that draws thousands of them writes no file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kaohe.engine.figures import Absence, Figure, FigureKey, Figures
from kaohe.engine.happened import Event
from kaohe.engine.plan import Plan
from kaohe.engine.problems import Place, Problems
from kaohe.engine.rank import Rankings, rank
from kaohe.engine.read.rules import read_rules
from kaohe.engine.register import Rules
from kaohe.engine.report.runs import groups_meant
from kaohe.engine.way.plan import figures_of_plan, plan_under
from kaohe.engine.way.sheet import Sheets
from kaohe.engine.way.timing import Timing

UNITS = tuple(f"u{number}" for number in range(1, 78))
Value = Fraction | int | str
"""A figure: a number, or what stands in its place (`not-applicable`)."""
Entry = Mapping[str, object]
Sections = Sequence[Sequence[Entry]]

_INDICATORS = {
    "output": "proportional", "revenue": "proportional", "trade": "proportional", "roads": "proportional", "water": "proportional",
    "air": "proportional", "accidents": "per_event", "speed": "efficacy", "mark": "entered", "second": "entered", "third": "entered",
    "around": "around", "above": "above_others", "strict": "strict",
}  # fmt: skip
_METHODS = """
proportional:
  name: proportional
  says: in proportion
  ladder: [{when: actual >= target, award: points}, {award: "max(0, points * actual / target)"}]
  examples: [{given: {points: 10, target: 10, actual: 5}, award: 5}]
per_event:
  name: per event
  says: less per event
  actual: count
  settings: {each: {type: points, name: each, default: 2}}
  ladder: [{award: "max(0, points - each * actual)"}]
  examples: [{given: {points: 10, actual: 2}, award: 6}]
efficacy:
  name: efficacy
  says: by position in the group
  peers: {include_self: true, missing: leave_out}
  ladder: [{award: "points * (0.6 + 0.4 * ratio(actual - peer_min(actual), peer_max(actual) - peer_min(actual), 1))"}]
  examples: [{given: {points: 100, actual: 20}, peers: [{actual: 10}], award: 100}]
strict:
  name: strict
  says: by position in the whole group
  peers: {include_self: true, missing: open}
  ladder: [{award: "points * (0.6 + 0.4 * ratio(actual - peer_min(actual), peer_max(actual) - peer_min(actual), 1))"}]
  examples: [{given: {points: 100, actual: 20}, peers: [{actual: 10}], award: 100}]
above_others:
  name: above the others
  says: half for whoever is not above the mean of the others
  peers: {include_self: false, missing: leave_out}
  ladder: [{when: actual > peer_mean(actual), award: points}, {award: points / 2}]
  examples: [{given: {points: 10, actual: 3}, peers: [{actual: 2}], award: 10}]
entered:
  name: entered
  says: as entered
  actual: points
  requires: [{that: 0 <= actual <= points, says: between none and all}]
  ladder: [{award: actual}]
  examples: [{given: {points: 10, actual: 7}, award: 7}]
around:
  name: around
  says: as entered, above the points and below zero too
  actual: points
  declares: [bonus, penalty]
  ladder: [{award: actual}]
  examples: [{given: {points: 10, actual: 12}, award: 12}]
"""
STANDARD: Sections = [
    [{"indicator": "output", "points": 25, "target": 10}, {"name": "shares", "points": 20, "parts": [
        {"indicator": each, "target": 10, "share": "1/3"} for each in ("revenue", "trade", "roads")]},
     {"indicator": "accidents", "points": 15}],
    [{"indicator": "speed", "points": 20}, {"name": "worst", "points": 12, "combine": "worst", "parts": [
        {"indicator": each, "target": 10} for each in ("water", "air")]},
     {"indicator": "mark", "points": 8}],
]  # fmt: skip
"""A sheet with something of everything: in proportion, parts by share, per event, by the peers, the worst of two, entered."""
MARKS: Sections = [[{"indicator": "mark", "points": 100}]]
"""A sheet of one item whose score is what is entered."""


class World(NamedTuple):
    """A rules folder with the registers above, and sheets and plans beside them; of a plan `only` these groups are asked for,
    if any are named."""

    folder: Path
    rules: Rules
    only: tuple[str, ...] = ()

    @classmethod
    def at(cls, folder: Path, methods: str = "") -> World:
        """Such a folder; its rules have these methods too."""
        return cls(folder, registers(methods))

    def read(self, sheets: Mapping[str, Sections] | Sequence[str], **parts: object) -> tuple[Plan | None, Problems]:
        """The plan of these sheets (of units alone: each has the sheet of one item) and what is wrong with it. A part of the
        plan is given as Python has it, or as its YAML text; one that is None is left out."""
        if not isinstance(sheets, Mapping):
            sheets = dict.fromkeys(sheets, MARKS)
        (self.folder / "sheets").mkdir(exist_ok=True)
        for unit, sections in sheets.items():
            self.write(f"sheets/{unit}", sheet(unit, sections))
        written = {
            "schema": 1, "plan": "test", "title": "T", "period": 2011, "day": "2012-03-31", "source": "{document: D}", "sheets": "[sheets]",
            "groups": {"all": {"name": "All", "units": list(sheets)}}, "ties": {"how": "competition"}, **parts,
        }  # fmt: skip
        self.write("plan", {key: value for key, value in written.items() if value is not None})
        problems = Problems()
        choose = partial(groups_meant, self.only, "en")
        return plan_under(self.folder / "plan.yaml", Sheets(self.folder, self.rules, problems), Timing(), choose=choose), problems

    def plan(self, sheets: Mapping[str, Sections] | Sequence[str], **parts: object) -> Plan:
        """The same where nothing is wrong with it."""
        plan, problems = self.read(sheets, **parts)
        assert plan is not None and not problems.has_errors, problems.lines("en")
        return plan

    def write(self, name: str, entry: Entry) -> None:
        lines = (f"{key}: {value if isinstance(value, str) else json.dumps(value, default=str)}" for key, value in entry.items())
        (self.folder / f"{name}.yaml").write_text("\n".join(lines), encoding="utf-8")

    def figures(self, plan: Plan, *lines: str) -> tuple[Figures, Problems]:
        """What a table with these lines says of the units, its header first."""
        (self.folder / "figures.csv").write_text("\n".join(lines), encoding="utf-8")
        problems = Problems()
        return figures_of_plan([self.folder / "figures.csv"], plan, self.rules, problems, Timing())[0], problems

    def events(self, plan: Plan, *rows: str, document: str | None = None) -> tuple[list[Event], Problems]:
        """What a table with these rows says happened: unit, event, date, then matter, item, points and the day of release. Each
        rests on a document of its own, if not all on this one."""
        header = "unit,event,date,matter,item,points,released,document"
        width = header.count(",")
        lines = [f"{row}{',' * (width - 1 - row.count(','))},{document or f'D{number}'}" for number, row in enumerate(rows)]
        (self.folder / "events.csv").write_text("\n".join((header, *lines)), encoding="utf-8")
        problems = Problems()
        return figures_of_plan([self.folder / "events.csv"], plan, self.rules, problems, Timing())[1], problems


@cache
def registers(methods: str = "") -> Rules:
    """The registers of every world with the same methods, read once."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "indicators").mkdir()
        count = {"mark": "points", "second": "points", "third": "points", "around": "points", "accidents": "count"}
        indicators = (
            f"{id}: {{name: {id}, kind: {count.get(id, 'cumulative')}, supplier: bureau, method: {method}}}"
            for id, method in _INDICATORS.items()
        )
        (folder / "indicators" / "i.yaml").write_text("\n".join(indicators), encoding="utf-8")
        (folder / "units.yaml").write_text("\n".join(f"{id}: {{name: {id}, class: county}}" for id in UNITS), encoding="utf-8")
        (folder / "methods.yaml").write_text(_METHODS + methods, encoding="utf-8")
        rules = read_rules(folder, problems := Problems())
        assert len(rules.methods) and not problems.found, problems.lines("en")
        return rules


def sheet(unit: str, sections: Sections) -> Entry:
    """A sheet whose items are numbered and whose subtotals are worked out."""
    points = [sum((Fraction(str(item["points"])) for item in section), Fraction(0)) for section in sections]
    numbers = iter(range(1, 1000))
    return {
        "schema": 1, "sheet": unit, "unit": unit, "period": 2011, "source": "{document: D}", "points": decimal(sum(points, Fraction(0))),
        "sections": [{"title": "T", "points": decimal(worth), "items": [{"nr": next(numbers), **item} for item in section]}
                     for section, worth in zip(sections, points, strict=True)],
    }  # fmt: skip


def decimal(value: Fraction) -> str:
    """A number that ends, as it is written in a file."""
    return f"{value.numerator // value.denominator}" if value.denominator == 1 else f"{float(value)}"


def in_memory(sheets: Mapping[str, Sections] | Sequence[str], **parts: object) -> Plan:
    """The plan, without the files that it was read from."""
    return some_in_memory((), sheets, **parts)


def some_in_memory(only: tuple[str, ...], sheets: Mapping[str, Sections] | Sequence[str], **parts: object) -> Plan:
    """The same as if it held only these groups."""
    with TemporaryDirectory() as name:
        return World.at(Path(name))._replace(only=only).plan(sheets, **parts)


def figures(values: Mapping[str, Mapping[str, Value]]) -> Figures:
    """Figures by unit and indicator."""
    keyed = {FigureKey(unit, indicator, "2011"): value for unit, own in values.items() for indicator, value in own.items()}
    return Figures({key: _figure(key, value) for key, value in keyed.items()})


def _figure(key: FigureKey, value: Value) -> Figure:
    absences: dict[str, Absence] = {each: each for each in ("not-reported", "not-applicable", "target-not-issued")}
    if isinstance(value, str) and value in absences:
        return Figure(key, None, "", "annual", Place("test"), absences[value])
    return Figure(key, Fraction(value), str(value), "annual", Place("test"))


def marks(scores: Mapping[str, Value]) -> Figures:
    """The figures of sheets of one item that is entered."""
    return figures({unit: {"mark": score} for unit, score in scores.items()})


def event(plan: Plan, unit: str, kind: str, points: Value | None = None, day: str = "2011-06-01", matter: str = "", item: str = "",
          released: str | None = None) -> Event:  # fmt: skip
    """Something that happened to a unit."""
    what = plan.vetoes[kind] if kind in plan.vetoes else plan.extras[kind]
    worth = getattr(what, "points", None) if points is None else Fraction(points)
    left = None if released is None else date.fromisoformat(released)
    return Event(unit, what, matter, item, worth, date.fromisoformat(day), left, "D", "", "reported", Place(f"{unit} {kind} {matter}"))


def ranked(plan: Plan, found: Figures, events: Sequence[Event] = ()) -> Rankings:
    """The rankings, where nothing is wrong."""
    rankings, codes = outcome(plan, found, events)
    assert codes == []
    return rankings


def outcome(plan: Plan, found: Figures, events: Sequence[Event] = ()) -> tuple[Rankings, list[str]]:
    """The rankings, and the codes of what is wrong: that an event does not count is only noted."""
    rankings = rank(plan, found, events, problems := Problems())
    return rankings, [problem.code for problem in problems.found if problem.severity != "note"]
