"""Tables of events (事项表) go in: what happened to units beside their figures, each row with its day and its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from ..figures import STATES
from ..happened import Event
from ..numbers import exact_text, read_plain
from ..plan import Extra, Plan, Veto
from ..problems import Fault, Place, Problems
from ..register import Rules, plain_name
from ..text import Text, joined, printable
from .cells import Row
from .columns import Columns, column_of, columns_in
from .rows import RowReader, unknown_row
from .table import Table

EVENT_COLUMNS: Columns = {
    "unit": ("单位", "被考核单位"),
    "event": ("事项", "事项名称"),
    "matter": ("事由",),
    "item": ("序号", "项"),
    "points": ("分值", "分数"),
    "date": ("日期", "发生日期"),
    "document": ("文件", "依据文件"),
    "released": ("解除日期",),
    "state": ("状态",),
    "note": ("备注", "说明"),
}
"""The columns of a table of events and what else each may be headed."""


def is_of_events(table: Table) -> bool:
    """Whether the table says what happened: one of figures has no column of events, and neither days nor documents."""
    columns = {column_of(cell.text, EVENT_COLUMNS) for cell in table.header}
    return "event" in columns or {"date", "document"} <= columns


def events_in(tables: Sequence[Table], plan: Plan, rules: Rules, problems: Problems) -> list[Event]:
    """The events of several tables together, in their order."""
    events: list[Event] = []
    known: dict[tuple[object, ...], Place] = {}
    for table in tables:
        columns = columns_in(table, EVENT_COLUMNS, problems, [("unit",), ("event",), ("date",), ("document",)])
        if columns is not None:
            reader = _Reader(plan, rules, columns, table, known, problems)
            events += [event for row in table.rows if (event := reader.event(row)) is not None]
            reader.tell_unknown()
    return events


class _Reader(RowReader):
    """Carries the plan and the problems through the rows of one table."""

    def __init__(
        self, plan: Plan, rules: Rules, columns: Mapping[str, int], table: Table, known: dict[tuple[object, ...], Place],
        problems: Problems,
    ) -> None:  # fmt: skip
        super().__init__(columns, len(table.header), rules, problems, plan.left_out.units)
        self.known = known
        self.numbers = {
            program.unit: {number for part in program.parts for number in (part.number, part.number.split(".")[0])}
            for program in plan.programs
        }
        self.plan = plan
        self.members = {unit for group in plan.groups for unit in group.units}
        self.kinds: dict[str, Veto | Extra] = {}
        kinds: list[Veto | Extra] = [*plan.vetoes.values(), *plan.extras.values()]
        for kind in kinds:
            self.kinds |= {plain_name(name): kind for name in (kind.id, kind.name.zh, kind.name.en)}

    def event(self, row: Row) -> Event | None:
        """The event of a row; None, with the problems added, where something in it is wrong."""
        if not self.has_right_width(row) or self.is_elsewhere(row):
            return None
        if not self.is_readable(row) or (unit := self.member(row)) is None:
            return None
        kind, day, state = self.kind(row), self.required_day(row), self.word(row, "state", STATES, "reported")
        released, document = self.day(row, "released"), self.document(row)
        if kind is None or day is None or state is None or not document:
            return None
        points = self.points(row, kind)
        if isinstance(points, Fault):
            self.problems.fault(points, self.cell(row, "points").place)
            return None
        matter, item = self.text(row, "matter"), self.text(row, "item")
        event = Event(unit, kind, matter, item, points, day, released, document, self.text(row, "note"), state, row.place)
        return event if self.is_whole(event, row) else None

    def is_whole(self, event: Event, row: Row) -> bool:
        """Whether the event is what it says: one that makes an item zero names it, and none ends before it began."""
        numbers = self.numbers.get(event.unit, set())
        names_none = not event.item and isinstance(event.kind, Veto) and event.kind.zero_item
        if numbers and (names_none or (event.item and event.item not in numbers)):
            shown = printable(event.item, 24)
            text = Text(f"序号“{shown}”不存在", f"the item '{shown}' does not exist")
            if names_none:
                text = Text(f"“{event.name.zh}”须写明哪一项计零分", f"'{event.name.en}' must say which item counts as zero")
            hint = Text("在“序号”列写责任目标书的序号，如 7", "write the number of the sheet's item, such as 7, in the column `item`")
            self.problems.error("unknown-item", self.cell(row, "item").place, text, hint)
            return False
        if event.released is not None and event.released < event.day:
            text = Text(f"解除日期 {event.released} 早于日期 {event.day}", f"released on {event.released}, before it began on {event.day}")
            self.problems.error("not-a-date", self.cell(row, "released").place, text)
            return False
        return self.is_new(event)

    def is_new(self, event: Event) -> bool:
        """Whether no other row tells of the same: entered twice it would count twice."""
        key = (event.unit, event.kind.id, plain_name(event.matter), event.item, event.day, plain_name(event.document))
        first = self.known.setdefault(key, event.place)
        if first != event.place:
            text = Text(f"同一事项在 {first} 已有", f"this event is already given at {first}")
            hint = Text("请删去一行；确是两件的，用“事由”区分", "delete one of the rows; if they are two, their `matter` tells them apart")
            self.problems.error("duplicate-event", event.place, text, hint)
        return first == event.place

    def member(self, row: Row) -> str | None:
        """The unit of the row, if it is one of the plan."""
        unit = self.unit(row)
        if unit is not None and unit not in self.members and not self.plan.steps:
            return None  # the plan has problems of its own
        if unit is not None and unit not in self.members:
            name = self.rules.units[unit].name
            text = Text(f"{name.zh}不在本方案中，其事项不计", f"{name.en} is not in the plan: what happened to it does not count")
            self.problems.warning("unit-not-in-plan", row.place, text)
            return None
        return unit

    def kind(self, row: Row) -> Veto | Extra | None:
        cell = self.cell(row, "event")
        kind = self.kinds.get(plain_name(cell.text))
        if kind is None:
            fault = unknown_row("unknown-event", cell.text, "事项", "event", self.kinds)
            self.problems.fault(fault if fault.hint else fault._replace(hint=self.listed()), cell.place)
        return kind

    def listed(self) -> Text:
        """The events that the plan knows."""
        names = joined([*(veto.name for veto in self.plan.vetoes.values()), *(extra.name for extra in self.plan.extras.values())])
        if not names.zh:
            return Text(
                "方案中没有 vetoes 和 extras：先写明哪些事项计入", "the plan has no `vetoes` or `extras`: say there first what counts"
            )
        return Text(f"方案中的事项：{names.zh}", f"the events of the plan are {names.en}")

    def required_day(self, row: Row) -> date | None:
        """The day of an event: without one nobody can say whether it counts."""
        cell = self.cell(row, "date")
        if not cell.text.strip():
            hint = Text(
                "没有日期就不知道认定日是否有效；写作 2012-02-20", "without one nobody knows whether it counts: write it as 2012-02-20"
            )
            self.problems.error("missing-key", cell.place, Text("缺少日期", "the date is missing"), hint)
            return None
        return self.day(row, "date")

    def document(self, row: Row) -> str:
        """The document of an event: what is decided is decided by one."""
        if not (document := self.text(row, "document")):
            place = self.cell(row, "document").place
            hint = Text("写明文号或会议纪要", "give its number, or the minutes")
            self.problems.error("reason-missing", place, Text("事项须有依据文件", "an event needs the document that it rests on"), hint)
        return document

    def points(self, row: Row, kind: Veto | Extra) -> Fraction | Fault | None:
        """What the event is worth: as the plan says of its kind, else what the row says, within what the plan allows."""
        written = self.text(row, "points")
        if isinstance(kind, Veto):
            return (
                None
                if not written
                else _not_written(
                    Text("否决事项不写分数", "a veto has no points of its own"),
                    Text("留空；扣分写在方案中此事项的 deduct", "leave it empty; what it deducts is the `deduct` of the plan"),
                )
            )
        if kind.points is not None:
            value = read_plain(written) if written else kind.points
            fixed = exact_text(kind.points)
            return value if value == kind.points or isinstance(value, Fault) else _not_written(
                Text(f"此事项每件 {fixed} 分，不能另写", f"each such event is worth {fixed}: nothing else can be written"),
                Text("留空，即按方案的分值计", "leave it empty: the plan says what it is worth"),
            )  # fmt: skip
        if not written:
            return _not_written(
                Text("缺少分数：方案没有规定此事项每件几分", "the points are missing: the plan does not say what such an event is worth"),
                Text("写在“分值”列，加减分都写正数", "write them in the column `points`, bonus and penalty both without a sign"),
            )
        value = read_plain(written)
        if isinstance(value, Fault):
            return value
        if value <= 0 or (kind.most is not None and value > kind.most):
            zh, en = ("", "") if kind.most is None else (f"、不超过 {exact_text(kind.most)}", f" and at most {exact_text(kind.most)}")
            return _not_written(Text(f"分数应大于零{zh}", f"the points must be above zero{en}"))
        return value


def _not_written(text: Text, hint: Text | None = None) -> Fault:
    unsigned = Text("加减分都写正数", "bonus and penalty are both written without a sign")
    return Fault("points-not-allowed", text, hint or unsigned)
