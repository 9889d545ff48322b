"""Times `score` on plans as a whole process against imports alone: the real city of 85 units with an invented year, a made-up
city's bureaus with long sheets, a nation's counties with short ones. Prints the medians, the memory, and where the time goes.

python benchmarks/plan.py [ROUNDS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
REAL = ["rules/plans/sanmenxia-2011.yaml", "cases/sanmenxia-2011-year", "--timing", "--lang", "en"]
MADE_UP = ["plan.yaml", "figures.csv", "events.csv", "-o", "out.json", "--timing", "--lang", "en"]
IMPORTS = "import typer, pydantic, yaml"
METHODS = """
proportional:
  name: in proportion
  says: in proportion
  ladder: [{when: actual >= target, award: points}, {award: "max(0, points * actual / target)"}]
  examples: [{given: {points: 10, target: 10, actual: 5}, award: 5}]
per_event:
  name: per event
  says: less per event
  actual: count
  settings: {each: {type: points, name: each, default: 0.5}}
  ladder: [{award: "max(0, points - each * actual)"}]
  examples: [{given: {points: 10, actual: 2}, award: 9}]
efficacy:
  name: efficacy
  says: by position in the group
  peers: {include_self: true, missing: leave_out}
  ladder: [{award: "points * (0.6 + 0.4 * ratio(actual - peer_min(actual), peer_max(actual) - peer_min(actual), 1))"}]
  examples: [{given: {points: 100, actual: 20}, peers: [{actual: 10}], award: 100}]
by_rank:
  name: by rank
  says: by rank in the group
  peers: {include_self: true, missing: leave_out}
  ladder: [{award: "points * (1 - ratio(peer_rank(actual) - 1, 2 * peer_count(), 0))"}]
  examples: [{given: {points: 100, actual: 10}, peers: [{actual: 20}], award: 75}]
"""
KINDS = {"proportional": "cumulative", "per_event": "count", "efficacy": "cumulative", "by_rank": "cumulative"}
"""Methods, and the indicators' kinds. Of ten items six are in proportion, two per event, and two compare the group."""
TURNS = ("proportional",) * 3 + ("per_event", "efficacy") + ("proportional",) * 3 + ("per_event", "by_rank")
PLAN = """
rounding: {part: 2, unit: 2}
not_applicable: {how: spread, over: sheet}
ties: {how: competition, keys: [score, section 1, tie_break]}
grades: {good: {name: good}, fair: {name: fair}, poor: {name: poor}}
grading:
  - by: rate
    bands:
      - {grade: good, from: 90, quota: {share: 1/3, rounding: down, on_tie: include}}
      - {grade: fair, from: 60}
      - {grade: poor}
vetoes: {accident: {name: accident, at_best: fair, commendation: none}}
next_moves_up: true
extras:
  award: {name: award, sign: bonus, points: 5}
  criticism: {name: criticism, sign: penalty, most: 5, cap: 10}
caps: {bonus: 20, penalty: 20}
highest_per_matter: true
commendations:
  first: {name: first class, quota: {places: 1, on_tie: include}, at_least: good}
"""


class Size(NamedTuple):
    """Groups of so many units, each unit with a sheet of so many items, 1000 points in all."""

    name: str
    groups: Sequence[int]
    items: int

    @property
    def units(self) -> dict[str, list[str]]:
        """The units of every group."""
        numbers = iter(range(sum(self.groups)))
        return {f"g{index}": [f"u{next(numbers)}" for _ in range(size)] for index, size in enumerate(self.groups)}


CITY = Size("a city", (8, 77), 25)
NATION = Size("a nation", (91,) * 10 + (90,) * 21, 10)


