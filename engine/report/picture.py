"""A method goes in, a picture of its award against the actual comes out: exact values of one of its examples, drawn in dots.

A cell of the plot is a braille character of 2 × 4 dots: unlike blocks and lines these are one column wide in every
terminal, Chinese ones too, and fine enough to tell the steps of a ladder apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from ..checks.examples import EXAMPLE_DIGITS
from ..methods import FIXED_NAMES, Example, Method
from ..numbers import exact_text
from ..program import award_step
from ..targets.exact import Exact
from ..text import Language, Text, width

COLUMNS, ROWS = 48, 8
DOTS_ACROSS, DOTS_DOWN = 2 * COLUMNS, 4 * ROWS
BAR = 32
TICKS = 6
BANDS = 9
"""Where events are counted, so many numbers are shown at least."""
BRAILLE = "\N{BRAILLE PATTERN BLANK}"
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille character: its rows from the top, in each the left and the right one."""
EIGHTHS = " ▏▎▍▌▋▊▉█"
MARKS = {"target": "▲", "low": "▲", "high": "▲"}
PEER, SHOWN = "△", "●"

Awards = Callable[[Fraction], Fraction | None]


class Sample(NamedTuple):
    """An actual, its exact award and the column of dots that it is drawn in (from the left, from 0)."""

    column: int
    actual: Fraction
    award: Fraction


class Plot(NamedTuple):
    """Award against actual with everything else as in the example. Where an award is refused there is no sample."""

    method: Method
    example: Example
    left: Fraction
    right: Fraction
    bottom: Fraction
    top: Fraction
    samples: tuple[Sample, ...]
    is_whole: bool

    def column(self, actual: Fraction) -> int:
        """The column of dots in which an actual lies."""
        return floor((actual - self.left) / (self.right - self.left) * DOTS_ACROSS)

    def row(self, award: Fraction) -> int:
        """The row of dots nearest to an award, from the bottom, from 0."""
        return floor((award - self.bottom) / (self.top - self.bottom) * (DOTS_DOWN - 1) + Fraction(1, 2))


class Bars(NamedTuple):
    """The award of each grade."""

    method: Method
    example: Example
    awards: Mapping[str, Fraction | None]


Picture = Plot | Bars


def picture(method: Method) -> Picture | None:
    """The picture by the example that shows most; None for a method whose award does not depend on the actual."""
    if "actual" not in method.names or not method.examples:
        return None
    group = max(alike(method), key=lambda each: _worth(method, each))
    example = _shown(group)
    awards = awards_of(method, example)
    if method.grades:
        return Bars(method, example, {grade: awards(Fraction(index)) for index, grade in enumerate(method.grades)})
    return _plot(method, example, awards)


def picture_lines(drawn: Picture, language: Language) -> list[str]:
    """The picture as a terminal shows it."""
    return _plot_lines(drawn, language) if isinstance(drawn, Plot) else _bar_lines(drawn, language)


# What is drawn


def alike(method: Method) -> list[list[Example]]:
    """The examples in groups that differ in the actual alone, in the order of their first one."""
    groups: dict[object, list[Example]] = {}
    for example in method.examples:
        own = tuple(sorted((name, value) for name, value in example.given.items() if name != "actual"))
        others = tuple(tuple(sorted(peer.items())) for peer in other_peers(method, example))
        groups.setdefault((own, others), []).append(example)
    return list(groups.values())


def other_peers(method: Method, example: Example) -> Sequence[Mapping[str, Fraction]]:
    """The example's peers without the unit itself."""
    return example.peers[1:] if method.peers is not None and method.peers.include_self else example.peers


def awards_of(method: Method, example: Example) -> Awards:
    """The exact award of any actual with all else, the peers too, as in the example; None where it is refused."""
    tree, others = award_step(method, EXAMPLE_DIGITS).tree, other_peers(method, example)

    def award(actual: Fraction) -> Fraction | None:
        own = {**example.given, "actual": actual}
        itself = (own,) if method.peers is not None and method.peers.include_self else ()
        value = Exact().value(tree, own, (), (*itself, *others))
        return None if method.undeclared(value, own["points"], Text("", "")) else value

    return award


def _worth(method: Method, group: Sequence[Example]) -> tuple[int, int]:
    """How much a group shows: how many awards between none and all, then how many peers."""
    return sum(map(_is_between, group)), len(other_peers(method, group[0]))


def _is_between(example: Example) -> bool:
    return example.award not in (0, example.given["points"])


