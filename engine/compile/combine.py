"""An item and its parts go in, what the item is awarded comes out: a tree over the awards of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ..inputs import Combine, ItemIn, ResultType
from ..kinds import MONEY, POINTS, Kind, gives
from ..methods import check_divisions
from ..parse import parse
from ..problems import Problems
from ..program import ItemAward, Part
from ..text import Text
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


def result_of(parts: Sequence[Part]) -> ResultType:
    """What the parts of an item result in; points where it has none to go by."""
    return parts[0].method.result if parts else "points"


def item_award(item: ItemIn, parts: Sequence[Part], points: Fraction, problems: Problems) -> ItemAward | None:
    """The award of an item over its parts; None where it adds up what each part earns of its share, or (with the problem
    added) where what is written does not fit."""
    if len(parts) != max(1, len(item.parts)):
        return None  # a part has problems of its own
    if (misfit := _misfit(item, parts)) is not None:
        key, text = misfit
        problems.error("combine-does-not-fit", item.at_key(key), text)
        return None
    if item.award is not None:
        return _written(item, parts, points, problems)
    combine = item.combine or "share"
    if not item.parts or (combine == "share" and result_of(parts) == "points"):
        return None
    return ItemAward(_combined(combine, parts, result_of(parts)), COMBINATIONS[combine], item.at("combine"))


def _misfit(item: ItemIn, parts: Sequence[Part]) -> tuple[str, Text] | None:
    """What does not go together, and the key that it is marked at."""
    for key in ("combine", "award"):
        if getattr(item, key) is not None and not item.parts:
            return key, Text(f"第 {item.nr} 项没有其中项，不能写“{key}”", f"item {item.nr} has no parts: it has no '{key}' of its own")
    if not item.parts:
        return None
    if item.award is not None and result_of(parts) in ("class", "met"):
        return "award", Text("级别不能计算，请用 combine", "classes are not worked out: write 'combine'")
    if item.combine is not None and item.award is not None:
        return "award", Text("“combine”和“award”只能写一个", "an item has either 'combine' or 'award'")
    if len({(part.method.result, tuple(part.method.classes)) for part in parts}) > 1:
        return "parts", Text(f"第 {item.nr} 项各其中项的结果不是同一种", f"the parts of item {item.nr} do not result in the same")
    return _misfit_of_combination(item, result_of(parts)) or _misfit_of_shares(item, result_of(parts))


def _misfit_of_combination(item: ItemIn, result: ResultType) -> tuple[str, Text] | None:
    few = _FEW[result]
    if item.award is not None or (item.combine or "share") in few:
        return None
    listed = ", ".join(few)
    return "combine" if item.combine else "parts", Text(
        f"第 {item.nr} 项的其中项只能用 combine: {listed}", f"the parts of item {item.nr} are combined by {listed}"
    )


def _misfit_of_shares(item: ItemIn, result: ResultType) -> tuple[str, Text] | None:
    shared = sum(part.share is not None for part in item.parts)
    adds_up = item.award is None and (item.combine or "share") == "share" and result == "points"
    if adds_up and shared < len(item.parts):
        missing = next(index for index, part in enumerate(item.parts, 1) if part.share is None)
        return "parts", Text(f"第 {item.nr}.{missing} 项缺少权重（share）", f"part {item.nr}.{missing} has no 'share'")
    if item.award is not None and result == "points" and 0 < shared < len(item.parts):
        return "parts", Text(
            f"第 {item.nr} 项的其中项要么都写 share，要么都不写", f"either all parts of item {item.nr} have a 'share' or none has"
        )
    if shared and not adds_up and (item.award is None or result != "points"):
        return "parts", Text(
            f"第 {item.nr} 项的分值不按权重分配，其中项不写 share", f"item {item.nr} is not shared out: its parts have no 'share'"
        )
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
            met = tuple(Comparison(">=", one, Number(part.points)) for one, part in zip(each, parts, strict=True))
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
        gives(tree, kind, dict.fromkeys(known, kind), problems)
    check_divisions(tree, may_be_zero, problems)
