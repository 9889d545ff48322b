"""A part's result goes in, its derivation comes out, line by line: clause, rule, assumptions, figures, rungs, arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from ..compile.combine import met_name, met_words, part_name
from ..figures import ABSENCES, Figure
from ..kinds import DATE, GRADE, UNIT_CLASS
from ..methods import Method
from ..numbers import exact_text, measured_text, score_text, shown_text
from ..program import Assumption, Part, Program
from ..results import ItemResult, PartResult, Scorecard
from ..targets.words import words
from ..text import LANGUAGES, Text, joined, same
from ..vocabulary import FIXED_NAMES, day_text
from .adjusted import adjustment_words, rounding_words, spread_words
from .figure_line import figure_line, value_words
from .peers import gathered, peers_words

LineKind = Literal[
    "basis", "evidence", "grades", "rule", "share", "setting", "assumption", "note", "figure", "requirement", "peers",
    "rung", "award", "adjusted", "gap", "open",
]  # fmt: skip
LINE_NAMES: dict[LineKind, Text] = {
    "basis": Text("依据", "basis"),
    "evidence": Text("佐证", "evidence"),
    "grades": Text("等次", "grades"),
    "rule": Text("规则", "rule"),
    "share": Text("分值", "points"),
    "setting": Text("参数", "settings"),
    "assumption": Text("口径", "assumption"),
    "note": Text("说明", "note"),
    "figure": Text("数据", "figure"),
    "requirement": Text("要求", "requirement"),
    "peers": Text("同组", "group"),
    "rung": Text("第{n}档", "rung {n}"),
    "award": Text("得分", "award"),
    "adjusted": Text("调整", "adjusted"),
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
    lines = [_line("basis", _basis(card.program, part))]
    lines += [_line("evidence", part.evidence)] if part.evidence is not None else []
    lines += [_line("grades", joined(part.method.grades.values()))] if part.method.grades else []
    lines += [_line("rule", _rule(part))]
    lines += [_line("share", _share(part))] if part.share is not None else []
    lines += [_line("share", spread_words(result))] if result.frame.get("declared", result.account.points) != result.account.points else []
    lines += [_line("setting", _settings(part))] if part.settings else []
    lines += [_line("assumption", assumption_words(each)) for each in part.assumptions]
    lines += [_line("note", note) for note in part.notes]
    lines += [_line("figure", figure_line(card, result, name)) for name in part.figures]
    if result.is_open:
        return [*lines, _line("open", open_reason(result))]
    lines += [_line("peers", each) for each in peers_words(result)]
    adjusted = [_line("adjusted", adjustment_words(result, each)) for each in result.adjustments]
    if result.rung is None:
        return [*lines, *adjusted]
    award = _award_line(result.part.method, _award(card.program, result))
    return [*lines, *_requirements(result), *_rungs(result), award, *adjusted, *_gap(result)]


def open_reason(result: PartResult) -> Text:
    """Why the part is not scored yet."""
    match result.state:
        case "not-applicable":
            return Text("报为不适用，暂未计分", "reported as not applicable")
        case "needs-peers":
            return Text("需与同组单位比较，汇总后计分", "compared with its peers, scored with them")
        case "target-not-issued":
            return Text("目标未下达，暂未计分", "the target is not yet issued")
        case _:
            return _awaited(result)


def _awaited(result: PartResult) -> Text:
    """Which of its figures a part awaits, and from whom."""
    part = result.part
    missing = [name for name in part.figures if name not in result.figures or result.figures[name].value is None]
    name = missing[0] if missing else "actual"
    supplier = part.suppliers.get(name, part.supplier)
    if part.judged is not None and name == "actual":
        return Text(f"待{supplier.zh}评定，暂未计分", f"awaiting the judgement of {supplier.en}")
    what = Text("", "the figure")
    if name != "actual":
        label = part.method.labels[name]
        what = Text(f"{label.zh}", f"{label.en}")
    return Text(f"待{supplier.zh}提供{what.zh}，暂未计分", f"awaiting {what.en} from {supplier.en}")


def rung_words(result: PartResult) -> Text:
    """What the rung that applied says, or why none did."""
    if result.is_open:
        return open_reason(result)
    if result.adjustments:
        return result.adjustments[-1].says
    assert result.rung is not None
    return result.part.method.rungs[result.rung].says


def target_words(part: Part, values: Mapping[str, Fraction] | None = None) -> Text:
    """The target as a table shows it: `≥13%`; where another indicator is the target, its figure among the `values`."""
    sign = "≤" if part.direction == "down" else "≥"
    if not part.target_issued:
        return ABSENCES["target-not-issued"]
    if (target := part.parameters.get("target")) is not None:
        shown = value_words(part, "target", target)
        return Text(f"{sign}{shown.zh}", f"{sign}{shown.en}")
    low, high = part.parameters.get("low"), part.parameters.get("high")
    if low is not None and high is not None:
        upper = value_words(part, "high", high)
        lower = day_text(low) if part.method.actual == "date" else exact_text(low)
        return Text(f"{lower}–{upper.zh}", f"{lower}–{upper.en}")
    if part.method.vocabulary.targets:
        names = joined(_target_name(part, name, values or {}) for name in part.method.vocabulary.targets)
        return Text(f"{sign}{names.zh}", f"{sign}{names.en}")
    return same("")


def _target_name(part: Part, name: str, values: Mapping[str, Fraction]) -> Text:
    label = part.method.inputs[name]
    if name not in values:
        return label
    value = value_words(part, name, values[name])
    return Text(f"{label.zh} {value.zh}", f"{label.en} {value.en}")


def figure_words(part: Part, figure: Figure | None) -> Text:
    """A figure as a table shows it: its value in the indicator's measure, a grade's name, or `—`."""
    if figure is None or figure.value is None:
        return ABSENCES[figure.absence] if figure and figure.absence == "not-applicable" else same("—")
    if figure.ballots is not None:
        count = len(figure.ballots.valid)
        return Text(f"{count}票", f"{count} ballot{'s' * (count != 1)}")
    return value_words(part, "actual", figure.value)


def award_words(method: Method, award: Fraction, digits: int) -> Text:
    """What a result says: points and money with their decimals, the class by its name."""
    if method.classes:
        return list(method.classes.values())[int(award)]
    points = score_text(award, digits)
    return Text(f"{points}元", f"{points} yuan") if method.result == "money" else same(points)


def part_words(result: PartResult, digits: int) -> Text:
    """What a part results in; nothing while it is open."""
    if result.award is None:
        return same("")
    if result.part.method.result == "points" and result.adjustments:
        return same(score_text(result.account.score, digits))
    return award_words(result.part.method, result.award, digits)


def item_words(item: ItemResult, digits: int) -> Text:
    """What an item results in; nothing while all of it is open."""
    if item.award is not None and item.item.result != "points":
        return award_words(item.parts[0].part.method, item.award, digits)
    return same("") if item.is_open else same(score_text(item.account.score, digits))


def item_award(item: ItemResult, program: Program) -> list[Line]:
    """How the award of an item comes from those of its parts, where it is worked out from them."""
    award = item.item.award
    if award is None or item.exact is None or item.award is None:
        return []
    method = item.parts[0].part.method
    labels = {part_name(index): part.part.name for index, part in enumerate(item.parts, 1)}
    parts = {part_name(index): part_words(part, program.digits) for index, part in enumerate(item.parts, 1)}
    met = {met_name(index): met_words(part.part.name) for index, part in enumerate(item.parts, 1)}
    is_met = {met_name(index): same(str(int((part.exact or 0) >= part.part.points))) for index, part in enumerate(item.parts, 1)}
    points = same(exact_text(item.item.points))
    rounded = award_words(method, item.award, program.digits)
    names = {**labels, **met, "points": FIXED_NAMES["points"]}, {**parts, **is_met, "points": points}
    if method.classes:
        listed = joined((Text(f"{labels[name].zh} {parts[name].zh}", f"{labels[name].en} {parts[name].en}") for name in labels), "；", "; ")
        return [_award_line(method, Text(f"{award.says.zh}：{listed.zh} → {rounded.zh}", f"{award.says.en}: {listed.en} → {rounded.en}"))]
    zh, en = (" = ".join(words(award.tree, each, language) for each in names) for language in LANGUAGES)
    if item.exact == item.award:
        zh, en = f"{zh} = {rounded.zh}", f"{en} = {rounded.en}"
    else:
        shown = shown_text(item.exact)
        zh = f"{zh} = {shown}" + rounding_words(program.rounding, rounded.zh).zh
        en = f"{en} = {shown}" + rounding_words(program.rounding, rounded.en).en
    return [_award_line(method, Text(f"{award.says.zh}：{zh}", f"{award.says.en}: {en}"))]


def assumption_words(assumption: Assumption) -> Text:
    approved = assumption.approved_by or "—"
    day = f" {assumption.date.isoformat()}" if assumption.date else ""
    zh, en = assumption.text.zh.rstrip("。"), assumption.text.en.rstrip(".")
    return Text(f"{zh}；批准：{approved}{day}", f"{en}; approved by: {approved}{day}")


def _award_line(method: Method, text: Text) -> Line:
    """What came out: points are awarded, anything else is a result."""
    return _line("award", text) if method.result == "points" else Line("award", Text("结果", "result"), text)


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
    method, here = part.method, f"{part.place.file}:{part.place.line}"
    there, valid = f"{method.place.file}:{method.place.line}", _validity(method)
    return Text(
        f"{here}  计分办法：{method.name.zh}（{there}{valid.zh}）——{method.says.zh}",
        f"{here}  method: {method.name.en} ({there}{valid.en}): {method.says.en}",
    )


def _validity(method: Method) -> Text:
    """From when to when this version of the method is valid, where that is limited."""
    since, until = method.valid_from, method.valid_to
    if not since and not until:
        return same("")
    zh = "".join([f"{since} 起" if since else "", f"至 {until}" if until else "", "有效"])
    return Text(f"，{zh}", ", valid" + (f" from {since}" if since else "") + (f" to {until}" if until else ""))


def _share(part: Part) -> Text:
    """How many of the item's points the part has."""
    assert part.share is not None
    item, points = part.number.split(".")[0], exact_text(part.points)
    whole, share = exact_text(part.item_points), exact_text(part.share)
    if part.item_points * part.share == part.points:
        return Text(f"第 {item} 项 {whole} 分 × {share} = {points} 分", f"item {item}: {whole} points × {share} = {points}")
    exact = shown_text(part.item_points * part.share)
    return Text(
        f"第 {item} 项 {whole} 分 × {share} = {exact}，按最大余数取 {points} 分，各部分合计不变",
        f"item {item}: {whole} points × {share} = {exact}, by largest remainder {points}, so that the parts add up",
    )