def _shown(group: Sequence[Example]) -> Example:
    """The one example of a group that is marked: neither its best nor its worst, nor all or nothing, in few digits."""
    awards = [each.award for each in group]

    def rank(each: Example) -> tuple[bool, bool, bool, int]:
        digits = len(exact_text(each.given["actual"]) + exact_text(each.award))
        return each.award in (min(awards), max(awards)), not _is_between(each), each.given["actual"] == 0, digits

    return min(group, key=rank)


def _plot(method: Method, example: Example, awards: Awards) -> Plot:
    is_whole = method.actual == "count"
    actuals, thresholds = _actuals(method, example), _thresholds(method, example)
    left, right = _window(method, actuals | thresholds, thresholds | {example.given["actual"]}, awards)
    if is_whole:  # each whole number in a band of its own
        left, right = floor(left) - Fraction(1, 2), max(ceil(right), floor(left) + BANDS - 1) + Fraction(1, 2)
    empty = Plot(method, example, left, right, Fraction(0), Fraction(1), (), is_whole)
    drawn = dict.fromkeys([*_grid(empty), *((empty.column(each), each) for each in sorted(actuals | thresholds) if left <= each < right)])
    samples = tuple(Sample(column, actual, award) for column, actual in drawn if (award := awards(actual)) is not None)
    drawn_awards = [Fraction(0), example.given["points"], *(sample.award for sample in samples)]
    bottom, top = min(drawn_awards), max(drawn_awards)
    return empty._replace(bottom=bottom, top=top if top > bottom else bottom + 1, samples=samples)


def _actuals(method: Method, example: Example) -> set[Fraction]:
    """The actuals of all examples like this one, be it for other points."""

    def rest(each: Example) -> object:
        peers = [{**peer, "points": 0} for peer in other_peers(method, each)]
        return {**each.given, "points": 0, "actual": 0}, peers

    return {each.given["actual"] for each in method.examples if rest(each) == rest(example)}


def _thresholds(method: Method, example: Example) -> set[Fraction]:
    """The actuals at which something may change: the target or its bounds, the other indicators, the peers."""
    named = {example.given[name] for name in (*MARKS, *method.inputs) if name in method.names}
    return named | {peer["actual"] for peer in other_peers(method, example)}


def _window(method: Method, actuals: set[Fraction], needed: set[Fraction], awards: Awards) -> tuple[Fraction, Fraction]:
    """The range of actuals to show: without what is alike at its ends, but for what is needed; with a margin."""
    known = sorted(actuals | needed)
    if known[0] > 0 and awards(Fraction(0)) != awards(known[0] / 2):  # points in proportion begin at zero
        known.insert(0, Fraction(0))
    while len(known) > 1 and known[0] not in needed and _is_level(awards, known[0], known[1]):
        del known[0]
    while len(known) > 1 and known[-1] not in needed and _is_level(awards, known[-2], known[-1]):
        del known[-1]
    margin = max((known[-1] - known[0]) / 8, max(abs(known[0]), abs(known[-1])) / 10) or Fraction(1)
    left, right = known[0] - margin, known[-1] + margin
    negative = any(each.given["actual"] < 0 for each in method.examples)
    return left if negative or known[0] < 0 else max(left, Fraction(0)), right


def _is_level(awards: Awards, a: Fraction, b: Fraction) -> bool:
    return awards(a) == awards((a + b) / 2) == awards(b)


def _grid(plot: Plot) -> Iterator[tuple[int, Fraction]]:
    """The actual in the middle of each column of dots; where events are counted, the whole number nearest to it."""
    for column in range(DOTS_ACROSS):
        actual = plot.left + (plot.right - plot.left) * (2 * column + 1) / (2 * DOTS_ACROSS)
        yield column, Fraction(floor(actual + Fraction(1, 2))) if plot.is_whole else actual


# How it is drawn


def _plot_lines(plot: Plot, language: Language) -> list[str]:
    labels = _award_labels(plot, language)
    widest = max(map(width, labels.values()))
    lines = []
    for row in reversed(range(ROWS)):
        label = labels.get(row, "")
        lines.append(" " * (widest - width(label)) + label + (" ┤" if label else " │") + "".join(_cells(plot, row)))
    ticks = _ticks(plot)
    indent = " " * (widest + 1)
    lines += [f"{indent}└{''.join(_axis(plot, ticks))}", f"{indent} {_tick_labels(plot, ticks)}  {FIXED_NAMES['actual'][language]}"]
    return [*lines, *(f"{indent} {line}" for line in _legend(plot, language))]


