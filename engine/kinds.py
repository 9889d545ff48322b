"""A tree goes in, the kind of its value comes out: a number of something, a truth or a grade; a mixture is a problem.

Numbers are of points, of the indicator's measure, of events (a count), a ratio, or a bare constant that fits any of
them. Products and quotients combine what they are of (points × measure ÷ measure is points); sums and comparisons
demand the same on both sides: a ratio is no count, and what one indicator measures is no points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, assert_never

from .problems import Problems
from .text import Text, joined
from .tree import (
    Above,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Grade,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    Own,
    PeerFunction,
    Peers,
    Total,
    children,
)

Family = Literal["number", "truth", "grade", "date"]
Plain = Literal["constant", "ratio", "count"]
FAMILIES: dict[Family, Text] = {
    "number": Text("数", "a number"),
    "truth": Text("是否成立的条件", "a condition"),
    "grade": Text("等次", "a grade"),
    "date": Text("日期", "a date"),
}
MOST_DIGITS = 12


class Kind(NamedTuple):
    """What a value is. `of` are the measures that it is a product of, with their powers, in alphabetical order (for a
    grade, the one set of names that it is one of); where it is of none, `plain` says which sort of bare number it is."""

    family: Family
    of: tuple[tuple[str, int], ...] = ()
    plain: Plain = "constant"

    @property
    def words(self) -> Text:
        """What a reader calls it."""
        if self.family == "grade":
            return NAME_SETS[self.of[0][0]]
        if self.family != "number" or (not self.of and self.plain == "constant"):
            return FAMILIES[self.family]
        if not self.of:
            return Text("比例", "a ratio") if self.plain == "ratio" else Text("件数", "a count")
        factors = [Text(f"{MEASURES[name].zh}{_power(power)}", f"{MEASURES[name].en}{_power(power)}") for name, power in self.of]
        return joined(factors, " × ", " × ")


MEASURES = {"amount": Text("指标的计量单位", "the indicator's measure"), "points": Text("分", "points"), "money": Text("元", "yuan")}
NAME_SETS = {"grade": Text("等次", "a grade"), "class": Text("级别", "a class"), "unit_class": Text("单位类别", "a class of units")}
TRUTH = Kind("truth")
DATE = Kind("date")
GRADE = Kind("grade", (("grade", 1),))
CLASS = Kind("grade", (("class", 1),))
UNIT_CLASS = Kind("grade", (("unit_class", 1),))
CONSTANT = Kind("number")
RATIO = Kind("number", plain="ratio")
COUNT = Kind("number", plain="count")
POINTS = Kind("number", (("points", 1),))
AMOUNT = Kind("number", (("amount", 1),))
MONEY = Kind("number", (("money", 1),))

Kinds = Mapping[str, Kind]


def _power(power: int) -> str:
    return "" if power == 1 else f"^{power}"


def kind_of(node: Node, names: Kinds, problems: Problems) -> Kind:
    """The kind of the tree's value; `names` gives the kind of every name. Adds a problem for every misuse."""
    match node:
        case Number() | Total() | Above():
            return CONSTANT
        case Grade(of=names_of):
            return Kind("grade", ((names_of, 1),))
        case Name(name):
            return names.get(name, CONSTANT)
        case Negative(operand):
            return number(operand, names, problems)
        case Arithmetic(sign, left, right):
            sides = [(left, kind_of(left, names, problems)), (right, kind_of(right, names, problems))]
            if dated := _date_arithmetic(node, *(kind for _, kind in sides)):
                return dated
            a, b = (_demanded("number", side, kind, problems) for side, kind in sides)
            if sign in ("+", "-"):
                return _alike([(left, a), (right, b)], problems)
            return _product(a, b, 1 if sign == "*" else -1)
        case Comparison():
            return _comparison(node, names, problems)
        case Logic(_, operands):
            for operand in operands:
                truth(operand, names, problems)
            return TRUTH
        case Choice(cases, otherwise):
            for when, _ in cases:
                truth(when, names, problems)
            return _one_of([*(then for _, then in cases), otherwise], names, problems)
        case Call():
            return _call(node, names, problems)
        case Peers(function, body):
            return _peers(function, body, names, problems)
        case Own(body):
            return kind_of(body, names, problems)
        case _:
            assert_never(node)


