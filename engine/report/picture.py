"""A method goes in, a picture of its award against the actual comes out: exact values of one of its examples, drawn in dots.

A cell of the plot is a braille character of 2 × 4 dots: unlike blocks and lines these are one column wide in every
terminal, Chinese ones too, and fine enough to tell the steps of a ladder apart.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import NamedTuple

from ..checks.examples import EXAMPLE_DIGITS
from ..compile.account import award_step
from ..examples import Example
from ..kinds import COUNT, DATE, GRADE, MONEY, RATIO, UNIT_CLASS
from ..methods import Method
from ..numbers import decimals, exact_text, measured_text
from ..program import Rounding
from ..targets.exact import Exact, TooLarge
from ..text import Language, Text, same, shortened, width
from ..vocabulary import FIXED_NAMES, OTHER_UNITS, day_text

COLUMNS, ROWS = 48, 8
DOTS_ACROSS = 2 * COLUMNS
BAR = 32
TICKS = 6
WIDEST_LABEL, WIDEST_NAME = 20, 8
"""Columns for the name of a class beside the plot, and for what stands behind the numbers under it."""
BANDS = 9
"""Where events are counted, so many numbers are shown at least."""
BRAILLE = "\N{BRAILLE PATTERN BLANK}"
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille character: its rows from the top, in each the left and the right one."""
EIGHTHS = " ▏▎▍▌▋▊▉█"
MARKS = {"target": "▲", "low": "▲", "high": "▲"}
PEER, SHOWN = "△", "●"
REFUSED = Text("不予计分", "refused")
MONTHS, YEARS = tuple(range(1, 13)), (2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
CALENDAR: tuple[tuple[int, Sequence[int], Sequence[int]], ...] = (
    *((years, (1,), (1,)) for years in YEARS), (1, (1, 4, 7, 10), (1,)), (1, MONTHS, (1,)),
    (1, MONTHS, (1, 11, 21)), (1, MONTHS, (1, 6, 11, 16, 21, 26)), (1, MONTHS, range(1, 32)),
)  # fmt: skip
"""The round days of an axis of dates, each finer than the one before: every how many years, which months, which days."""

Awards = Callable[[Fraction], Fraction | None]


class Sample(NamedTuple):
    """An actual, its exact award and the column of dots that it is drawn in (from the left, from 0)."""

    column: int
    actual: Fraction
    award: Fraction


class Plot(NamedTuple):
    """Award against `along` (the actual, the sum of the ballots) with everything else as in the example, which earns
    `award`. Where an award is refused there is no sample."""

    method: Method
    example: Example
    along: str
    award: Fraction
    left: Fraction
    right: Fraction
    bottom: Fraction
    top: Fraction
    samples: tuple[Sample, ...]

    @property
    def is_dated(self) -> bool:
        return self.method.vocabulary.kinds[self.along] == DATE

    @property
    def is_whole(self) -> bool:  # there is nothing between one event, or day, and the next
        return self.method.vocabulary.kinds[self.along] in (COUNT, DATE)

    @property
    def rows(self) -> int:
        """How many rows of cells the plot has: of classes as many as they need."""
        return self.row(Fraction(0)) // 4 + 1 if self.method.classes else ROWS

    def column(self, actual: Fraction) -> int:
        """The column of dots in which an actual lies."""
        return floor((actual - self.left) / (self.right - self.left) * DOTS_ACROSS)

    def row(self, award: Fraction) -> int:
        """The row of dots nearest to an award, from the bottom, from 0; a class has a row of cells, the best on top."""
        if classes := len(self.method.classes):  # a few with a gap between them
            return 4 * (classes - 1 - int(award)) * (2 if classes <= 5 else 1) + 2
        return floor((award - self.bottom) / (self.top - self.bottom) * (4 * ROWS - 1) + Fraction(1, 2))


class Bars(NamedTuple):
    """The award of each grade."""

    method: Method
    example: Example
    awards: Mapping[str, Fraction | None]


Picture = Plot | Bars


def picture(method: Method) -> Picture | None:
    """The picture by the example that shows most; None for a method whose award does not depend on the actual."""
    along = drawn_along(method)
    groups = [accepted for group in alike(method) if (accepted := [each for each in group if each.award is not None])]
    if along is None or not groups:
        return None
    example = _shown(method, max(groups, key=lambda each: _worth(method, each)), along)
    awards = awards_of(method, example, along)
    if method.grades:
        return Bars(method, example, {grade: awards(Fraction(index)) for index, grade in enumerate(method.grades)})
    return _plot(method, example, along, awards)


def picture_lines(drawn: Picture, language: Language) -> list[str]:
    """The picture as a terminal shows it."""
    return _plot_lines(drawn, language) if isinstance(drawn, Plot) else _bar_lines(drawn, language)


# How a reader writes values


def value_text(method: Method, name: str, value: Fraction) -> Text:
    """A value of an example: a grade or a class of units by its name, a date, `80%` for a ratio, money with its measure."""
    kind = method.vocabulary.kinds.get(name)
    if kind == GRADE:
        return list(method.grades.values())[int(value)]
    if kind == UNIT_CLASS:
        return [*method.vocabulary.unit_classes.values(), OTHER_UNITS][int(value)]
    if kind == MONEY:
        return measured_text(exact_text(value), "元")
    return same(number_text(method, name, value))


def number_text(method: Method, name: str, value: Fraction) -> str:
    """A number, a ratio or a date as a rules file writes it."""
    kind = method.vocabulary.kinds.get(name)
    if kind == DATE:
        return day_text(value)
    return f"{exact_text(value * 100)}%" if kind == RATIO and value.denominator != 1 and decimals(value) else exact_text(value)


def award_text(method: Method, award: Fraction | None) -> Text:
    """What an example earns: points, money with its measure, a class by its name, or that it is refused."""
    if award is None:
        return REFUSED
    if method.classes:
        return list(method.classes.values())[int(award)]
    return measured_text(exact_text(award), "元") if method.result == "money" else same(exact_text(award))


# What is drawn


def drawn_along(method: Method) -> str | None:
    """The name that the award is drawn against; None where the award does not depend on it."""
    name = "ballot_sum" if method.actual == "ballots" else "actual"
    return name if name in method.names else None


def alike(method: Method) -> list[list[Example]]:
    """The examples in groups that differ in the actual alone, in the order of their first one."""
    along = drawn_along(method)
    groups: dict[object, list[Example]] = {}
    for example in method.examples:
        own = tuple(sorted((name, value) for name, value in example.given.items() if name != along))
        others = tuple(tuple(sorted(peer.items())) for peer in other_peers(method, example))
        groups.setdefault((own, others), []).append(example)
    return list(groups.values())


def other_peers(method: Method, example: Example) -> Sequence[Mapping[str, Fraction]]:
    """The example's peers without the unit itself."""
    return example.peers[1:] if method.peers is not None and method.peers.include_self else example.peers


def awards_of(method: Method, example: Example, along: str) -> Awards:
    """The exact award of any actual with all else, the peers too, as in the example; None where it is refused."""
    tree, others = award_step(method, Rounding(EXAMPLE_DIGITS)).tree, other_peers(method, example)

    def award(actual: Fraction) -> Fraction | None:
        own = {**example.given, along: actual}
        itself = (own,) if method.peers is not None and method.peers.include_self else ()
        try:
            if not all(Exact().holds(each.that, own) for each in method.requires):
                return None
            value = Exact().value(tree, own, (*itself, *others))
        except TooLarge:  # no score is computed with such a number either
            return None
        return None if method.undeclared(value, own.get("points", Fraction(0)), same("")) else value

    return award


def _worth(method: Method, group: Sequence[Example]) -> tuple[int, int]:
    """How much a group shows: how many awards between none and all, then how many peers."""
    return sum(_is_between(method, each) for each in group), len(other_peers(method, group[0]))


def _is_between(method: Method, example: Example) -> bool:
    best = len(method.classes) - 1 if method.classes else example.given.get("points", 0)
    return example.award not in (0, best)


def _shown(method: Method, group: Sequence[Example], along: str) -> Example:
    """The one example of a group that is marked: neither its best nor its worst, nor all or nothing, in few digits."""
    awards = sorted(each.award for each in group if each.award is not None)

    def rank(each: Example) -> tuple[bool, bool, bool, int]:
        digits = len(exact_text(each.given[along]) + award_text(method, each.award).zh)
        return each.award in (awards[0], awards[-1]), not _is_between(method, each), each.given[along] == 0, digits

    return min(group, key=rank)


def _plot(method: Method, example: Example, along: str, awards: Awards) -> Plot:
    assert example.award is not None
    actuals, thresholds = _actuals(method, example, along), _thresholds(method, example, along)
    empty = Plot(method, example, along, example.award, Fraction(0), Fraction(1), Fraction(0), Fraction(1), ())
    left, right = _window(empty, actuals | thresholds, thresholds | {example.given[along]}, awards)
    if empty.is_whole:  # each whole number in a band of its own
        left, right = floor(left) - Fraction(1, 2), max(ceil(right), floor(left) + BANDS - 1) + Fraction(1, 2)
    empty = empty._replace(left=left, right=right)
    drawn = dict.fromkeys([*_grid(empty), *((empty.column(each), each) for each in sorted(actuals | thresholds) if left <= each < right)])
    samples = tuple(Sample(column, actual, award) for column, actual in drawn if (award := awards(actual)) is not None)
    bottom, *_, top = sorted([Fraction(0), example.given.get("points", Fraction(0)), *(sample.award for sample in samples)])
    return empty._replace(bottom=bottom, top=top if top > bottom else bottom + 1, samples=samples)


def _actuals(method: Method, example: Example, along: str) -> set[Fraction]:
    """The actuals of all examples like this one, be it for other points, but for those that are refused."""

    def rest(each: Example) -> object:
        peers = [{**peer, "points": 0} for peer in other_peers(method, each)]
        return {**each.given, "points": 0, along: 0}, peers

    return {each.given[along] for each in method.examples if each.award is not None and rest(each) == rest(example)}


def _thresholds(method: Method, example: Example, along: str) -> set[Fraction]:
    """The actuals at which something may change: the target or its bounds, the other figures, the peers."""
    figures = method.figures if along == "actual" else ()
    named = {example.given[name] for name in (*_marks(method, along), *figures) if name != along}
    return named | {peer[along] for peer in other_peers(method, example)}


def _marks(method: Method, along: str) -> dict[str, str]:
    """What is marked under the plot: the target and its bounds, but a sum of ballots is nowhere near them."""
    return {name: mark for name, mark in MARKS.items() if name in method.names and along == "actual"}


def _window(plot: Plot, actuals: set[Fraction], needed: set[Fraction], awards: Awards) -> tuple[Fraction, Fraction]:
    """The range of actuals to show: without what is alike at its ends, but for what is needed; with a margin."""
    known = sorted(actuals | needed)
    if known[0] > 0 and not plot.is_dated and awards(Fraction(0)) != awards(known[0] / 2):  # points in proportion begin at zero
        known.insert(0, Fraction(0))
    while len(known) > 1 and known[0] not in needed and _is_level(awards, known[0], known[1]):
        del known[0]
    while len(known) > 1 and known[-1] not in needed and _is_level(awards, known[-2], known[-1]):
        del known[-1]
    margin = (known[-1] - known[0]) / 8
    if plot.is_dated:  # an axis of dates has no zero, but a first and a last day
        return max(known[0] - margin, Fraction(1)), min(known[-1] + margin, Fraction(date.max.toordinal()))
    margin = max(margin, max(abs(known[0]), abs(known[-1])) / 10) or Fraction(1)
    negative = known[0] < 0 or any(each.given[plot.along] < 0 for each in plot.method.examples if each.award is not None)
    return known[0] - margin if negative else max(known[0] - margin, Fraction(0)), known[-1] + margin


def _is_level(awards: Awards, a: Fraction, b: Fraction) -> bool:
    return awards(a) == awards((a + b) / 2) == awards(b)


def _grid(plot: Plot) -> Iterator[tuple[int, Fraction]]:
    """The actual in the middle of each column of dots; where events or days are counted, the whole number nearest to it."""
    for column in range(DOTS_ACROSS):
        actual = plot.left + (plot.right - plot.left) * (2 * column + 1) / (2 * DOTS_ACROSS)
        yield column, Fraction(floor(actual + Fraction(1, 2))) if plot.is_whole else actual


# How it is drawn


def _plot_lines(plot: Plot, language: Language) -> list[str]:
    labels = _award_labels(plot, language)
    widest = max(map(width, labels.values()))
    lines = []
    for row in reversed(range(plot.rows)):
        label = labels.get(row, "")
        lines.append(" " * (widest - width(label)) + label + (" ┤" if label else " │") + "".join(_cells(plot, row)))
    ticks, name = _ticks(plot), plot.method.labels[plot.along][language]
    numbers = _tick_labels(plot, ticks)
    under = [f"{numbers}  {name}"] if width(name) <= WIDEST_NAME else [numbers, " " * (COLUMNS - width(name)) + name]
    indent = " " * (widest + 1)
    return [*lines, f"{indent}└{''.join(_axis(plot, ticks))}", *(f"{indent} {line}" for line in (*under, *_legend(plot, language)))]


def _award_labels(plot: Plot, language: Language) -> dict[int, str]:
    """What stands beside the rows of cells: each class; or the points, zero, and the largest and smallest award beyond them."""
    if plot.method.classes:
        names = enumerate(plot.method.classes.values())
        return {plot.row(Fraction(position)) // 4: shortened(name[language], WIDEST_LABEL) for position, name in names}
    points = plot.example.given.get("points", Fraction(0))
    shown = {points: f"{FIXED_NAMES['points'][language]} {exact_text(points)}"} if plot.method.result == "points" else {}
    labels: dict[int, str] = {}
    for award in (points, Fraction(0), plot.top, plot.bottom):
        labels.setdefault(plot.row(award) // 4, shown.get(award) or award_text(plot.method, award)[language])
    return labels


def _cells(plot: Plot, row: int) -> Iterator[str]:
    """The cells of one row (from the bottom), with the example in its own."""
    bits = dict.fromkeys(range(COLUMNS), 0)
    for sample in plot.samples:
        if plot.row(sample.award) // 4 == row:
            bits[sample.column // 2] |= DOTS[3 - plot.row(sample.award) % 4][sample.column % 2]
    column, height = plot.column(plot.example.given[plot.along]) // 2, plot.row(plot.award) // 4
    for each in range(COLUMNS):
        yield SHOWN if (each, row) == (column, height) else chr(ord(BRAILLE) + bits[each])


def _ticks(plot: Plot) -> list[Fraction]:
    """Round numbers, or days, along the axis."""
    if plot.is_dated:
        return [Fraction(day.toordinal()) for day in _days(plot)]
    span, step = plot.right - plot.left, Fraction(1)
    while span / step > TICKS:
        step *= 10
    while span / step <= Fraction(TICKS, 10):
        step /= 10
    step = next(finer for part in (5, 2, 1) if span / (finer := step / part) <= TICKS)
    step = max(step, Fraction(1)) if plot.is_whole else step
    first, last = ceil(plot.left / step), ceil(plot.right / step)
    return [step * count for count in range(first, last)]


def _days(plot: Plot) -> list[date]:
    """As many round days as there is room for."""
    first, last = date.fromordinal(ceil(plot.left)), date.fromordinal(min(floor(plot.right), date.max.toordinal()))
    days: list[date] = []
    for step, months, numbers in CALENDAR:
        years = (year for year in range(first.year, last.year + 1) if year % step == 0)
        all = (date(year, *each) for year in years for each in product(months, numbers) if each[1] <= monthrange(year, each[0])[1])
        if len(finer := [day for day in all if first <= day <= last]) > TICKS:
            break
        days = finer
    return days


def _axis(plot: Plot, ticks: Iterable[Fraction]) -> list[str]:
    marked = [(tick, "┬") for tick in ticks]
    marked += [(peer[plot.along], PEER) for peer in other_peers(plot.method, plot.example)]
    marked += [(plot.example.given[name], mark) for name, mark in _marks(plot.method, plot.along).items()]
    marks = {plot.column(value) // 2: mark for value, mark in marked}
    return [marks.get(column, "─") for column in range(COLUMNS)]


def _tick_labels(plot: Plot, ticks: Iterable[Fraction]) -> str:
    """The numbers under their ticks, as many as there is room for; a day without its year where that is the one before."""
    line, year = "", ""
    for tick in ticks:
        label = day_text(tick) if plot.is_dated else exact_text(tick)
        label, after = (label[5:], year) if plot.is_dated and label[:4] == year else (label, label[:4])
        start, last = plot.column(tick) // 2 - (len(label) - 1) // 2, COLUMNS - len(label) if plot.is_dated else COLUMNS
        start = max(min(start, last), 0)
        if start > len(line) or not line:
            line, year = line.ljust(start) + label, after
    return line.ljust(COLUMNS)


def _legend(plot: Plot, language: Language) -> list[str]:
    """What the marks mean."""
    given, method = plot.example.given, plot.method
    marks = _marks(method, plot.along).items()
    shown = [f"{mark} {method.labels[name][language]} {value_text(method, name, given[name])[language]}" for name, mark in marks]
    if others := sorted({peer[plot.along] for peer in other_peers(method, plot.example)}):
        listed = Text("、", ", ")[language].join(number_text(method, plot.along, other) for other in others)
        shown.append(f"{PEER} {Text(f'同组 {listed}', f'peers {listed}')[language]}")
    actual, award = number_text(method, plot.along, given[plot.along]), award_text(method, plot.award)[language]
    shown.append(f"{SHOWN} {method.labels[plot.along][language]} {actual} → {award}")
    return ["  ".join(shown), *(text[language] for text in _remarks(plot))]


def _remarks(plot: Plot) -> Iterator[Text]:
    points = plot.example.given.get("points", Fraction(0))
    if plot.method.result == "points" and any(sample.award > points for sample in plot.samples):
        yield Text(f"高于 {exact_text(points)} 的部分是加分", f"what is above {exact_text(points)} is a bonus")
    if plot.bottom < 0:
        yield Text("低于 0 的部分是扣分" if plot.method.result == "points" else "低于 0 的部分是扣款", "what is below 0 is a penalty")
    if len({sample.column for sample in plot.samples}) < DOTS_ACROSS:
        yield Text("没有点的地方不予计分", "where there is no dot the figure is refused")


def _bar_lines(bars: Bars, language: Language) -> list[str]:
    """A bar per grade, of points or money; what is below zero has another shade."""
    labels = {grade: bars.method.grades[grade][language] for grade in bars.awards}
    widest = max(map(width, labels.values()))
    known = [bars.example.given.get("points", Fraction(0)), *(abs(award) for award in bars.awards.values() if award is not None)]
    longest = Fraction(0) if bars.method.classes else max(known)
    lines = []
    for grade, award in bars.awards.items():
        label = labels[grade] + " " * (widest - width(labels[grade]))
        lines.append(f"{label} ┤{_bar(award or Fraction(0), longest)} {award_text(bars.method, award)[language]}")
    return lines


def _bar(award: Fraction, longest: Fraction) -> str:
    eighths = floor(abs(award) / longest * BAR * 8) if longest else 0
    whole = ("█" if award >= 0 else "░") * (eighths // 8)
    return whole + (EIGHTHS[eighths % 8] if award >= 0 and eighths % 8 else "")