def _award_labels(plot: Plot, language: Language) -> dict[int, str]:
    """What stands beside the rows of cells: the points, zero, and the largest and smallest award beyond them."""
    points = plot.example.given["points"]
    shown = {points: f"{FIXED_NAMES['points'][language]} {exact_text(points)}"}
    labels: dict[int, str] = {}
    for award in (points, Fraction(0), plot.top, plot.bottom):
        labels.setdefault(plot.row(award) // 4, shown.get(award, exact_text(award)))
    return labels


def _cells(plot: Plot, row: int) -> Iterator[str]:
    """The cells of one row (from the bottom), with the example in its own."""
    bits = dict.fromkeys(range(COLUMNS), 0)
    for sample in plot.samples:
        if plot.row(sample.award) // 4 == row:
            bits[sample.column // 2] |= DOTS[3 - plot.row(sample.award) % 4][sample.column % 2]
    column, height = plot.column(plot.example.given["actual"]) // 2, plot.row(plot.example.award) // 4
    for each in range(COLUMNS):
        yield SHOWN if (each, row) == (column, height) else chr(ord(BRAILLE) + bits[each])


def _ticks(plot: Plot) -> list[Fraction]:
    """Round numbers along the axis of actuals."""
    span, step = plot.right - plot.left, Fraction(1)
    while span / step > TICKS:
        step *= 10
    while span / step <= Fraction(TICKS, 10):
        step /= 10
    step = next(finer for part in (5, 2, 1) if span / (finer := step / part) <= TICKS)
    step = max(step, Fraction(1)) if plot.is_whole else step
    first, last = ceil(plot.left / step), ceil(plot.right / step)
    return [step * count for count in range(first, last)]


def _axis(plot: Plot, ticks: Iterable[Fraction]) -> list[str]:
    line = ["─"] * COLUMNS
    given = plot.example.given
    for tick in ticks:
        line[plot.column(tick) // 2] = "┬"
    for peer in other_peers(plot.method, plot.example):
        line[plot.column(peer["actual"]) // 2] = PEER
    for name, mark in MARKS.items():
        if name in plot.method.names:
            line[plot.column(given[name]) // 2] = mark
    return line


def _tick_labels(plot: Plot, ticks: Iterable[Fraction]) -> str:
    """The numbers under their ticks, as many as there is room for."""
    line = ""
    for tick in ticks:
        label = exact_text(tick)
        start = max(plot.column(tick) // 2 - (len(label) - 1) // 2, 0)
        if start > len(line) or not line:
            line = line.ljust(start) + label
    return line.ljust(COLUMNS)


def _legend(plot: Plot, language: Language) -> list[str]:
    """What the marks mean."""
    given, labels = plot.example.given, plot.method.labels
    shown = [f"{mark} {labels[name][language]} {exact_text(given[name])}" for name, mark in MARKS.items() if name in plot.method.names]
    if others := sorted({peer["actual"] for peer in other_peers(plot.method, plot.example)}):
        listed = Text("、", ", ")[language].join(map(exact_text, others))
        shown.append(f"{PEER} {Text(f'同组 {listed}', f'peers {listed}')[language]}")
    actual, award = exact_text(given["actual"]), exact_text(plot.example.award)
    shown.append(f"{SHOWN} {labels['actual'][language]} {actual} → {award}")
    return ["  ".join(shown), *(text[language] for text in _remarks(plot))]


def _remarks(plot: Plot) -> Iterator[Text]:
    points = exact_text(plot.example.given["points"])
    if plot.top > plot.example.given["points"]:
        yield Text(f"高于 {points} 的部分是加分", f"what is above {points} is a bonus")
    if plot.bottom < 0:
        yield Text("低于 0 的部分是扣分", "what is below 0 is a penalty")
    if len({sample.column for sample in plot.samples}) < DOTS_ACROSS:
        yield Text("没有点的地方不予计分", "where there is no dot the figure is refused")


def _bar_lines(bars: Bars, language: Language) -> list[str]:
    """A bar per grade; what is below zero has another shade."""
    labels = {grade: bars.method.grades[grade][language] for grade in bars.awards}
    widest = max(map(width, labels.values()))
    longest = max([bars.example.given["points"], *(abs(award) for award in bars.awards.values() if award is not None)]) or Fraction(1)
    lines = []
    for grade, award in bars.awards.items():
        label = labels[grade] + " " * (widest - width(labels[grade]))
        shown = Text("不予计分", "refused")[language] if award is None else exact_text(award)
        lines.append(f"{label} ┤{_bar(award or Fraction(0), longest)} {shown}")
    return lines


def _bar(award: Fraction, longest: Fraction) -> str:
    eighths = floor(abs(award) / longest * BAR * 8)
    whole = ("█" if award >= 0 else "░") * (eighths // 8)
    return whole + (EIGHTHS[eighths % 8] if award >= 0 and eighths % 8 else "")
