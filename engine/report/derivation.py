"""A part's result goes in, its derivation comes out, line by line: clause, rule, assumptions, figures, rungs, arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from ..figures import ABSENCES, STATES, VERSIONS, Figure
from ..numbers import exact_text, fixed_text, measured_text, shown_text
from ..program import Assumption, Part, Program
from ..score import PartResult, Scorecard
from ..targets.words import words
from ..text import LANGUAGES, Text, joined, same

LineKind = Literal["basis", "rule", "share", "assumption", "note", "figure", "rung", "award", "gap", "open"]
LINE_NAMES: dict[LineKind, Text] = {
    "basis": Text("依据", "basis"),
    "rule": Text("规则", "rule"),
    "share": Text("分值", "points"),
    "assumption": Text("口径", "assumption"),
    "note": Text("说明", "note"),
    "figure": Text("数据", "figure"),
    "rung": Text("第{n}档", "rung {n}"),
    "award": Text("得分", "award"),
    "gap": Text("差距", "gap"),
    "open": Text("未计分", "open"),
}
_CHINESE_NUMBERS = "一二三四五六七八九十"


class Line(NamedTuple):
    """One step of a derivation: what it is, its heading and its sentence."""

    kind: LineKind
    heading: Text
    text: Text


def derivation(card: Scorecard, result: PartResult) -> list[Line]:
    """How the part's award came about, from the clause to the last digit."""
    part = result.part
    lines = [_line("basis", _basis(card.program, part)), _line("rule", _rule(part))]
    lines += [_line("share", _share(part))] if part.share is not None else []
    lines += [_line("assumption", assumption_words(each)) for each in part.assumptions]
    lines += [_line("note", note) for note in part.notes]
    lines += [_line("figure", _figure(card, result, name)) for name in part.figures]
    if result.rung is None:
        return [*lines, _line("open", open_reason(result))]
    return [*lines, *_rungs(result), _line("award", _award(card.program, result)), *_gap(result)]


def open_reason(result: PartResult) -> Text:
    """Why the part is not scored yet."""
    supplier = result.part.supplier
    match result.state:
        case "not-applicable":
            return Text("报为不适用，暂未计分", "reported as not applicable, open")
        case "needs-peers":
            return Text("需与同组单位比较，汇总后计分", "compared with its peers, scored with them")
        case "target-not-issued":
            return Text("目标未下达，暂未计分", "the target is not yet issued, open")
        case _:
            return Text(f"待{supplier.zh}提供，暂未计分", f"awaiting the figure from {supplier.en}, open")


def rung_words(result: PartResult) -> Text:
    """What the rung that applied says, or why none did."""
    return open_reason(result) if result.rung is None else result.part.method.rungs[result.rung].says


def target_words(part: Part) -> Text:
    """The target as a table shows it: `≥13%`."""
    sign = "≤" if part.direction == "down" else "≥"
    if not part.target_issued:
        return ABSENCES["target-not-issued"]
    if (target := part.parameters.get("target")) is not None:
        shown = measured_text(exact_text(target), part.measure)
        return Text(f"{sign}{shown.zh}", f"{sign}{shown.en}")
    low, high = part.parameters.get("low"), part.parameters.get("high")
    if low is not None and high is not None:
        upper = measured_text(exact_text(high), part.measure)
        return Text(f"{exact_text(low)}–{upper.zh}", f"{exact_text(low)}–{upper.en}")
    if part.method.inputs:
        names = joined(part.method.inputs.values())
        return Text(f"{sign}{names.zh}", f"{sign}{names.en}")
    return same("")


def figure_words(part: Part, figure: Figure | None) -> Text:
    """A figure as a table shows it: its value in the indicator's measure, a grade's name, or `—`."""
    if figure is None or figure.value is None:
        return ABSENCES[figure.absence] if figure and figure.absence == "not-applicable" else same("—")
    return value_words(part, "actual", figure.value)


