"""An id that a sheet names goes in, the entry of its register comes out; a problem says what may have been meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from ..fields import read_identifier
from ..inputs import IndicatorIn, UnitIn
from ..problems import Code, Fault, Place, Problems
from ..register import Rules, names_of, plain_name
from ..text import Text, closest, printable

Entry = TypeVar("Entry")

_WHAT: dict[Code, Text] = {
    "unknown-unit": Text("单位", "unit"),
    "unknown-indicator": Text("指标", "indicator"),
    "unknown-method": Text("计分办法", "method"),
    "unknown-setting": Text("参数", "setting"),
    "unknown-input": Text("比照指标", "input"),
}


class Lookup:
    """Looks up ids in the registers of a rules folder."""

    def __init__(self, rules: Rules, problems: Problems) -> None:
        self.rules, self.problems = rules, problems

    def known(self, id: str, register: Mapping[str, Entry], code: Code, place: Place, of_zh: str = "", of_en: str = "") -> Entry | None:
        """The entry of a register; None, with a problem, where there is none."""
        if id in register:
            return register.get(id)
        if isinstance(fault := read_identifier(id), Fault):
            self.problems.error(fault.code, place, fault.text, _named_so(id, register) or fault.hint)
        elif not self.rules.is_unreadable(id):
            self.unknown(code, id, register, place, of_zh, of_en)
        return None

    def unknown(self, code: Code, id: str, register: Mapping[str, object], place: Place, of_zh: str = "", of_en: str = "") -> None:
        what = _WHAT[code]
        self.problems.error(
            code,
            place,
            Text(f"{of_zh}{what.zh}“{printable(id)}”不存在", f"the {what.en} '{printable(id)}'{of_en} does not exist"),
            _did_you_mean(id, register),
        )


def _named_so(written: str, register: Mapping[str, object]) -> Text | None:
    """The entry that has as its name what was written for its id."""
    for id, entry in register.items():
        if isinstance(entry, IndicatorIn | UnitIn):
            names = names_of(id, entry)
        else:
            name = getattr(entry, "name", None)
            names = [plain_name(name.zh), plain_name(name.en)] if isinstance(name, Text) else []
        if plain_name(written) in names:
            return Text(f"是否为 {id}（{printable(written)}）？", f"did you mean {id} ({printable(written)})?")
    return None


def _did_you_mean(id: str, register: Mapping[str, object]) -> Text | None:
    """The entry that was most likely meant, with its name; else, of a short register, all of them."""
    if near := closest(id, register):
        name = getattr(register[near], "name", None)
        zh, en = (f"（{name.zh}）", f" ({name.en})") if isinstance(name, Text) else ("", "")
        return Text(f"是否为“{near}”{zh}？", f"did you mean '{near}'{en}?")
    if 0 < len(register) <= 12:
        listed = ", ".join(register)
        return Text(f"可用：{listed}", f"one of: {listed}")
    return None