def build(size: Size, folder: Path, random: Random) -> None:
    """The rules folder of a plan, with figures and events."""
    indicators = [f"i{number}" for number in range(size.items)]
    method_of = {each: TURNS[number % len(TURNS)] for number, each in enumerate(indicators)}
    units = [unit for group in size.units.values() for unit in group]
    _write(folder / "methods.yaml", [METHODS])
    _write(folder / "units.yaml", (f"{unit}: {{name: {unit}, class: county}}" for unit in units))
    (folder / "indicators").mkdir()
    texts = (f"{id}: {{name: {id}, kind: {KINDS[method]}, supplier: bureau, method: {method}}}" for id, method in method_of.items())
    _write(folder / "indicators" / "all.yaml", texts)
    (folder / "sheets").mkdir()
    for unit in units:
        _write(folder / "sheets" / f"{unit}.yaml", _sheet(unit, method_of))
    groups = (f"  {id}: {{name: {id}, units: [{', '.join(own)}]}}" for id, own in size.units.items())
    head = "schema: 1\nplan: made-up\ntitle: made-up\nperiod: 2011\nday: 2012-03-31\nsource: {document: D}\nsheets: [sheets]\ngroups:"
    _write(folder / "plan.yaml", [head, *groups, PLAN])
    rows = (f"{unit},{id},{_figure(method, random)},2012-01-10" for unit in units for id, method in method_of.items())
    _write(folder / "figures.csv", ["unit,indicator,value,received", *rows])
    events = (f"{unit},{random.choice(('accident', 'award'))},m,2011-06-01,D" for unit in random.sample(units, len(units) // 5))
    _write(folder / "events.csv", ["unit,event,matter,date,document", *events])


def _sheet(unit: str, method_of: dict[str, str]) -> Iterator[str]:
    """Two sections of items of as many points; the last item has the rest."""
    each, items = 1000 // len(method_of), list(method_of.items())
    worth = dict.fromkeys(method_of, each) | {items[-1][0]: 1000 - each * (len(items) - 1)}
    yield f"schema: 1\nsheet: {unit}\nunit: {unit}\nperiod: 2011\nsource: {{document: D}}\npoints: 1000\nsections:"
    half = len(items) // 2
    for first, section in ((1, items[:half]), (half + 1, items[half:])):
        yield f"  - title: S\n    points: {sum(worth[id] for id, _ in section)}\n    items:"
        for number, (id, method) in enumerate(section, first):
            target = ", target: 1000" if method == "proportional" else ""
            yield f"      - {{nr: {number}, indicator: {id}, points: {worth[id]}{target}}}"


def _figure(method: str, random: Random) -> str:
    """Most are there; some do not apply, some are missing."""
    if random.random() < 0.02:
        return random.choice(("不适用", "") if method == "proportional" else ("",))
    return str(random.randint(0, 5) if method == "per_event" else random.randint(600, 1200))


def _write(path: Path, lines: Iterator[str] | Sequence[str]) -> None:
    path.write_text("\n".join(lines), encoding="utf-8")


class Ran(NamedTuple):
    """A process: how long it took, the most memory that it had, and what it said."""

    seconds: float
    megabytes: float
    said: str


def score(arguments: list[str]) -> str:
    return f"import sys; from kaohe.cli import run; sys.exit(run({arguments!r}))"


def ran(program: str, folder: Path) -> Ran:
    started = time.perf_counter()
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds, process.returncode = time.perf_counter() - started, os.waitstatus_to_exitcode(status)
    assert not process.returncode, said
    return Ran(seconds, used.ru_maxrss / 1024, said)


def measured(title: str, program: str, folder: Path, rounds: int) -> None:
    """Runs the program and the imports once per round, side by side, so that the machine's load touches them alike."""
    ran(IMPORTS, folder)
    pairs = [(ran(program, folder), ran(IMPORTS, folder)) for _ in range(rounds)]
    scored = sorted((each for each, _ in pairs), key=lambda each: each.seconds)
    ratio = median(each.seconds / imports.seconds for each, imports in pairs)
    middle, most = median(each.seconds for each in scored), max(each.megabytes for each in scored)
    print(f"{title}\nmedian {middle:.2f} s, {most:.0f} MB, {ratio:.1f}× `{IMPORTS}`")
    print("\n".join(scored[rounds // 2].said.splitlines()[-8:]))


def main(rounds: int, *sizes: Size) -> None:
    measured("the city of 2011: 85 units in 5 groups, 2167 items", score(REAL), ROOT, rounds)
    for size in sizes:
        units = sum(size.groups)
        title = f"{size.name}: {units} units in {len(size.groups)} groups, {size.items} items each, {units * size.items} in all"
        with tempfile.TemporaryDirectory() as name:
            build(size, Path(name), Random(1))
            measured(title, score(MADE_UP), Path(name), rounds)


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]]
    main(arguments[0] if arguments else 3, CITY, NATION)
