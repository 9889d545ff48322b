"""Programs of a whole and of its parts go in, whether the parts carry the whole comes out: target by target, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from .figures import Figures
from .inputs import BesidesIn, RelationIn, TieOutIn
from .numbers import read_amount, read_plain
from .problems import Fault, Place, Problems
from .program import Part, Program
from .register import Rules
from .text import Text

State = Literal["exact", "short", "over", "within", "above", "below", "incomplete", "unknown"]
"""A sum or a mean that is the whole, less or more; a mean of unknown weights that can be the whole, or cannot because all
parts are above or below it; figures that are still missing; nothing to compare."""


class Carrier(NamedTuple):
    """Who carries a share of the whole: a unit by a part of its sheet, or someone besides. `value` is in the measure."""

    unit: str
    name: Text
    value: Fraction
    place: Place


class TieOut(NamedTuple):
    """One relation: the whole's value, who carries it, who has no such target, and what comes of it. `carried` is what the
    parts add up to, or their mean where its weights are known; None where nothing is."""

    indicator: str
    name: Text
    measure: str
    whole: Fraction | None
    carriers: tuple[Carrier, ...]
    without: tuple[Text, ...]
    by_mean: bool
    carried: Fraction | None
    state: State
    note: Text | None
    place: Place

    @property
    def how(self) -> Literal["sum", "weighted_mean"]:
        return "weighted_mean" if self.by_mean else "sum"

    @property
    def gap(self) -> Fraction | None:
        """The whole less what is carried; None where one of them is not known, or figures are still missing."""
        return None if self.whole is None or self.carried is None or self.state == "incomplete" else self.whole - self.carried


def tie_out(
    written: TieOutIn,
    whole: Program,
    parts: Sequence[Program],
    rules: Rules,
    problems: Problems,
    figures: Mapping[str, Figures] | None = None,
) -> list[TieOut]:
    """Every relation, on the targets; or on the actuals, where the `figures` of each unit are given."""
    found = [_relation(relation, whole, parts, rules, problems, figures) for relation in written.relations]
    return [each for each in found if each is not None]


def _relation(
    relation: RelationIn, whole: Program, parts: Sequence[Program], rules: Rules, problems: Problems, figures: Mapping[str, Figures] | None
) -> TieOut | None:
    indicator = rules.indicators.get(relation.indicator)
    goal = own_part(whole, relation.indicator)
    if indicator is None or goal is None:
        what = (
            Text("指标不存在", "there is no such indicator")
            if indicator is None
            else Text("总目标中没有此项", "the whole has no such target")
        )
        problems.error("unknown-indicator", relation.at("indicator"), what)
        return None
    if goal.method.actual not in ("amount", "count"):
        problems.error("measure-does-not-convert", relation.at("indicator"), Text("此类指标不能相加", "figures of this kind do not add up"))
        return None
    _check_means(relation, rules, problems)
    carriers, without, is_missing = _carriers(relation, goal.measure, parts, problems, figures)
    of_whole = _value(whole, goal, figures)
    by_mean = relation.how == "weighted_mean"
    carried = _carried(carriers, by_mean, _weights(relation, carriers, problems))
    state = "incomplete" if is_missing else _state(of_whole, [each.value for each in carriers], carried)
    return TieOut(
        relation.indicator, relation.name or indicator.name, goal.measure, of_whole, carriers, without, by_mean, carried, state,
        relation.note, relation.at(),
    )  # fmt: skip


def _carriers(
    relation: RelationIn, measure: str, parts: Sequence[Program], problems: Problems, figures: Mapping[str, Figures] | None
) -> tuple[tuple[Carrier, ...], tuple[Text, ...], bool]:
    """Who carries the whole, who does not, and whether one of these only lacks its figure."""
    carriers, without, is_missing = [], [], False
    for program in parts:
        part = own_part(program, relation.indicator)
        value = None if part is None else _value(program, part, figures)
        if part is None or value is None:
            without.append(program.unit_name)
            is_missing = is_missing or part is not None
        else:
            carriers.append(Carrier(program.unit, program.unit_name, value, part.place))
    for besides in relation.besides:
        carrier = _besides(besides, measure, figures is not None, problems)
        if carrier is None:
            without.append(besides.name)
            is_missing = True
        else:
            carriers.append(carrier)
    return tuple(carriers), tuple(without), is_missing


def _carried(carriers: Sequence[Carrier], by_mean: bool, weights: Mapping[str, Fraction] | None) -> Fraction | None:
    """What those that carry add up to, or their mean; None where nobody carries, or the weights are not known."""
    if not carriers or (by_mean and weights is None):
        return None
    return sum((each.value for each in carriers), Fraction(0)) if weights is None else weighted_mean(carriers, weights)


def _state(whole: Fraction | None, values: Sequence[Fraction], carried: Fraction | None) -> State:
    """A weighted mean lies between the smallest and the largest of what it is the mean of, whatever the weights."""
    if whole is None or not values:
        return "unknown"
    if carried is not None:
        return "exact" if carried == whole else "short" if carried < whole else "over"
    if set(values) == {whole}:
        return "exact"
    return "below" if max(values) < whole else "above" if min(values) > whole else "within"


def weighted_mean(carriers: Sequence[Carrier], weights: Mapping[str, Fraction]) -> Fraction:
    """Σ weight · value ÷ Σ weight, over those that carry."""
    of = [(weights[each.unit], each.value) for each in carriers]
    return sum((weight * value for weight, value in of), Fraction(0)) / sum((weight for weight, _ in of), Fraction(0))


def _check_means(relation: RelationIn, rules: Rules, problems: Problems) -> None:
    """Weights belong to a mean, and to units; who carries a share besides belongs to a sum."""
    is_sum = relation.how == "sum"
    misplaced = "weights" if is_sum and relation.weights else "besides" if not is_sum and relation.besides else None
    if misplaced:
        text = Text(f"“{misplaced}”与 how: {relation.how} 不能同用", f"'{misplaced}' does not go with how: {relation.how}")
        problems.error("unknown-key", relation.at_key(misplaced), text)
    for unit in relation.weights.values if relation.weights else ():
        if relation.weights and unit not in rules.units:
            problems.error("unknown-unit", relation.weights.keys[unit], Text(f"单位“{unit}”不存在", f"the unit '{unit}' does not exist"))


def _weights(relation: RelationIn, carriers: Sequence[Carrier], problems: Problems) -> dict[str, Fraction] | None:
    """The weight of every unit that carries, each above zero; None where the relation gives none."""
    if relation.weights is None or relation.how == "sum":
        return None
    weights = {}
    for unit, text in relation.weights.values.items():
        value = read_plain(text)
        if isinstance(value, Fault) or value <= 0:
            place = relation.weights.places[unit]
            problems.fault(value, place) if isinstance(value, Fault) else problems.error("not-positive", place, _POSITIVE)
        else:
            weights[unit] = value
    if missing := [each.unit for each in carriers if each.unit not in relation.weights.values]:
        listed = ", ".join(missing)
        problems.error("missing-key", relation.at("weights"), Text(f"缺少权数：{listed}", f"no weight for {listed}"))
    return weights if all(each.unit in weights for each in carriers) else None


_POSITIVE = Text("权数应大于零", "a weight is above zero")


def own_part(program: Program, indicator: str) -> Part | None:
    """The part of a sheet that sets its own unit a target for the indicator."""
    own = (part for part in program.parts if part.indicator == indicator and "target" in part.parameters)
    return next((part for part in own if all(key.subject == program.unit for key in part.figures.values())), None)


def _value(program: Program, part: Part, figures: Mapping[str, Figures] | None) -> Fraction | None:
    """The target of a part; or its actual, where figures are given and hold one."""
    if figures is None:
        return part.parameters["target"]
    known = figures.get(program.unit)
    figure = None if known is None or "actual" not in part.figures else known.current.get(part.figures["actual"])
    return None if figure is None else figure.value


def _besides(besides: BesidesIn, measure: str, is_actual: bool, problems: Problems) -> Carrier | None:
    """Who carries a share without a sheet here; on actuals it is only known where its actual is written too."""
    text = besides.actual if is_actual else besides.target
    if text is None:
        return None
    value = read_amount(text, measure, None)
    if isinstance(value, Fault):
        problems.fault(value, besides.at("actual" if is_actual else "target"))
        return None
    return Carrier("", besides.name, value, besides.at())