def number(node: Node, names: Kinds, problems: Problems) -> Kind:
    """The kind of a tree that must be a number."""
    return _demanded("number", node, kind_of(node, names, problems), problems)


def truth(node: Node, names: Kinds, problems: Problems) -> None:
    """Adds a problem unless the tree is a condition."""
    _demanded("truth", node, kind_of(node, names, problems), problems)


def gives(node: Node, wanted: Kind, names: Kinds, problems: Problems) -> None:
    """Adds a problem unless the tree gives what is wanted: points or money (a bare number may stand for either), a class."""
    if wanted.family == "number":
        _alike_or_problem(node, number(node, names, problems), wanted, problems)
    elif (kind := kind_of(node, names, problems)) != wanted:
        _wrong_kind(node, kind, wanted, problems)


def _demanded(wanted: Family, node: Node, kind: Kind, problems: Problems) -> Kind:
    """The kind; a constant, which fits anything, with a problem where it is not of the wanted family."""
    if kind.family == wanted:
        return kind
    problems.error("wrong-kind", node.place, _expected(FAMILIES[wanted], _family_words(kind)))
    return CONSTANT


def _family_words(kind: Kind) -> Text:
    return kind.words if kind.family == "grade" else FAMILIES[kind.family]


def _wrong_kind(node: Node, found: Kind, wanted: Kind, problems: Problems) -> None:
    problems.error("wrong-kind", node.place, _expected(wanted.words, found.words))


def _expected(wanted: Text, found: Text) -> Text:
    return Text(f"此处应为{wanted.zh}，不是{found.zh}", f"{wanted.en} is expected here, not {found.en}")


def _date_arithmetic(node: Arithmetic, left: Kind, right: Kind) -> Kind | None:
    """What comes of dates: their difference is a count of days, a date and days give a date; None for anything else."""
    days = (COUNT, CONSTANT)
    if node.sign == "-" and left == right == DATE:
        return COUNT
    if (node.sign in ("+", "-") and left == DATE and right in days) or (node.sign == "+" and right == DATE and left in days):
        return DATE
    return None


def _one_of(values: Sequence[Node], names: Kinds, problems: Problems) -> Kind:
    """The kind that all values of a choice have."""
    kinds = [kind_of(value, names, problems) for value in values]
    if any(kind.family == "number" for kind in kinds) or kinds[0].family == "truth":
        sides = [(value, _demanded("number", value, kind, problems)) for value, kind in zip(values, kinds, strict=True)]
        return _alike(sides, problems)
    for value, kind in zip(values, kinds, strict=True):
        if kind != kinds[0]:
            _wrong_kind(value, kind, kinds[0], problems)
    return kinds[0]


def _alike(sides: Sequence[tuple[Node, Kind]], problems: Problems) -> Kind:
    """The one kind of all sides; constants fit any."""
    found: tuple[Node, Kind] | None = None
    mixed = False
    for node, kind in sides:
        if kind == CONSTANT:
            continue
        if found is not None and kind != found[1]:
            first, second, other = found[1].words, kind.words, found[0].place
            problems.error(
                "mixed-measures",
                node.place,
                Text(
                    f"{second.zh}不能与{first.zh}（{other}）相加减或比较",
                    f"{second.en} and {first.en} (at {other}) cannot be added or compared",
                ),
                _become_alike(kind, found[1]),
            )
            mixed = True
        found = found or (node, kind)
    return CONSTANT if found is None or mixed else found[1]


_POINTS_TIMES = Text("分值乘以比例才是分：points * actual / target", "points times a ratio are points: points * actual / target")


def _become_alike(one: Kind, other: Kind) -> Text | None:
    """How points or money come from what they were mixed with."""
    if {one, other} == {POINTS, AMOUNT}:
        return Text("乘以分值类参数，再除以数额类参数：per_step * actual / step",
                    "multiply by a setting of points, divide by one of amount: per_step * actual / step")  # fmt: skip
    if {one, other} == {MONEY, AMOUNT}:
        return Text("乘以金额类参数，再除以数额类参数：per_unit * actual / unit",
                    "multiply by a setting of money, divide by one of amount: per_unit * actual / unit")  # fmt: skip
    return _POINTS_TIMES if {one, other} == {POINTS, RATIO} else None


