"""A table of actuals goes in, the figures that a program needs come out, exact and with their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..fields import is_month, not_a_date, not_a_whole_number, read_period
from ..figures import ABSENCES, STATES, VERSIONS, Absence, Ballots, Figure, FigureKey, Figures, Need
from ..numbers import read_amount
from ..problems import Code, Fault, Place, Problems
from ..register import Rules, by_name, plain_name
from ..text import Text, did_you_mean, joined, printable
from ..vocabulary import day_number, unknown_grade
from .ballots import read_ballots
from .cells import Cell, Row
from .file import shown_path
from .latest import latest
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

_NO_FIGURE = r"合计|总计|小计|注[0-9]*(:|$)|说明|备注|填表|制表|审核|(total|sum|note)s?\b"
"""How the rows begin that stand below the figures of a table."""
_NONE = {"无", "没有", "none", "nil", "no"}
"""Words that may mean zero, or that nobody knows: neither is guessed."""
BLANKS = {"", "-", "—", "——", "/"}
Word = TypeVar("Word", bound=str)


class Scope(NamedTuple):
    """What a table is read for: one unit and period, the figures that are needed, the registers that give names.

    `complete` is false where the needs are not all known (the sheet has errors): then a figure that nothing seems to
    need, and one that seems to be missing, are not spoken of. A table `of_many` units names the unit of every row.
    """

    unit: str
    period: str
    needs: Mapping[FigureKey, Need]
    rules: Rules
    complete: bool = True
    of_many: bool = False


def read_actuals(path: Path, scope: Scope, problems: Problems) -> Figures:
    """The figures of a CSV or XLSX file that the scope needs. Rows about other registered units are left alone."""
    return read_all_actuals([path], scope, problems)


def read_all_actuals(paths: Sequence[Path], scope: Scope, problems: Problems) -> Figures:
    """The figures of several files together: the latest version of each, wherever it stands."""
    figures: list[Figure] = []
    for path in paths:
        table = read_table(path, problems)
        if table is not None and _columns_are_known(table, scope, problems):
            reader = _Reader(scope, table, problems)
            figures += [figure for row in table.rows if (figure := reader.figure(row)) is not None]
    chosen = latest(figures, problems)
    if scope.complete and not problems.has_errors:
        _note_missing(chosen, scope, Place(shown_path(paths[0])), problems)
    return chosen


def latest_month(path: Path, problems: Problems) -> str | None:
    """The latest month that the table's column of periods names; None where it names none, or (with the problems added)
    cannot be read."""
    table = read_table(path, problems)
    column = None if table is None else next((i for i, cell in enumerate(table.header) if column_of(cell.text) == "period"), None)
    if table is None or column is None:
        return None
    months = (row.cells[column].text.strip() for row in table.rows if column < len(row.cells))
    return max((month for month in months if is_month(month)), default=None)


def column_of(header: str) -> str | None:
    """The column that a header means, in either language."""
    plain = unicodedata.normalize("NFKC", header).strip().lower()
    return next((column for column, others in COLUMNS.items() if plain == column or plain in others), None)


def _columns_are_known(table: Table, scope: Scope, problems: Problems) -> bool:
    own = Problems()
    seen: dict[str, Cell] = {}
    for cell in table.header:
        column = column_of(cell.text)
        if not cell.text.strip():
            own.fault(_no_heading(cell.place.column), cell.place)
        elif column is None:
            own.fault(_unknown_column(cell.text), cell.place)
        elif column in seen:
            own.error(
                "duplicate-column",
                cell.place,
                Text(f"列“{printable(cell.text)}”重复（与“{printable(seen[column].text)}”同义）",
                     f"the column '{printable(cell.text)}' is there already, as '{printable(seen[column].text)}'"),
            )  # fmt: skip
        else:
            seen[column] = cell
    if "value" not in seen:
        own.fault(_missing_column("“完成值”", "value"), table.place._replace(column=1))
    if scope.of_many and "unit" not in seen:
        own.fault(_missing_column("“单位”", "unit"), table.place._replace(column=1))
    if not {"indicator", "item"} & set(seen):
        own.fault(_missing_column("“指标”或“序号”", "indicator (or item)"), table.place._replace(column=1))
    problems.extend(own)
    return not own.has_errors


class _Reader:
    """Carries the scope, the columns and the problems through the rows of one table."""

    def __init__(self, scope: Scope, table: Table, problems: Problems) -> None:
        self.scope, self.problems = scope, problems
        self.columns = {column: index for index, cell in enumerate(table.header) if (column := column_of(cell.text))}
        self.width = len(table.header)
        self.units = by_name(scope.rules.units)
        self.indicators = by_name(scope.rules.indicators)
        self.by_number = {number: need.key for need in scope.needs.values() for number in need.numbers}

    def figure(self, row: Row) -> Figure | None:
        """The figure of a row; None if it is about something else, or (with the problem added) wrong."""
        if (
            not self.has_right_width(row)
            or not self.is_readable(row)
            or (subject := self.subject(row)) is None
            or (key := self.key(row, subject)) is None
        ):
            return None
        need = self.scope.needs.get(key)
        if need is None:
            self.not_needed(row, key)
            return None
        ballots = self.ballots(row, need)
        value, absence = self.value(row, need) if ballots is None else (Fraction(len(ballots.valid)), None)
        version = self.word(row, "version", VERSIONS, "annual")
        state = self.word(row, "state", STATES, "reported")
        received = self.received(row)
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

    def cell(self, row: Row, column: str) -> Cell:
        index = self.columns.get(column)
        return Cell("", row.place) if index is None else row.cells[index]

    def text(self, row: Row, column: str) -> str:
        return printable(self.cell(row, column).text.strip(), 200)

    def has_right_width(self, row: Row) -> bool:
        if len(row.cells) == self.width:
            return True
        self.problems.error(
            "wrong-number-of-cells",
            row.place,
            Text(f"这一行有 {len(row.cells)} 格，表头有 {self.width} 格", f"this row has {len(row.cells)} cells, the header {self.width}"),
            Text("数字中的千位逗号要用引号括起", 'a number with a comma in it must be quoted: "1,234"'),
        )
        return False

    def is_readable(self, row: Row) -> bool:
        """Whether every cell of the row may be used at all."""
        for cell in row.cells:
            if cell.fault is not None:
                self.problems.fault(cell.fault, cell.place)
        return all(cell.fault is None for cell in row.cells)

    def subject(self, row: Row) -> str | None:
        """Whose figure it is. A table without units is about the sheet's unit."""
        cell = self.cell(row, "unit")
        if "unit" not in self.columns:
            return self.scope.unit
        if (unit := self.units.get(plain_name(cell.text))) is None and self.registers_are_whole:
            self.problems.fault(_unknown_row("unknown-unit", cell.text, "单位", "unit", self.units), cell.place)
        return unit

    def key(self, row: Row, subject: str) -> FigureKey | None:
        cell = self.cell(row, "period")
        period = cell.text.strip() or self.scope.period
        if cell.text.strip() and isinstance(fault := read_period(period), Fault):
            self.problems.fault(fault, cell.place)
            return None
        if (number := self.cell(row, "item").text.strip()) and subject == self.scope.unit:
            key = self.key_of_item(row, number)
            return None if key is None else key._replace(period=period)
        cell = self.cell(row, "indicator")
        if (indicator := self.indicators.get(plain_name(cell.text))) is not None:
            return FigureKey(subject, indicator, period)
        if (subject == self.scope.unit or cell.text.strip()) and self.registers_are_whole:
            self.problems.fault(_unknown_row("unknown-indicator", cell.text, "指标", "indicator", self.indicators), cell.place)
        return None

    @property
    def registers_are_whole(self) -> bool:
        """Whether every entry could be read: otherwise an unknown name may be that of one that could not."""
        return not self.scope.rules.unreadable

    def key_of_item(self, row: Row, number: str) -> FigureKey | None:
        """The figure of an item or part by its number; it must be the indicator that the row names, if it names one."""
        key = self.by_number.get(number)
        if key is None and not self.scope.complete:
            return None
        if key is None:
            cell = self.cell(row, "item")
            self.problems.fault(_unknown_item(number, self.by_number), cell.place)
            return None
        cell = self.cell(row, "indicator")
        if cell.text.strip() and self.indicators.get(plain_name(cell.text)) != key.indicator:
            name = self.scope.needs[key].name
            self.problems.error(
                "item-is-another-indicator",
                cell.place,
                Text(f"第 {printable(number)} 项是{name.zh}，不是“{printable(cell.text)}”",
                     f"item {printable(number)} is {name.en}, not '{printable(cell.text)}'"),
            )  # fmt: skip
            return None
        return key

    def not_needed(self, row: Row, key: FigureKey) -> None:
        """Warns of a figure of this unit and period that no item uses; other units and periods are not our business."""
        if self.scope.complete and key.subject == self.scope.unit and key.period == self.scope.period:
            name = self.scope.rules.indicators[key.indicator].name
            self.problems.warning(
                "figure-not-used",
                row.place,
                Text(f"目标书中没有用到{name.zh}", f"no item of the sheet uses {name.en}"),
            )

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

    def word(self, row: Row, column: str, words: Mapping[Word, Text], default: Word) -> Word | None:
        """One of the words that the column may hold, in either language."""
        cell = self.cell(row, column)
        if not (written := plain_name(cell.text)):
            return default
        for word, name in words.items():
            if written in (word, plain_name(name.zh), plain_name(name.en)):
                return word
        names = joined(words.values())
        self.problems.error(
            "unknown-word",
            cell.place,
            Text(f"此处不能写“{printable(cell.text, 24)}”", f"'{printable(cell.text, 24)}' cannot stand here"),
            Text(f"可用：{names.zh}", f"one of: {names.en}"),
        )
        return None

    def received(self, row: Row) -> date | None:
        cell = self.cell(row, "received")
        if not (written := cell.text.strip()):
            return None
        try:
            return date.fromisoformat(written) if len(written) == 10 and written.isascii() else date.fromisoformat("")
        except ValueError:
            self.problems.fault(not_a_date(written), cell.place)
            return None


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
    """One note that lists what has no row or an empty one: it is not zero, it is open."""
    current = figures.current
    missing = [need for key, need in scope.needs.items() if key not in current or current[key].absence == "not-reported"]
    if missing:
        listed = joined((_missing_words(need, scope.period) for need in missing), "、", "; ")
        problems.note(
            "figures-missing",
            place,
            Text(f"缺 {len(missing)} 项数据，暂未计分：{listed.zh}", f"{len(missing)} missing, open until supplied: {listed.en}"),
        )


