"""A plan as written goes in, with the groups that were chosen and whose sheets there are; out comes the plan as if it held
only those groups, and what was left out of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from ..figures import FigureKey, Need
from ..plan import LeftOut
from ..plan_inputs import CommendationIn, GradingIn, PlanIn
from ..register import Rules
from .groups import members_of

Ruled = TypeVar("Ruled", GradingIn, CommendationIn)


class Chosen(NamedTuple):
    plan: PlanIn
    left_out: LeftOut


def only_groups(written: PlanIn, chosen: Collection[str], sheets: Collection[str], rules: Rules) -> Chosen:
    """The plan with the `chosen` groups alone (ids). `sheets` are the units with a sheet of the period."""
    members = members_of(written, sheets, rules)
    left = [id for id in written.groups if id not in chosen]
    own = {unit for id, units in members.items() if id not in left for unit in units}
    # A group that claims a unit of a chosen one stays: whose it is must be settled, and compiling the two says so.
    left = [id for id in left if not own & set(members[id])]
    ranked = {unit for id in left for unit in members[id] if written.groups[id].ranked == "true"}
    units: dict[str, Mapping[FigureKey, Need]] = {unit: {} for id in left for unit in members[id]}
    left_out = LeftOut({id: written.groups[id].name for id in left}, units, len(ranked))
    return Chosen(_without(written, left_out) if left else written, left_out)


def _without(written: PlanIn, left_out: LeftOut) -> PlanIn:
    """The plan without groups, and without the rules that are about nobody else."""
    grading = tuple(_about_others(written.grading, left_out))
    commendations = {id: kept for id, each in written.commendations.items() for kept in _about_others([each], left_out)}
    if written.grading and not grading:  # a group without grades is asked for none
        commendations = {id: each.model_copy(update={"at_least": None}) for id, each in commendations.items()}
    return written.model_copy(
        update={
            "groups": {id: group for id, group in written.groups.items() if id not in left_out.groups},
            "grading": grading,
            "commendations": commendations,
            "self_supplied": tuple(each for each in written.self_supplied if each.unit not in left_out.units),
        }
    )


def _about_others(ruled: Iterable[Ruled], left_out: LeftOut) -> Iterable[Ruled]:
    """The rules that name no group, and of those that name some what they say of others than these."""
    for rule in ruled:
        named = tuple(id for id in rule.groups if id not in left_out.groups)
        if named or not rule.groups:
            yield rule.model_copy(update={"groups": named})