def _settings(part: Part) -> Text:
    """Every setting of the method with its value, and where that stands."""
    listed = []
    for name, setting in part.settings.items():
        label, value = part.method.settings[name].name, value_words(part, name, setting.value)
        where = f"{setting.place.file}:{setting.place.line}"
        default = Text(f"默认，{where}", f"default, {where}") if setting.is_default else same(where)
        listed.append(Text(f"{label.zh} {value.zh}（{default.zh}）", f"{label.en} {value.en} ({default.en})"))
    return joined(listed, "；", "; ")


def _requirements(result: PartResult) -> Iterator[Line]:
    """What the figures had to meet to be scored at all, in names and in values."""
    labels, values = result.part.method.words, _values(result)
    for each in result.part.method.requires:
        rule = Text(words(each.that, labels, "zh"), words(each.that, labels, "en"))
        sums = Text(words(each.that, values, "zh"), words(each.that, values, "en"))
        yield _line("requirement", Text(f"{rule.zh}    {sums.zh}    符合", f"{rule.en}    {sums.en}    holds"))


def _rungs(result: PartResult) -> Iterator[Line]:
    """Each rung down to the one that applied: its condition in names, in values, and whether it holds."""
    method = result.part.method
    labels = method.words
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
        when = gathered(result, rung.when)
        sums = Text(words(when, values, "zh"), words(when, values, "en"))
        says = Text(f"，{rung.says.zh}", f": {rung.says.en}") if holds else same("")
        yield Line(
            "rung", heading, Text(f"{rule.zh}    {sums.zh}    {verdict.zh}{says.zh}", f"{rule.en}    {sums.en}    {verdict.en}{says.en}")
        )


