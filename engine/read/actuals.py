"""A table of actuals goes in, the figures that a program needs come out, exact and with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ..fields import is_month, not_a_whole_number, read_period
from ..figures import ABSENCES, STATES, VERSIONS, Absence, Ballots, Figure, FigureKey, Figures, Need
from ..numbers import read_amount
from ..problems import Fault, Place, Problems
from ..register import Rules, plain_name
from ..text import Text, joined, printable, same
from ..vocabulary import day_number, unknown_grade
from .ballots import read_ballots
from .cells import Row
from .columns import column_of, columns_in
from .latest import latest
from .rows import RowReader, unknown_row
from .table import Table, read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "unit": ("单位", "被考核单位"),
    "indicator": ("指标", "指标名称"),
    "item": ("序号", "项"),
    "period": ("时期", "考核时期", "年度"),
    "value": ("完成值", "实际完成值", "实际完成"),
    "version": ("版本",),
    "supplier": ("提供单位", "数据提供单位"),
    "received": ("收到日期",),
    "state": ("状态",),
    "note": ("备注", "说明"),
}
"""The columns of a table of actuals and what else each may be headed."""

_NONE = {"无", "没有", "none", "nil", "no"}
"""Words that may mean zero, or that nobody knows: neither is guessed."""
_MOST_NAMED = 3
"""How many units a hint lists: a figure that more of them are asked for may be meant for any."""
BLANKS = {"", "-", "—", "——", "/"}


class Scope(NamedTuple):
    """What tables are read for: the figures that each unit's sheet needs of a period, the registers that give names.

    `complete` is false where the needs are not all known (a sheet has errors): then a figure that nothing seems to need,
    and one that seems to be missing, are not spoken of. A table of several units names the unit of every row. Where two
    sources of a figure differ, the first of `deciding` that is one of them decides. What a table says of other units is
    told where it is to hold those of a plan `alone`, but for the units `elsewhere` in that plan. These have the needs of
    their own sheets too where a figure of theirs is needed here.
    """

    units: Mapping[str, Mapping[FigureKey, Need]]
    period: str
    rules: Rules
    complete: bool = True
    deciding: Sequence[str] = ()
    alone: bool = False
    elsewhere: Mapping[str, Mapping[FigureKey, Need]] = MappingProxyType({})

    @property
    def has_many(self) -> bool:
        """Whether the tables are of several units, so that every row says whose it is."""
        return len(self.units) + len(self.elsewhere) > 1

    @property
    def needs(self) -> dict[FigureKey, Need]:
        """Every figure that is needed; of one that several units need, what the first says of it."""
        return {key: need for needs in reversed(list(self.units.values())) for key, need in needs.items()}


def figures_in(tables: Sequence[Table], scope: Scope, place: Place, problems: Problems) -> Figures:
    """The figures of several tables together: the latest version of each, wherever it stands. What is missing is missing
    at `place`."""
    figures: list[Figure] = []
    required = [("value",), *([("unit",)] if scope.has_many else []), ("indicator", "item")]
    asked = _Asked(scope)
    for table in tables:
        columns = columns_in(table, COLUMNS, problems, required)
        if columns is not None:
            reader = _Reader(asked, columns, table, problems)
            figures += [figure for row in table.rows if (figure := reader.figure(row)) is not None]
            reader.tell_unknown()
    chosen = latest(figures, scope.deciding, _suppliers(scope.rules), problems)
    if scope.alone and scope.complete and not scope.elsewhere:  # sheets that are left out may be about them
        _warn_of_strangers(asked.strangers, scope, problems)
    if scope.complete and not problems.has_errors:
        _note_missing(chosen, scope, place, problems)
    return chosen


def latest_month(path: Path, problems: Problems) -> str | None:
    """The latest month that the table's column of periods names; None where it names none, or (with the problems added)
    cannot be read."""
    table = read_table(path, problems)
    column = None if table is None else next((i for i, cell in enumerate(table.header) if column_of(cell.text, COLUMNS) == "period"), None)
    if table is None or column is None:
        return None
    months = (row.cells[column].text.strip() for row in table.rows if column < len(row.cells))
    return max((month for month in months if is_month(month)), default=None)


def _suppliers(rules: Rules) -> dict[str, str]:
    """Every name of a supplier, as it is compared, and one that stands for all of its names."""
    written = {rules.called(each.supplier) for each in rules.indicators.values()}
    of_units = {name: plain_name(rules.called(same(id)).zh) for name, id in rules.unit_ids.items()}
    return {plain_name(name): plain_name(supplier.zh) for supplier in written for name in (supplier.zh, supplier.en)} | of_units


class _Asked:
    """What all tables are asked for, gathered once, and the `strangers` that they tell of. Figures of the `others` are only
    asked for by sheets of units, all of them known here: what these do not need is needed nowhere."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.needs = scope, scope.needs
        self.subjects = {key.subject for key in self.needs}
        self.others = self.subjects - scope.units.keys() if scope.alone and not scope.elsewhere else frozenset()
        self.elsewhere = scope.elsewhere.keys() - self.subjects
        self.by_number: dict[str, dict[str, FigureKey]] = {}
        self.strangers: dict[str, Place] = {}

    def numbers(self, unit: str) -> Mapping[str, FigureKey] | None:
        """By the number of an item or part of the unit's sheet, the figure that it is about; None without such a sheet."""
        needs = self.scope.units.get(unit, self.scope.elsewhere.get(unit))
        if needs is not None and unit not in self.by_number:
            self.by_number[unit] = {number: need.key for need in needs.values() for number in need.numbers}
        return self.by_number.get(unit)