def _alike_or_problem(node: Node, kind: Kind, wanted: Kind, problems: Problems) -> None:
    if kind not in (CONSTANT, wanted):
        problems.error(
            "mixed-measures",
            node.place,
            Text(f"此处应得出{wanted.words.zh}，而不是{kind.words.zh}", f"this must give {wanted.words.en}, not {kind.words.en}"),
            _become_alike(kind, wanted) or (_POINTS_TIMES if wanted == POINTS else None),
        )


def _product(a: Kind, b: Kind, power: Literal[1, -1]) -> Kind:
    """The kind of a × b, or (power -1) of a ÷ b. Counts and ratios leave what they multiply as it is."""
    powers = dict(a.of)
    for name, own in b.of:
        powers[name] = powers.get(name, 0) + power * own
    of = tuple(sorted((name, own) for name, own in powers.items() if own))
    if of or not (a.of or b.of):
        return Kind("number", of, "constant" if of else _plain_product(a.plain, b.plain, power))
    return RATIO  # what it was of has cancelled out


def _plain_product(a: Plain, b: Plain, power: Literal[1, -1]) -> Plain:
    if a == b:
        return "ratio" if power == -1 and a == "count" else a
    return "constant"


def _comparison(node: Comparison, names: Kinds, problems: Problems) -> Kind:
    left, right = kind_of(node.left, names, problems), kind_of(node.right, names, problems)
    if "truth" in (left.family, right.family):
        problems.error("wrong-kind", node.place, Text("条件不能与别的值比较", "a condition cannot be compared"))
    elif left.family != right.family or (left.family == "grade" and left != right):
        problems.error("wrong-kind", node.right.place, _expected(_family_words(left), _family_words(right)))
    elif left.family == "number":
        _alike([(node.left, left), (node.right, right)], problems)
    elif left.family == "grade" and node.sign not in ("==", "!="):
        problems.error(
            "wrong-kind",
            node.place,
            Text("等次只能判断相同或不同（== 或 !=）", "grades are only compared by == or !=: they are names, not numbers"),
        )
    return TRUTH


def _peers(function: PeerFunction, body: Node, names: Kinds, problems: Problems) -> Kind:
    if function == "count":
        truth(body, names, problems)
        return COUNT
    kind = number(body, names, problems)
    return COUNT if function == "rank" else kind


def peers_are_in_place(node: Node, problems: Problems, within: type[Peers | Own] | None = None) -> None:
    """Adds a problem for `own(…)` outside a value over peers, and for one such value within another.

    Not even within `own(…)`: each of n peers would go through all n, and each of those through all n again.
    """
    if isinstance(node, {None: (Own,), Peers: (Peers,), Own: (Peers, Own)}[within]):
        problems.error(
            "misplaced-peers",
            node.place,
            Text("peer_… 之内不能再用 peer_…", "peer_... cannot stand within peer_...")
            if isinstance(node, Peers)
            else Text("own(…) 只能用在 peer_… 之内", "own(...) only means something within peer_..."),
        )
        return
    for child in children(node):
        peers_are_in_place(child, problems, type(node) if isinstance(node, Peers | Own) else within)


def _call(node: Call, names: Kinds, problems: Problems) -> Kind:
    kinds = [kind_of(argument, names, problems) for argument in node.arguments]
    if node.function in ("min", "max", "clamp") and all(kind == DATE for kind in kinds):
        return DATE
    sides = [(each, _demanded("number", each, kind, problems)) for each, kind in zip(node.arguments, kinds, strict=True)]
    match node.function:
        case "round":
            _check_digits(node.arguments[1], problems)
            return sides[0][1]
        case "steps":
            _alike(sides, problems)
            return COUNT
        case "pick":
            _alike_or_problem(*sides[0], COUNT, problems)
            return _alike(sides[1:], problems)
        case "ratio":
            quotient = _product(sides[0][1], sides[1][1], -1)
            return _alike([(node, quotient), sides[2]], problems)
        case _:
            return _alike(sides, problems)


def _check_digits(node: Node, problems: Problems) -> None:
    """The decimals of `round` are part of the rule, not of the figures: a whole constant."""
    if not isinstance(node, Number) or node.value.denominator != 1 or node.value > MOST_DIGITS:
        problems.error(
            "digits-not-constant",
            node.place,
            Text(f"round 的小数位数应写作 0 至 {MOST_DIGITS} 的整数", f"round takes whole decimals from 0 to {MOST_DIGITS}"),
            Text("例如 round(actual, 2)", "for example round(actual, 2)"),
        )
