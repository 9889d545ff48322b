"""Names: what a table of actuals calls an indicator or a unit must mean one of them."""

from __future__ import annotations

from collections.abc import Mapping

from ..inputs import IndicatorIn, UnitIn
from ..problems import Problems
from ..register import Rules, names_of
from ..text import Text, printable


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
