"""Names: what a table of actuals calls an indicator or a unit must mean one of them."""

from __future__ import annotations

from collections.abc import Mapping

from ..fields import read_identifier
from ..inputs import IndicatorIn, UnitIn
from ..problems import Problems
from ..register import Rules, names_of
from ..text import Text, closest, did_you_mean, printable


def names_mean_one_thing(rules: Rules, problems: Problems) -> None:
    _unique(rules.indicators, problems)
    _unique(rules.units, problems)


def _unique(register: Mapping[str, IndicatorIn] | Mapping[str, UnitIn], problems: Problems) -> None:
    owners: dict[str, str] = {}
    for id, entry in register.items():
        for name in names_of(id, entry):
            owner = owners.setdefault(name, id)
            if owner != id:
                problems.error(
                    "name-means-two-things",
                    entry.at("name"),
                    Text(f"“{printable(name)}”同时是 {owner} 和 {id} 的名称", f"'{printable(name)}' is a name of both {owner} and {id}"),
                    Text("请改名，或去掉一个别名", "rename one of them or drop the alias"),
                )


def usual_methods_exist(rules: Rules, problems: Problems) -> None:
    """The usual method of an indicator is one of the methods, whether or not a sheet uses it."""
    for indicator in rules.indicators.values():
        if indicator.method not in rules.methods and not rules.is_unreadable(indicator.method):
            problems.error(
                "unknown-method",
                indicator.at("method"),
                Text(f"计分办法“{printable(indicator.method)}”不存在", f"the method '{printable(indicator.method)}' does not exist"),
                did_you_mean(indicator.method, rules.methods),
            )


def suppliers_exist(rules: Rules, problems: Problems) -> None:
    """A supplier that is almost the id of a unit is meant to be it; any other text is the name of somebody without a sheet."""
    for indicator in rules.indicators.values():
        who = indicator.supplier
        if isinstance(read_identifier(who.zh), str) and who.zh not in rules.units and closest(who.zh, rules.units):
            problems.error(
                "unknown-unit",
                indicator.at("supplier"),
                Text(f"单位“{printable(who.zh)}”不存在", f"the unit '{printable(who.zh)}' does not exist"),
                did_you_mean(who.zh, rules.units),
            )


def units_exist(rules: Rules, problems: Problems) -> None:
    """A unit's parent and successor are units too."""
    for unit in rules.units.values():
        for key in ("parent", "successor"):
            other = getattr(unit, key)
            if other is not None and other not in rules.units and not rules.is_unreadable(other):
                problems.error(
                    "unknown-unit",
                    unit.at(key),
                    Text(f"单位“{printable(other)}”不存在", f"the unit '{printable(other)}' does not exist"),
                    did_you_mean(other, rules.units),
                )
