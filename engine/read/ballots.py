"""The text of a cell with ballots goes in, the valid ones and how many are void come out."""

from __future__ import annotations

import re
from fractions import Fraction

from ..figures import Ballots
from ..numbers import read_amount
from ..problems import Fault, Place, Problems
from ..register import plain_name
from ..text import Text

MOST_BALLOTS = 300
VOID = {"void", "废票", "无效", "弃权", "abstained"}
RECUSED = {"recused", "回避"}
"""What may stand for a ballot that does not count: a void one is counted as such, a recused person cast none."""


def read_ballots(text: str, measure: str, precision: Fraction | None, place: Place, problems: Problems) -> Ballots | None:
    """The ballots of `95; 88; void; recused`; None, with a problem for each that cannot be read."""
    written = [each for each in re.split(r"[;；、\n]", text) if each.strip()]
    if len(written) > MOST_BALLOTS:
        problems.error(
            "table-too-large",
            place,
            Text(f"有 {len(written)} 张票，上限 {MOST_BALLOTS}", f"there are {len(written)} ballots, at most {MOST_BALLOTS} are read"),
        )
        return None
    words = [plain_name(each) for each in written]
    void, recused = (sum(word in ignored for word in words) for ignored in (VOID, RECUSED))
    values = [
        read_amount(each.strip(), measure, precision) for each, word in zip(written, words, strict=True) if word not in VOID | RECUSED
    ]
    faults = [(number, value) for number, value in enumerate(values, 1) if isinstance(value, Fault)]
    for number, fault in faults:
        problems.fault(_unreadable(number, fault), place)
    valid = tuple(value for value in values if not isinstance(value, Fault))
    return None if faults else Ballots(valid, void, recused)


def _unreadable(number: int, fault: Fault) -> Fault:
    """What is wrong with a ballot, without what is on it."""
    return Fault(
        fault.code,
        Text(f"第 {number} 张票无法读取", f"ballot {number} cannot be read"),
        Text("每张票一个数，或写废票、回避，用分号隔开", "a number for each ballot, or void, recused; separated by semicolons"),
    )
