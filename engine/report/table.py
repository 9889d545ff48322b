"""A scorecard goes in, the itemized score table comes out as lines for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..numbers import exact_text, fixed_text, round_half_up, score_text
from ..program import Part, Program
from ..results import Account, ItemResult, PartResult, Scorecard
from ..text import Language, Text, joined, same, shortened, width
from .derivation import assumption_words, award_words, figure_words, rung_words, target_words
from .figure_line import value_words

HEADINGS = (
    Text("序号", "No."), Text("指标", "Indicator"), Text("目标", "Target"), Text("完成", "Actual"), Text("完成率", "Completion"),
    Text("分值", "Points"), Text("得分", "Score"), Text("失分", "Lost"), Text("说明", "Remark"),
)  # fmt: skip
RIGHT = frozenset({0, 2, 3, 4, 5, 6, 7})
CUT = (1, 8)
COMPLETION = 4
NARROWEST, BARELY = 12, 8
LONGEST_SETTINGS = 40
"""Columns that the settings of an item may take beside its method; `score explain` has them all."""
UNLIMITED = 100_000
ILLUSTRATIVE = Text("示例数据，非实际完成数", "illustrative figures, not real ones")
NUMBER_NAMES = "一二三四五六七八九十"
GAP = "  "
Cells = Sequence[str]


def itemized_table(card: Scorecard, language: Language, columns: int | None = None) -> list[str]:
    """The table with a line per item and part, subtotals, the total, and where most was lost.

    Where it is wider than `columns`, names and remarks are cut (`score explain` has them in full); where that is not enough,
    the completion rates are left out.
    """
    rows: list[Cells | str] = [[heading[language] for heading in HEADINGS]]
    for index, section in enumerate(card.sections):
        rows.append(_section_heading(index, section.section.title, language))
        for item in section.items:
            rows += _item_rows(item, card.program.digits, language)
        if section.account.points:
            rows.append(_subtotal(section.account, card.program.digits, language))
    lines = aligned(rows, RIGHT, CUT, columns)
    if columns is not None and max(map(width, lines)) > columns:
        rows = [row if isinstance(row, str) else [*row[:COMPLETION], *row[COMPLETION + 1 :]] for row in rows]
        lines = aligned(rows, {column for column in RIGHT if column < max(RIGHT)}, (CUT[0], CUT[1] - 1), columns, BARELY)
    return [*_title(card, language), "", *lines, "", *_closing(card, language)]


def aligned(
    rows: Sequence[Cells | str], right: Iterable[int], cut: Sequence[int] = (), columns: int | None = None, narrowest: int = NARROWEST
) -> list[str]:  # fmt: skip
    """Rows of cells as lines with columns of one width; a row that is one string becomes a rule across the table.

    Where the lines would be wider than `columns`, the columns in `cut` give way, the last one first, until each is
    as narrow as it may be.
    """
    cells = [row for row in rows if not isinstance(row, str)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(cells[0]))]
    _shrink(widths, cut, columns, narrowest)
    across = sum(widths) + len(GAP) * (len(widths) - 1)
    lines = []
    for row in rows:
        if isinstance(row, str):
            lines.append(f"── {row} " + "─" * max(0, across - width(row) - 4))
        else:
            padded = (_pad(cell, size, column in right) for column, (cell, size) in enumerate(zip(row, widths, strict=True)))
            lines.append(GAP.join(padded).rstrip())
    return lines


def _shrink(widths: list[int], cut: Sequence[int], columns: int | None, narrowest: int) -> None:
    for column in reversed(cut):
        excess = sum(widths) + len(GAP) * (len(widths) - 1) - (columns or UNLIMITED)
        widths[column] = max(min(widths[column], narrowest), widths[column] - max(0, excess))


def _pad(cell: str, size: int, right: bool) -> str:
    cell = shortened(cell, size)
    space = " " * (size - width(cell))
    return space + cell if right else cell + space


def _title(card: Scorecard, language: Language) -> list[str]:
    program = card.program
    heading = Text(
        f"{program.title.zh}考核计分表（{program.source.document}）", f"{program.title.en}: scorecard ({program.source.document})"
    )
    days = sorted(figure.received for figure in card.figures.current.values() if figure.received and figure.value is not None)
    first = heading[language] + (f"    {ILLUSTRATIVE[language]}" if card.figures.are_illustrative else "")
    if not days:
        return [first]
    return [first, Text(f"数据收到日期：{days[0]} 至 {days[-1]}", f"figures received {days[0]} to {days[-1]}")[language]]


def section_number(index: int, language: Language) -> str:
    return f"（{NUMBER_NAMES[index]}）" if language == "zh" and index < len(NUMBER_NAMES) else f"({index + 1}) "


def _section_heading(index: int, title: Text, language: Language) -> str:
    return section_number(index, language) + title[language]


def _item_rows(item: ItemResult, digits: int, language: Language) -> list[Cells]:
    if not item.item.has_parts:
        return [_part_row(item.parts[0], item.item.name, "", digits, language)]
    remark = _still_open(item.account) if item.item.award is None or item.award is None else item.item.award.says
    whole = [str(item.item.nr), item.item.name[language], "", "", "", *_item_result(item, digits, language), remark[language]]
    return [whole, *(_part_row(part, part.part.name, "  ", digits, language) for part in item.parts)]


def _part_row(result: PartResult, name: Text, indent: str, digits: int, language: Language) -> Cells:
    part = result.part
    actual = figure_words(part, result.figures.get("actual"))
    return [
        part.number, indent + name[language], target_words(part, result.values)[language], actual[language], _completion(result),
        *_result(result, digits, language), rung_words(result)[language],
    ]  # fmt: skip


def _item_result(item: ItemResult, digits: int, language: Language) -> Cells:
    if item.item.result == "points":
        return _points(item.account, digits, item.is_open)
    return ["", "—" if item.award is None else award_words(item.parts[0].part.method, item.award, digits)[language], ""]


def _result(result: PartResult, digits: int, language: Language) -> Cells:
    """Points, score and loss; of a result other than points what it is."""
    if result.part.method.result == "points":
        return _points(result.account, digits, result.is_open)
    return ["", "—" if result.award is None else award_words(result.part.method, result.award, digits)[language], ""]


def _completion(result: PartResult) -> str:
    """The completion rate in percent, to two decimals."""
    rate = result.completion
    return "" if rate is None else fixed_text(round_half_up(rate * 100, 2), 2) + "%"


def _points(account: Account, digits: int, is_open: bool) -> Cells:
    """Points, score and loss; a dash where all is still open."""
    if is_open:
        return [exact_text(account.points), "—", "—"]
    return [exact_text(account.points), score_text(account.score, digits), score_text(account.lost, digits)]


def _subtotal(account: Account, digits: int, language: Language) -> Cells:
    return [
        "",
        Text("小计", "Subtotal")[language],
        "",
        "",
        "",
        *_points(account, digits, account.open == account.points),
        _still_open(account)[language],
    ]


def _still_open(account: Account) -> Text:
    points = exact_text(account.open)
    return Text(f"暂未计分 {points} 分", f"{points} points open") if account.open else same("")


def _closing(card: Scorecard, language: Language) -> list[str]:
    account, digits = card.account, card.program.digits
    won, lost = score_text(account.score, digits), score_text(account.lost, digits)
    total = Text(f"合计得分 {won}（满分 {exact_text(account.points)}，失分 {lost}{_open(card).zh}）",
                 f"Score {won} (of {exact_text(account.points)}; lost {lost}{_open(card).en})")  # fmt: skip
    lines = [total] if account.points else []
    lines += [_results(card)] if any(item.item.result in ("class", "met") for item in card.items) else []
    if extras := [
        (name, value) for name, value in ((Text("加分", "bonus"), account.bonus), (Text("扣分", "penalty"), account.penalty)) if value
    ]:
        lines += [
            Text(f"其中{name.zh} {score_text(value, digits)}", f"of which {name.en} {score_text(value, digits)}") for name, value in extras
        ]
    if card.money is not None:
        lines.append(Text(f"金额合计 {score_text(card.money, digits)} 元", f"Money in all: {score_text(card.money, digits)} yuan"))
    if worst := _worst(card):
        listed = [
            Text(
                f"{i.item.nr} {i.item.name.zh} {score_text(i.account.lost, digits)}",
                f"{i.item.nr} {i.item.name.en} {score_text(i.account.lost, digits)}",
            )
            for i in worst
        ]
        lines.append(Text("失分最多：" + "；".join(each.zh for each in listed), "Most lost: " + "; ".join(each.en for each in listed)))
    unapproved = sum(not assumption.approved_by for assumption in card.program.assumptions)
    if unapproved:
        lines.append(Text(f"采用的口径 {unapproved} 条未经批准（详见 --assumptions）",
                          f"{unapproved} assumption{'s are' if unapproved > 1 else ' is'} not approved (see --assumptions)"))  # fmt: skip
    return [line[language] for line in [*lines, *of_others(card.program)]]


def of_others(program: Program) -> list[Text]:
    """Which items and parts are about figures of another than the unit: whose they are, which tables of figures must say."""
    found: dict[Text, list[str]] = {}
    for part in program.parts:
        key = part.figures.get("actual")
        if key is not None and (whose := program.needs[key].whose) is not None:
            found.setdefault(whose, []).append(part.number)
    return [
        Text(f"考核的是{of.zh}的数：第 {'、'.join(numbers)} 项", f"scored by figures of {of.en}: {', '.join(numbers)}")
        for of, numbers in found.items()
    ]


def _results(card: Scorecard) -> Text:
    """How many items came to which class, the open ones last; of a sheet with other items too, those alone."""
    classed = [item for item in card.items if item.item.result in ("class", "met")]
    found = [award_words(item.parts[0].part.method, item.award, 0) for item in classed if item.award is not None]
    counts = {text: found.count(text) for text in dict.fromkeys(found)}
    still = len(classed) - len(found)
    shown = [*counts.items(), *([(Text("暂未评定", "open"), still)] if still else [])]
    return joined((Text(f"{text.zh} {count} 项", f"{count} {text.en}") for text, count in shown), "，", ", ")


def _open(card: Scorecard) -> Text:
    """What is still open: the points, and in how many places; items without points have places alone."""
    count = sum(part.is_open for part in card.parts)
    if not count:
        return same("")
    places = f"{count} place{'s' * (count != 1)}"
    if not card.account.open:
        return Text(f"；暂未计分 {count} 处", f"; open: {places}")
    points, best = exact_text(card.account.open), score_text(card.account.reachable, card.program.digits)
    without = Text("（不含加分）", " without bonuses") if card.may_have_more else same("")
    return Text(
        f"；暂未计分 {count} 处 {points} 分，最高可达 {best}{without.zh}",
        f"; open: {points} points in {places}, at most {best}{without.en}",
    )


def _worst(card: Scorecard) -> list[ItemResult]:
    """The three items that lost most."""
    losing = [item for item in card.items if item.account.lost > 0]
    return sorted(losing, key=lambda item: (-item.account.lost, item.item.nr))[:3]


def _worth(part: Part) -> str:
    return exact_text(part.points) if part.method.result == "points" else ""


def _method_words(part: Part) -> Text:
    """The method's name with what the sheet sets for it, where that is short: `按件扣分（每起扣分 5分）`."""
    name, own = part.method.name, {name: each for name, each in part.settings.items() if not each.is_default}
    said = [(part.method.settings[setting].name, value_words(part, setting, each.value)) for setting, each in own.items()]
    listed = joined((Text(f"{label.zh} {value.zh}", f"{label.en} {value.en}") for label, value in said), "，", ", ")
    if not own or max(width(listed.zh), width(listed.en)) > LONGEST_SETTINGS:
        return name
    return Text(f"{name.zh}（{listed.zh}）", f"{name.en} ({listed.en})")