def _award(program: Program, result: PartResult) -> Text:
    """`分值 × 完成值 ÷ 目标值 = 100 × 12.35 ÷ 13 = 95,保留 2 位小数(四舍五入)95.00`."""
    method = result.part.method
    assert result.rung is not None and result.exact is not None and result.award is not None
    award = method.rungs[result.rung].award
    labels = method.words
    values = _values(result)
    if method.classes:
        return award_words(method, result.award, program.digits)
    shown, rounded = shown_text(result.exact), award_words(method, result.award, program.digits)
    put_in = gathered(result, award)
    zh, en = (" = ".join(dict.fromkeys([words(award, labels, language), words(put_in, values, language), shown])) for language in LANGUAGES)
    return Text(zh + rounding_words(program.rounding, rounded.zh).zh, en + rounding_words(program.rounding, rounded.en).en)


def _values(result: PartResult) -> Mapping[str, Text]:
    """What stands in the arithmetic for each name: its number without a measure, or the grade given."""
    vocabulary = result.part.method.vocabulary
    named = {name for name, kind in vocabulary.kinds.items() if kind in (GRADE, UNIT_CLASS, DATE)}
    values = {
        name: value_words(result.part, name, value) if name in named else same(shown_text(value)) for name, value in result.values.items()
    }
    return {**values, **vocabulary.words}


def _gap(result: PartResult) -> Iterator[Line]:
    """How far the actual is from the target, where it has not been reached."""
    actual, target = result.values.get("actual"), result.part.parameters.get("target")
    if actual is None or target is None or result.part.method.grades or result.part.method.actual == "points":
        return
    missing = actual - target if result.part.direction == "down" else target - actual
    if missing > 0 and result.part.method.actual == "date":
        yield _line("gap", Text(f"逾期 {int(missing)} 天", f"{int(missing)} days late"))
    elif missing > 0:
        amount = measured_text(exact_text(missing), "个百分点" if result.part.measure == "%" else result.part.measure)
        over = result.part.direction == "down"
        zh = f"超出目标 {amount.zh}" if over else f"距目标 {amount.zh}"
        yield _line("gap", Text(zh, f"{amount.en} over the target" if over else f"{amount.en} short of the target"))
