"""Generated cases and a target go in; how many values it computed, what it refused and why, and what differs come out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from types import ModuleType
from typing import NamedTuple

from kaohe.engine.compile.account import award_step
from kaohe.engine.integers import columns
from kaohe.engine.methods import Method
from kaohe.engine.program import Rounding
from kaohe.engine.targets import Refused, exact, excel, sql
from kaohe.engine.tree import Call, Choice, Node, Number

from .generated_figures import Case, generated_case
from .generated_items import ItemCase, item_cases

DIGITS = 2
TARGETS = (sql, excel)
"""The targets that are compared with the exact one."""
Values = Mapping[str, Fraction]


class Job(NamedTuple):
    """A tree, the rows that it is evaluated over, and the peers of each row."""

    tree: Node
    rows: Sequence[Values]
    peers: Sequence[Sequence[Values]]


class Outcome(NamedTuple):
    """How many values a target computed, how many it refused by reason, and the text of every case in which one differs."""

    computed: int
    refused: Counter[str]
    different: list[str]

    @property
    def share(self) -> Fraction:
        """The share of the values that was computed."""
        return Fraction(self.computed, self.computed + self.refused.total())


def cases(seed: int, count: int) -> list[Case]:
    """So many methods with their rows; the same for the same seed."""
    random = Random(seed)
    return [generated_case(random.randrange) for _ in range(count)]


def items(seed: int, count: int) -> list[ItemCase]:
    """So many items whose award is worked out from their parts, likewise."""
    return item_cases(Random(seed).randrange, count)


def rung_tree(method: Method) -> Node:
    """Which rung applies, from 0: agreement is about the way as well as about the award."""
    whens = enumerate(when for when, _ in method.ladder.cases)
    return Choice(tuple((when, Number(Fraction(index))) for index, when in whens), Number(Fraction(len(method.ladder.cases))))


def jobs(case: Case | ItemCase) -> list[Job]:
    """What is compared: the award as it is, the rounded award, the rung, and whether the figures are accepted at all."""
    if isinstance(case, ItemCase):
        trees: list[Node] = [case.award.tree, Call("round", (case.award.tree, Number(Fraction(DIGITS))))]
        return [Job(tree, case.rows, [()] * len(case.rows)) for tree in trees]
    method = case.method
    trees = [method.ladder, award_step(method, Rounding(DIGITS)).tree, rung_tree(method)]
    every = [Job(tree, case.rows, case.peers) for tree in trees]
    return [*every, Job(method.meets, case.rows, [()] * len(case.rows))] if method.requires else every


def compared(target: ModuleType, generated: Sequence[Case | ItemCase]) -> Outcome:
    """The target's values beside the exact ones, computed in one go."""
    refused = Counter[str]()
    every = [(case, without_refused(target, job, refused)) for case in generated for job in jobs(case)]
    kept = [(case, job) for case, job in every if job.rows]
    found = target.evaluate_all([job for _, job in kept])
    different = [
        f"{case.written}\n{row}\n{peers}\n{value} instead of {wanted}: {job.tree}"
        for (case, job), values in zip(kept, found, strict=True)
        for row, peers, value, wanted in zip(job.rows, job.peers, values, exact.evaluate(*job), strict=True)
        if value != wanted
    ]
    return Outcome(sum(len(values) for values in found), refused, different)


def without_refused(target: ModuleType, job: Job, refused: Counter[str]) -> Job:
    """The job without the rows that the target refuses, which are counted by the reason that it gives."""
    kept: list[tuple[Values, Sequence[Values]]] = []
    for rows, peers in alone(job) if target is excel else [(job.rows, job.peers)]:
        try:
            if target is excel:
                excel.formulas(job.tree, columns(rows, peers), 1, range(1, len(peers[0]) + 1))
            else:
                sql.query(job.tree, columns(rows, peers))
        except Refused as reason:
            refused[re.sub(r"\d+", "N", str(reason), count=1)] += len(rows)
        else:
            kept += zip(rows, peers, strict=True)
    return Job(job.tree, [row for row, _ in kept], [peers for _, peers in kept])


def alone(job: Job) -> list[tuple[Sequence[Values], Sequence[Sequence[Values]]]]:
    """Each row by itself: a formula serves one row, and so does its refusal."""
    return [([row], [peers]) for row, peers in zip(job.rows, job.peers, strict=True)]