def value_words(part: Part, name: str, value: Fraction) -> Text:
    """A value of the ladder as a reader writes it: with the measure where it has one."""
    if name == "actual" and part.method.grades:
        return list(part.method.grades.values())[int(value)]
    measured = name in ("actual", "target") or name in part.method.inputs
    return measured_text(shown_text(value), part.measure) if measured else same(shown_text(value))


def assumption_words(assumption: Assumption) -> Text:
    approved = assumption.approved_by or "—"
    day = f" {assumption.date.isoformat()}" if assumption.date else ""
    zh, en = assumption.text.zh.rstrip("。"), assumption.text.en.rstrip(".")
    return Text(f"{zh}；批准：{approved}{day}", f"{en}; approved by: {approved}{day}")


def _line(kind: LineKind, text: Text) -> Line:
    return Line(kind, LINE_NAMES[kind], text)


def _basis(program: Program, part: Part) -> Text:
    source = part.source
    section = source.section or Text("", "")
    item = part.number.split(".")[0]
    clause = Text(f"{source.document}，{section.zh}第 {item} 项", ", ".join(filter(None, [source.document, section.en, f"item {item}"])))
    target = target_words(part)
    if part.judged is not None:
        return Text(
            f"{clause.zh}：{part.judged.zh}（由{part.supplier.zh}评定）", f"{clause.en}: {part.judged.en} (judged by {part.supplier.en})"
        )
    printed = Text(f"（原文印作 {part.printed}）", f" (printed as {part.printed})") if part.printed else same("")
    return Text(
        f"{clause.zh}：{part.name.zh} {target.zh}{printed.zh}".strip(), f"{clause.en}: {part.name.en} {target.en}{printed.en}".strip()
    )


def _rule(part: Part) -> Text:
    method = part.method
    return Text(
        f"{part.place.file}:{part.place.line}  计分办法：{method.name.zh}（{method.place.file}:{method.place.line}）——{method.says.zh}",
        f"{part.place.file}:{part.place.line}  method: {method.name.en} ({method.place.file}:{method.place.line}): {method.says.en}",
    )


def _share(part: Part) -> Text:
    """How many of the item's points the part has."""
    assert part.share is not None
    item, points = part.number.split(".")[0], exact_text(part.points)
    whole, share = exact_text(part.item_points), exact_text(part.share)
    return Text(f"第 {item} 项 {whole} 分 × {share} = {points} 分", f"item {item}: {whole} points × {share} = {points}")


def _figure(card: Scorecard, result: PartResult, name: str) -> Text:
    """One figure: where it stands, what it is, from whom, when, and the versions it stands for."""
    part, figure = result.part, result.figures.get(name)
    key = part.figures[name]
    label = part.method.labels[name]
    if figure is None:
        return Text(f"{label.zh}：未报", f"{label.en}: not reported")
    measure = part.measure if name == "actual" else card.program.needs[key].measure
    if figure.value is None:
        shown = ABSENCES[figure.absence or "not-reported"]
    else:
        shown = _converted(figure, value_words(part, name, figure.value), measure)
    version, state = VERSIONS[figure.version], STATES[figure.state]
    supplier = Text(f" {figure.supplier}提供", f" from {figure.supplier},") if figure.supplier else same("")
    day = figure.received.isoformat() if figure.received else ""
    received = Text(f"，{day} 收到", f" received {day}") if day else same("")
    earlier = [each for each in card.figures.superseded if each.key == key]
    others = joined(Text(f"{VERSIONS[e.version].zh} {e.written}", f"{VERSIONS[e.version].en} {e.written}") for e in earlier)
    replaced = Text(f"；代替{others.zh}", f"; in place of {others.en}") if earlier else same("")
    note = Text(f"；备注：{figure.note}", f"; note: {figure.note}") if figure.note else same("")
    return Text(
        f"{figure.place}  {label.zh} {shown.zh}（{version.zh}）{supplier.zh}{received.zh}，{state.zh}{replaced.zh}{note.zh}",
        f"{figure.place}  {label.en} {shown.en} ({version.en}){supplier.en}{received.en}, {state.en}{replaced.en}{note.en}",
    )