class _Reader(RowReader):
    """Carries what is asked for through the rows of one table."""

    def __init__(self, asked: _Asked, columns: Mapping[str, int], table: Table, problems: Problems) -> None:
        super().__init__(columns, len(table.header), asked.scope.rules, problems, asked.elsewhere)
        self.asked, self.scope = asked, asked.scope
        self.indicators = asked.scope.rules.indicator_ids

    def figure(self, row: Row) -> Figure | None:
        """The figure of a row; None if it is about something else, or (with the problem added) wrong."""
        if (
            not self.has_right_width(row)
            or self.is_elsewhere(row)
            or not self.is_readable(row)
            or (subject := self.subject(row)) is None
            or (key := self.key(row, subject)) is None
        ):
            return None
        need = self.asked.needs.get(key)
        if need is None:
            self.not_needed(row, key)
            return None
        ballots = self.ballots(row, need)
        value, absence = self.value(row, need) if ballots is None else (Fraction(len(ballots.valid)), None)
        version = self.word(row, "version", VERSIONS, "annual")
        state = self.word(row, "state", STATES, "reported")
        received = self.day(row, "received")
        if version is None or state is None or (value is None and absence is None):
            return None
        cell = self.cell(row, "value")
        if need.type == "points" and value and not self.has_reason(row):
            return None
        figure = Figure(
            key, value, cell.text.strip(), version, cell.place, absence, self.text(row, "supplier"), received, state,
            self.text(row, "note"), names_version=bool(self.text(row, "version")),
        )  # fmt: skip
        return figure if ballots is None else figure._replace(written="", ballots=ballots)

    def subject(self, row: Row) -> str | None:
        """Whose figure it is. A table without units is about the sheet's unit."""
        return self.unit(row) if "unit" in self.columns else next(iter(self.scope.units))

    def key(self, row: Row, subject: str) -> FigureKey | None:
        cell = self.cell(row, "period")
        period = cell.text.strip() or self.scope.period
        if cell.text.strip() and isinstance(fault := read_period(period), Fault):
            self.problems.fault(fault, cell.place)
            return None
        if (number := self.cell(row, "item").text.strip()) and (numbers := self.asked.numbers(subject)) is not None:
            key = self.key_of_item(row, subject, number, numbers)
            return None if key is None else key._replace(period=period)
        cell = self.cell(row, "indicator")
        if (indicator := self.indicators.get(plain_name(cell.text))) is not None:
            return FigureKey(subject, indicator, period)
        if number and not cell.text.strip() and subject in self.asked.others:
            self.number_of_nothing(row, subject, number)
        elif (subject in self.scope.units or cell.text.strip()) and self.registers_are_whole:
            self.is_unknown(unknown_row("unknown-indicator", cell.text, "指标", "indicator", self.indicators), cell)
        return None

    def key_of_item(self, row: Row, unit: str, number: str, numbers: Mapping[str, FigureKey]) -> FigureKey | None:
        """The figure of an item or part by its number; it must be the indicator that the row names, if it names one."""
        key = numbers.get(number)
        if key is None and (unit not in self.scope.units or not self.scope.complete):
            return None
        if key is None:
            cell = self.cell(row, "item")
            self.problems.fault(_unknown_item(number, numbers), cell.place)
            return None
        cell = self.cell(row, "indicator")
        if cell.text.strip() and self.indicators.get(plain_name(cell.text)) != key.indicator:
            name = self.scope.rules.indicators[key.indicator].name
            self.problems.error(
                "item-is-another-indicator",
                cell.place,
                Text(f"第 {printable(number)} 项是{name.zh}，不是“{printable(cell.text)}”",
                     f"item {printable(number)} is {name.en}, not '{printable(cell.text)}'"),
            )  # fmt: skip
            return None
        return key

    def not_needed(self, row: Row, key: FigureKey) -> None:
        """Warns of a figure of a unit and the period that no item uses; other units and periods are not our business."""
        if key.subject not in self.scope.units and key.subject not in self.asked.subjects:
            self.asked.strangers.setdefault(key.subject, row.place)
        if (
            self.scope.complete
            and (key.subject in self.scope.units or key.subject in self.asked.others)
            and key.period == self.scope.period
        ):
            name, meant = self.scope.rules.indicators[key.indicator].name, self.meant(key)
            of = self.scope.rules.units[key.subject].name
            if key.subject in self.asked.others:
                text = Text(f"没有一份目标书用到{of.zh}的{name.zh}", f"no sheet uses {name.en} of {of.en}")
            elif self.scope.has_many:
                text = Text(f"{of.zh}的目标书没有用到本单位的{name.zh}", f"no item in the sheet of {of.en} uses its own {name.en}")
            else:
                text = Text(f"目标书中没有用到{name.zh}", f"no item of the sheet uses {name.en}")
            self.problems.warning("figure-not-used", row.place, text, meant)

    def meant(self, key: FigureKey) -> Text | None:
        """Under which unit the figure should stand, where a sheet asks for it of another: that of the unit, or those that ask
        it of themselves for a figure of one of the `others`."""
        units = self.scope.rules.units
        if key.subject in self.asked.others:
            asking = [unit for unit, needs in self.scope.units.items() if key._replace(subject=unit) in needs]
            if not 0 < len(asking) <= _MOST_NAMED:
                return None
            listed = joined((units[unit].name for unit in asking), "、", ", ")
            return Text(f"{listed.zh}的目标书考核的是本单位的数：“单位”列写该单位",
                        f"the sheet of {listed.en} asks for the unit's own: write that unit in the column `unit`")  # fmt: skip
        for other in self.scope.units.get(key.subject, ()):
            if (other.indicator, other.period) == (key.indicator, key.period) and other.subject in units:
                of = units[other.subject].name
                return Text(f"该目标书此项考核的是{of.zh}的数：“单位”列写“{of.zh}”",
                            f"the sheet asks for the figure of {of.en}: write that in the column `unit`")  # fmt: skip
        return None

    def number_of_nothing(self, row: Row, subject: str, number: str) -> None:
        """Warns of a number without an indicator where there is no sheet that it could be of."""
        of = self.scope.rules.units[subject].name
        self.problems.warning(
            "figure-not-used",
            self.cell(row, "item").place,
            Text(f"{of.zh}在本方案中没有目标书，第 {printable(number, 40)} 项不知指什么，未用",
                 f"{of.en} has no sheet in the plan: item {printable(number, 40)} is about nothing and not used"),
            Text("在“指标”列写指标名称，或在“单位”列写目标书有此项的单位",
                 "write the indicator in the column `indicator`, or in the column `unit` whose sheet has the item"),
        )  # fmt: skip

    def value(self, row: Row, need: Need) -> tuple[Fraction | None, Absence | None]:
        """The exact value, or why there is none; neither, with the problem added, where it cannot be read."""
        cell = self.cell(row, "value")
        written = cell.text.strip()
        if absence := absence_of(written):
            return None, absence
        if need.type == "ballots":
            return None, None  # read as such, with the problem added
        value = _value(written, need)
        if isinstance(value, Fault):
            self.problems.fault(value, cell.place)
            return None, None
        return value, None

    def ballots(self, row: Row, need: Need) -> Ballots | None:
        """The ballots of a row; None where the figure is something else, or where there are none."""
        written = self.cell(row, "value").text.strip()
        if need.type != "ballots" or absence_of(written):
            return None
        return read_ballots(written, need.measure, need.precision, self.cell(row, "value").place, self.problems)

    def has_reason(self, row: Row) -> bool:
        """Points that a person enters are entered with a reason."""
        if self.text(row, "note") not in BLANKS:
            return True
        self.problems.error(
            "reason-missing",
            self.cell(row, "note" if "note" in self.columns else "value").place,
            Text("由人给出的分数须写明理由", "points that a person enters need a reason"),
            Text("写在“备注”列", "write it in the column `note`"),
        )
        return False


