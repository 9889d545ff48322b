"""An item and its parts go in, what the item is awarded comes out: a tree over the awards of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ..inputs import Combine, ItemIn, ResultType
from ..kinds import COUNT, MONEY, POINTS, Kind, gives
from ..methods import check_divisions
from ..parse import parse
from ..problems import Place, Problems
from ..program import ItemAward, Part
from ..text import Text, same
from ..tree import Arithmetic, Call, Choice, Comparison, Logic, Name, Node, Number, Peers, names, walk
from ..vocabulary import FIXED_NAMES, unknown_name

COMBINATIONS: dict[Combine, Text] = {
    "share": Text("各其中项相加", "its parts added up"),
    "all": Text("各其中项都须达到", "all of its parts must be met"),
    "worst": Text("取最差的其中项", "the worst of its parts"),
    "best": Text("取最好的其中项", "the best of its parts"),
    "mean": Text("取各其中项的平均", "the mean of its parts"),
}
BY_EXPRESSION = Text("按其中项计算", "worked out from its parts")
"""What is said of an item whose award is an expression of its own."""
_FEW: dict[ResultType, tuple[Combine, ...]] = {
    "points": ("share", "all", "worst", "best", "mean"),
    "money": ("share", "worst", "best", "mean"),
    "class": ("worst", "best"),
    "met": ("all", "worst", "best"),
}
"""How the parts of each result can be combined."""


def part_name(index: int) -> str:
    """What a part's award is called in the item's own award; the first is `part_1`."""
    return f"part_{index}"


def met_name(index: int) -> str:
    """1 if the part reaches its points before they are rounded, else 0."""
    return f"met_{index}"


def met_words(part: Text) -> Text:
    """What `met_1` is called."""
    return Text(f"{part.zh}是否达到", f"{part.en} met")


def result_of(parts: Sequence[Part]) -> ResultType:
    """What the parts of an item result in; points where it has none to go by."""
    return parts[0].method.result if parts else "points"


def item_award(item: ItemIn, parts: Sequence[Part], points: Fraction, problems: Problems) -> ItemAward | None:
    """The award of an item over its parts; None where it adds up what each part earns of its share, or (with the problem
    added) where what is written does not fit."""
    if len(parts) != max(1, len(item.parts)):
        return None  # a part has problems of its own
    if (misfit := _misfit(item, parts)) is not None:
        problems.error("combine-does-not-fit", *misfit)
        return None
    if item.award is not None:
        return _written(item, parts, points, problems)
    combine = item.combine or "share"
    if not item.parts or (combine == "share" and result_of(parts) == "points"):
        return None
    return ItemAward(_combined(combine, parts, result_of(parts)), COMBINATIONS[combine], item.at("combine"))


Misfit = tuple[Place, Text, Text | None]
"""What does not go together: where, what, and what to write instead."""
_RESULTS: dict[ResultType, Text] = {
    "points": Text("分数", "points"),
    "money": Text("金额", "money"),
    "class": Text("级别", "a class"),
    "met": Text("是否达到", "met or not"),
}


def _misfit(item: ItemIn, parts: Sequence[Part]) -> Misfit | None:
    for key in ("combine", "award"):
        if getattr(item, key) is not None and not item.parts:
            text = Text(f"第 {item.nr} 项没有其中项，不能写“{key}”", f"item {item.nr} has no parts: it has no '{key}' of its own")
            return item.at_key(key), text, Text(f"删去 {key}，或写 parts", f"delete '{key}', or write its parts")
    if not item.parts:
        return None
    first = result_of(parts)
    for written, part in zip(item.parts, parts, strict=True):
        if (part.method.result, tuple(part.method.classes)) != (first, tuple(parts[0].method.classes)):
            one, other = _RESULTS[first], _RESULTS[part.method.result]
            text = Text(
                f"第 {item.nr} 项各其中项的结果不是同一种：{one.zh}、{other.zh}",
                f"the parts of item {item.nr} result in different things: {one.en}, {other.en}",
            )
            return written.at(), text, None
    return _misfit_of_award(item, first) or _misfit_of_combination(item, first) or _misfit_of_shares(item, first)


def _misfit_of_award(item: ItemIn, result: ResultType) -> Misfit | None:
    if item.award is None:
        return None
    if result in ("class", "met"):
        text = Text(f"第 {item.nr} 项的结果是级别，不能计算", f"item {item.nr} results in a class: it cannot be calculated")
        return item.at_key("award"), text, same("combine: worst")
    if item.combine is not None:
        text = Text(f"第 {item.nr} 项的“combine”和“award”只能写一个", f"item {item.nr} has either 'combine' or 'award'")
        return item.at_key("award"), text, None
    return None


def _misfit_of_combination(item: ItemIn, result: ResultType) -> Misfit | None:
    few = _FEW[result]
    if item.award is not None or (item.combine or "share") in few:
        return None
    of, hint = _RESULTS[result], Text(f"可用：{'、'.join(few)}", f"one of: {', '.join(few)}")
    if item.combine is None:
        text = Text(
            f"第 {item.nr} 项没有写明其中项怎样合成（{of.zh}）", f"item {item.nr}: how its parts ({of.en}) are combined is not said"
        )
        return item.at_key("parts"), text, same(f"combine: {few[0]}")
    text = Text(
        f"第 {item.nr} 项的结果是{of.zh}，不能用 combine: {item.combine}", f"item {item.nr}: {of.en} cannot be combined by '{item.combine}'"
    )
    return item.at("combine"), text, hint


def _misfit_of_shares(item: ItemIn, result: ResultType) -> Misfit | None:
    shared = [part for part in item.parts if part.share is not None]
    adds_up = item.award is None and (item.combine or "share") == "share" and result == "points"
    if (adds_up or (item.award is not None and result == "points" and shared)) and len(shared) < len(item.parts):
        number, part = next((number, part) for number, part in enumerate(item.parts, 1) if part.share is None)
        text = Text(f"第 {item.nr}.{number} 项缺少权重（share）", f"part {item.nr}.{number} has no 'share'")
        return part.at(), text, Text("加上 share: 1/2；或用 combine: worst 等", "add share: 1/2, or say combine: worst")
    if shared and not adds_up and (item.award is None or result != "points"):
        how = item.combine or "award"
        text = Text(f"第 {item.nr} 项（{how}）不按权重分配分值", f"item {item.nr} ({how}): no points are shared out")
        return shared[0].at_key("share"), text, Text("删去 share", "delete 'share'")
    return None


def _combined(combine: Combine, parts: Sequence[Part], result: ResultType) -> Node:
    """The tree of a combination. Classes count from the best: the worst is the one that stands last."""
    each: tuple[Node, ...] = tuple(Name(part_name(index)) for index in range(1, len(parts) + 1))
    if len(each) == 1 and combine != "all":
        return each[0]
    if result in ("class", "met"):
        return Call("min" if combine == "best" else "max", each)
    match combine:
        case "all":
            met = tuple(Comparison("==", Name(met_name(index)), Number(Fraction(1))) for index in range(1, len(parts) + 1))
            return Choice(((Logic("and", met) if len(met) > 1 else met[0], Name("points")),), Number(Fraction(0)))
        case "worst":
            return Call("min", each)
        case "best":
            return Call("max", each)
        case "share":
            return _sum(each)
        case "mean":
            return Arithmetic("/", _sum(each), Number(Fraction(len(each))))


def _sum(each: tuple[Node, ...]) -> Node:
    total = each[0]
    for one in each[1:]:
        total = Arithmetic("+", total, one)
    return total


def _written(item: ItemIn, parts: Sequence[Part], points: Fraction, problems: Problems) -> ItemAward | None:
    """The award that the item states itself."""
    assert item.award is not None
    own, result = Problems(), result_of(parts)
    tree = parse(item.award, item.at("award"), own)
    if tree is not None:
        known = {part_name(index): part.name for index, part in enumerate(parts, 1)}
        if result == "points":
            known["points"] = FIXED_NAMES["points"]
            known |= {met_name(index): met_words(part.name) for index, part in enumerate(parts, 1)}
        may_be_zero = frozenset(name for name in known if name != "points" or points == 0)
        _check(tree, known, may_be_zero, POINTS if result == "points" else MONEY, own)
    problems.extend(own)
    return None if tree is None or own.has_errors else ItemAward(tree, BY_EXPRESSION, item.at("award"))


def _check(tree: Node, known: Mapping[str, Text], may_be_zero: frozenset[str], kind: Kind, problems: Problems) -> None:
    """Every name is known, what comes out is what the parts result in, and nothing is divided by what may be zero."""
    for node in walk(tree):
        if isinstance(node, Name) and node.name not in known:
            problems.fault(unknown_name(node.name, known), node.place)
        elif isinstance(node, Peers):
            problems.error("misplaced-peers", node.place, Text("其中项不与同组单位比较", "an award over parts compares no peers"))
    if names(tree) <= set(known):
        kinds = {name: COUNT if name.startswith("met_") else kind for name in known}
        gives(tree, kind, kinds, problems)
    check_divisions(tree, may_be_zero, problems)