def _converted(figure: Figure, shown: Text, measure: str) -> Text:
    """`3.91亿元 = 39100万元` where the file wrote another measure."""
    plain = figure.written.replace(" ", "")
    if measure == "" or plain in (shown.zh, shown.zh.removesuffix(measure)):
        return shown
    return Text(f"{plain} = {shown.zh}", f"{plain} = {shown.en}")


def _rungs(result: PartResult) -> Iterator[Line]:
    """Each rung down to the one that applied: its condition in names, in values, and whether it holds."""
    method = result.part.method
    labels = {**method.labels, **method.grades}
    values = _values(result)
    assert result.rung is not None
    for index, rung in enumerate(method.rungs[: result.rung + 1]):
        holds = index == result.rung
        number = Text(_CHINESE_NUMBERS[index] if index < len(_CHINESE_NUMBERS) else str(index + 1), str(index + 1))
        heading = Text(LINE_NAMES["rung"].zh.format(n=number.zh), LINE_NAMES["rung"].en.format(n=number.en))
        verdict = Text("符合", "holds") if holds else Text("不符合", "does not hold")
        if rung.when is None:
            yield Line("rung", heading, Text(f"其余情形：{rung.says.zh}", f"otherwise: {rung.says.en}"))
            continue
        rule = Text(words(rung.when, labels, "zh"), words(rung.when, labels, "en"))
        sums = Text(words(rung.when, values, "zh"), words(rung.when, values, "en"))
        says = Text(f"，{rung.says.zh}", f": {rung.says.en}") if holds else same("")
        yield Line(
            "rung", heading, Text(f"{rule.zh}    {sums.zh}    {verdict.zh}{says.zh}", f"{rule.en}    {sums.en}    {verdict.en}{says.en}")
        )


def _award(program: Program, result: PartResult) -> Text:
    """`分值 × 完成值 ÷ 目标值 = 100 × 12.35 ÷ 13 = 95,保留 2 位小数(四舍五入)95.00`."""
    method = result.part.method
    assert result.rung is not None and result.exact is not None and result.award is not None
    award = method.rungs[result.rung].award
    labels = {**method.labels, **method.grades}
    values = _values(result)
    shown, rounded = shown_text(result.exact), fixed_text(result.award, program.digits)
    zh, en = (" = ".join(dict.fromkeys([words(award, labels, language), words(award, values, language), shown])) for language in LANGUAGES)
    return Text(
        f"{zh}，保留 {program.digits} 位小数（四舍五入）{rounded}", f"{en}, rounded half up to {program.digits} decimals: {rounded}"
    )


def _values(result: PartResult) -> Mapping[str, Text]:
    """What stands in the arithmetic for each name: its number without a measure, or the grade given."""
    grades = result.part.method.grades
    values = {name: same(shown_text(value)) for name, value in result.values.items()}
    if grades:
        values["actual"] = value_words(result.part, "actual", result.values["actual"])
    return {**values, **grades}


def _gap(result: PartResult) -> Iterator[Line]:
    """How far the actual is from the target, where it has not been reached."""
    actual, target = result.values.get("actual"), result.part.parameters.get("target")
    if actual is None or target is None or result.part.method.grades:
        return
    missing = actual - target if result.part.direction == "down" else target - actual
    if missing > 0:
        amount = measured_text(exact_text(missing), "个百分点" if result.part.measure == "%" else result.part.measure)
        over = result.part.direction == "down"
        zh = f"超出目标 {amount.zh}" if over else f"距目标 {amount.zh}"
        yield _line("gap", Text(zh, f"{amount.en} over the target" if over else f"{amount.en} short of the target"))