def _missing_words(need: Need, period: str) -> Text:
    number = (need.numbers + need.compared_in)[0]
    when = "" if need.key.period == period else f"{need.key.period} "
    return Text(f"{number} {when}{need.name.zh}（{need.supplier.zh}）", f"{number} {when}{need.name.en} ({need.supplier.en})")


def _no_heading(column: int) -> Fault:
    return Fault("unknown-column", Text(f"第 {column} 列没有表头", f"column {column} has no heading"))


def _unknown_column(header: str) -> Fault:
    names = [*COLUMNS, *(name for others in COLUMNS.values() for name in others)]
    listed = Text("、".join(others[0] for others in COLUMNS.values()), ", ".join(COLUMNS))
    return Fault(
        "unknown-column",
        Text(f"没有“{printable(header, 24)}”这一列", f"there is no column '{printable(header, 24)}'"),
        did_you_mean(header.strip(), names) or Text(f"可用：{listed.zh}", f"the columns are {listed.en}"),
    )


def _missing_column(zh: str, en: str) -> Fault:
    return Fault(
        "missing-column", Text(f"缺少{zh}列", f"the column {en} is missing"), Text("首行应为表头", "the first row holds the headings")
    )


def _unknown_row(code: Code, written: str, zh: str, en: str, known: Mapping[str, object]) -> Fault:
    hint = did_you_mean(plain_name(written), known)
    if hint is None and re.match(_NO_FIGURE, plain_name(written)):
        hint = Text("合计、注释等行不是数据，请删去这一行", "totals and remarks are no figures: delete the row")
    return Fault(code, Text(f"{zh}“{printable(written, 40)}”不存在", f"the {en} '{printable(written, 40)}' does not exist"), hint)


def _unknown_item(number: str, known: Mapping[str, object]) -> Fault:
    parts = [each for each in known if each.startswith(f"{number}.")]
    hint = Text("请核对目标书的序号；其中项写作 7.1", "compare with the numbers of the sheet; a part is written 7.1")
    if parts:
        hint = Text(f"此项有其中项，请写作 {'、'.join(parts)}", f"the item has parts: write {', '.join(parts)}")
    return Fault("unknown-item", Text(f"序号“{printable(number, 40)}”不存在", f"the item '{printable(number, 40)}' does not exist"), hint)