def timing_table(laps: Sequence[tuple[Text, float]], language: Language) -> list[str]:
    """How long each step of a run took, and all of them: what `--timing` prints."""
    total = sum(seconds for _, seconds in laps)
    rows: list[Cells | str] = [[what[language], f"{seconds:.3f} s"] for what, seconds in laps]
    return aligned([*rows, [Text("合计", "in all")[language], f"{total:.3f} s"]], {1})


def assumptions_list(program: Program, language: Language) -> list[str]:
    """Every assumption with its place, whether it was approved, and the items that rest on it."""
    lines = [Text("采用的口径", "Assumptions")[language]]
    for number, assumption in enumerate(program.assumptions, 1):
        items = [str(item.nr) for item in program.items if any(assumption in part.assumptions for part in item.parts)]
        applies = (
            Text("全部各项", "all items")
            if len(items) == len(list(program.items))
            else Text(f"第 {'、'.join(items)} 项", f"items {', '.join(items)}")
        )
        lines.append(f"{number}. {assumption_words(assumption)[language]}  [{applies[language]} · {assumption.place}]")
    return lines


def sheet_table(program: Program, language: Language, columns: int | None = None) -> list[str]:
    """The sheet itself: what `score show` prints."""
    headings = [
        HEADINGS[0],
        HEADINGS[1],
        HEADINGS[2],
        HEADINGS[5],
        Text("计分办法", "Method"),
        Text("提供或评定单位", "Supplied or judged by"),
    ]
    rows: list[Cells | str] = [[heading[language] for heading in headings]]
    for index, section in enumerate(program.sections):
        rows.append(f"{_section_heading(index, section.title, language)} {exact_text(section.points)}")
        for item in section.items:
            if item.has_parts:
                says = item.award.says[language] if item.award else ""
                worth = exact_text(item.points) if item.result == "points" else ""
                rows.append([str(item.nr), item.name[language], "", worth, says, ""])
            for part in item.parts:
                name = ("  " + part.name[language]) if item.has_parts else item.name[language]
                rows.append([part.number, name, target_words(part)[language], _worth(part),
                             _method_words(part)[language], part.supplier[language]])  # fmt: skip
    count = len(list(program.items))
    total = Text(f"{count} 项，{exact_text(program.points)} 分", f"{count} items, {exact_text(program.points)} points")
    heading = Text(f"{program.title.zh}（{program.source.document}）", f"{program.title.en} ({program.source.document})")
    return [heading[language], "", *aligned(rows, {0, 2, 3}, (1, 4, 5), columns), "", total[language],
            *(each[language] for each in of_others(program))]  # fmt: skip