def absence_of(written: str) -> Absence | None:
    """Why there is no figure, where what is written says that there is none."""
    if written in BLANKS:
        return "not-reported"
    plain = plain_name(written)
    return next((absence for absence, name in ABSENCES.items() if plain in (absence, plain_name(name.zh), plain_name(name.en))), None)


def _value(written: str, need: Need) -> Fraction | Fault:
    if need.grades:
        position = need.grades.get(plain_name(written))
        by_id = dict(zip(_ids(need), need.grade_names, strict=True))
        return unknown_grade(written, by_id) if position is None else Fraction(position)
    if need.type == "date":
        return day_number(written)
    value = read_amount(written, need.measure, need.precision)
    if isinstance(value, Fault) and plain_name(written) in _NONE:
        return value._replace(hint=Text("没有发生：写 0；未报：留空", "none happened: 0; not reported: leave it empty"))
    if need.type != "count" or isinstance(value, Fault):
        return value
    return _negative_count(written) if value < 0 else value if value.denominator == 1 else not_a_whole_number(written)


def _negative_count(written: str) -> Fault:
    shown = printable(written, 24)
    return Fault("negative-count", Text(f"件数不能是负数（{shown}）", f"a count cannot be negative ({shown})"))


def _ids(need: Need) -> list[str]:
    """The grades' ids: of the words for each position, the first."""
    first: dict[int, str] = {}
    for word, position in need.grades.items():
        first.setdefault(position, word)
    return list(first.values())


def _note_missing(figures: Figures, scope: Scope, place: Place, problems: Problems) -> None:
    """One note a unit that lists what has no row or an empty one: it is not zero, it is open."""
    current = figures.current
    for unit, needs in scope.units.items():
        missing = [need for key, need in needs.items() if key not in current or current[key].absence == "not-reported"]
        name = scope.rules.units[unit].name if scope.has_many and unit in scope.rules.units else None
        of = Text("", "") if name is None else Text(f"{name.zh}", f"{name.en}: ")
        if missing and name is not None and not any(key.subject == unit and key in current for key in needs):
            text = Text(f"{of.zh}没有任何数据，全部暂未计分", f"{of.en}no figures at all, everything is open")
            problems.warning("unit-without-figures", place, text)
        elif missing:
            listed, count = joined((_missing_words(need, scope.period) for need in missing), "、", "; "), len(missing)
            text = Text(f"{of.zh}缺 {count} 项数据，暂未计分：{listed.zh}", f"{of.en}{count} missing, open until supplied: {listed.en}")
            problems.note("figures-missing", place, text)


def _warn_of_strangers(strangers: Mapping[str, Place], scope: Scope, problems: Problems) -> None:
    """One warning for each unit that has figures and is not in the plan."""
    for unit, place in strangers.items():
        name = scope.rules.units[unit].name
        text = Text(f"{name.zh}不在本方案中，其数据未用", f"{name.en} is not in the plan: its figures are not used")
        problems.warning("unit-not-in-plan", place, text)


def _missing_words(need: Need, period: str) -> Text:
    number = (need.numbers + need.compared_in)[0]
    when = "" if need.key.period == period else f"{need.key.period} "
    zh, en = ("", "") if need.whose is None else (f"{need.whose.zh}的", f" of {need.whose.en}")
    return Text(f"{number} {when}{zh}{need.name.zh}（{need.supplier.zh}）", f"{number} {when}{need.name.en}{en} ({need.supplier.en})")


def _unknown_item(number: str, known: Mapping[str, object]) -> Fault:
    parts = [each for each in known if each.startswith(f"{number}.")]
    runs = _runs(sorted({int(each.split(".")[0]) for each in known}))
    hint = Text(f"目标书的序号为 {'、'.join(runs)}；其中项写作 7.1", f"the sheet has the numbers {', '.join(runs)}; a part is written 7.1")
    if parts:
        hint = Text(f"此项有其中项，请写作 {'、'.join(parts)}", f"the item has parts: write {', '.join(parts)}")
    return Fault("unknown-item", Text(f"序号“{printable(number, 40)}”不存在", f"the item '{printable(number, 40)}' does not exist"), hint)


def _runs(numbers: Sequence[int]) -> list[str]:
    """`1–20` and `901–909`: the numbers that follow each other together."""
    first = [number for number in numbers if number - 1 not in numbers]
    last = [number for number in numbers if number + 1 not in numbers]
    return [str(a) if a == b else f"{a}–{b}" for a, b in zip(first, last, strict=True)]
