"""One tree, many targets: every target that computes gives the same digits, or refuses by name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe.engine import targets
from kaohe.engine.compile.account import award_step
from kaohe.engine.integers import columns
from kaohe.engine.parse import parse
from kaohe.engine.problems import Place, Problems
from kaohe.engine.program import Rounding
from kaohe.engine.read.rules import read_rules
from kaohe.engine.targets import Refused, exact, excel, sql
from kaohe.engine.tree import Node, names

from .conftest import RULES, missing_part

PROBLEMS = Problems()
METHODS = read_rules(RULES, PROBLEMS).methods
COMPUTING = [
    module
    for found in pkgutil.iter_modules(targets.__path__)
    if hasattr(module := importlib.import_module(f"{targets.__name__}.{found.name}"), "evaluate")
]
"""Every file in targets/ that computes: a new target is tested without a change here."""

Row = Mapping[str, Fraction]


class Job(NamedTuple):
    """A tree, the rows that it is evaluated over, and the peers of each row."""

    tree: Node
    rows: Sequence[Row]
    peers: Sequence[Sequence[Row]] = ()


PEERS: Sequence[Row] = [
    {"points": Fraction(50), "target": Fraction(3), "actual": Fraction(value)} for value in ("3", "-0.5", "12.35", "3", "7.125", "1/8")
]


def named(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[-1]


def needs_its_program(module: ModuleType) -> list[pytest.MarkDecorator]:
    return [missing_part("LibreOffice", excel.libreoffice() is not None)] if module is excel else []


TARGETS = [pytest.param(module, id=named(module), marks=needs_its_program(module)) for module in COMPUTING]


def test_targets_are_found() -> None:
    assert {named(module) for module in COMPUTING} >= {"exact", "sql", "excel"}


@pytest.mark.parametrize("target", TARGETS)
def test_method_examples(target: ModuleType) -> None:
    """Every example of every method earns what it says, on every target."""
    jobs, wanted = [], []
    for method in METHODS.values():
        awarded = [example for example in method.examples if example.award is not None]
        jobs.append(Job(award_step(method, Rounding(2)).tree, [each.given for each in awarded], [each.peers for each in awarded]))
        wanted.append([each.award for each in awarded])
    assert not PROBLEMS.has_errors
    assert len(jobs) >= 43
    assert all(wanted)
    assert evaluated(target, jobs) == wanted


@pytest.mark.parametrize("target", TARGETS)
def test_requirements_of_examples(target: ModuleType) -> None:
    """Every target refuses the same examples."""
    jobs, wanted = [], []
    for method in METHODS.values():
        if method.requires:
            jobs.append(Job(method.meets, [example.given for example in method.examples]))
            wanted.append([Fraction(example.award is not None) for example in method.examples])
    assert len(jobs) >= 10
    assert evaluated(target, jobs) == wanted


EXPRESSIONS = (
    "points * actual / target",
    "round(points * actual / target, 2)",
    "round(-points * actual / target, 1)",
    "round(actual / 3, 0)",
    "floor(actual / target) - ceil(actual / 7)",
    "floor(-actual / 3) + ceil(-actual / 3)",
    "max(0, points - 0.5 * actual)",
    "min(points, target, actual) - abs(actual - target)",
    "clamp(actual, -1.5, target / 4)",
    "ratio(actual, points - 50, 7)",
    "round(ratio(actual - target, points - 50, points), 3)",
    "points if actual >= target * 0.8 else 0",
    "round(points / 3 if actual > target else actual / 7, 2)",
    "points if actual > 0 and not (target > 5 or actual == 3) else -points",
    "(points if actual <= target else actual) / (target if actual <= target else points)",
    "0 - -actual * 2 - (target - points)",
    "steps(actual, 0.5) - steps(-actual, target)",
    "pick(actual, points, 3, target, 0.25)",
    "0.1 * band(actual, 0, 3) + 0.25 * band(actual, 3, 12.5) - band(target, 5, 2)",
    "peer_max(actual) - peer_min(actual * 2 - target)",
    "round(points * peer_mean(actual) / 70, 2)",
    "peer_sum(actual) - peer_mean(actual)",
    "peer_median(actual) + peer_median(actual if actual > 1 else 100)",
    "peer_rank(actual) + 10 * peer_rank(-actual)",
    "peer_count(actual > own(actual) and target == 3) + peer_count(actual >= 3)",
    "round(points * (0.6 + 0.4 * ratio(actual - peer_min(actual), peer_max(actual) - peer_min(actual), 1)), 2)",
    "peer_sum(max(0, actual - own(actual)))",
    "peer_sum(own(actual)) + peer_median(own(target) + 1) + peer_count(own(actual) > own(target))",
)
"""Trees with every operator, every function, and every way of being negative, whole or cut."""


def tree_of(text: str) -> Node:
    problems = Problems()
    tree = parse(text, Place("test"), problems)
    assert tree is not None, problems.lines("en")
    return tree


def grid() -> list[Row]:
    """Rows with ties, boundaries, negative values, and more digits than a figure has."""
    numbers = [Fraction(n, d) for n, d in ((-7, 2), (-1, 100), (0, 1), (1, 8), (3, 1), (1235, 100), (41500, 1), (12345678, 1000))]
    targets_ = [Fraction(n, d) for n, d in ((-5, 2), (1, 100), (3, 1), (13, 1), (42000, 1))]
    points = [Fraction(50), Fraction(10), Fraction(167, 100)]
    return [{"points": p, "target": t, "actual": a} for p in points for t in targets_ for a in numbers]


@pytest.mark.parametrize("target", TARGETS)
def test_expressions(target: ModuleType) -> None:
    """Every target agrees on every row; a spreadsheet may refuse some by name, and few."""
    jobs = [Job(tree_of(text), grid(), [PEERS] * len(grid()) if "peer_" in text else ()) for text in EXPRESSIONS]
    if target is excel:
        total = sum(len(job.rows) for job in jobs)
        jobs = [without_refused(job) for job in jobs]
        assert sum(len(job.rows) for job in jobs) > total * 9 // 10
    wanted = [exact.evaluate(*job) for job in jobs]
    assert evaluated(target, jobs) == wanted


def without_refused(job: Job) -> Job:
    """The job without the rows for which a spreadsheet is not certain of every digit, and says so."""
    kept = []
    peers = job.peers or [()] * len(job.rows)
    for row, own in zip(job.rows, peers, strict=True):
        try:
            excel.formulas(job.tree, columns([row], [own]), 1, range(1, len(own) + 1))
        except Refused:
            continue
        kept.append((row, own))
    return Job(job.tree, [row for row, _ in kept], [own for _, own in kept])


def evaluated(target: ModuleType, jobs: Sequence[Job]) -> list[list[Fraction]]:
    """All jobs on one target, in one go where the target can (starting LibreOffice takes seconds)."""
    if hasattr(target, "evaluate_all"):
        found: list[list[Fraction]] = target.evaluate_all(jobs)
        return found
    return [target.evaluate(*job) for job in jobs]


figure = st.one_of(
    st.integers(-(10**6), 10**6).map(lambda n: Fraction(n, 100)),
    st.sampled_from([Fraction(n, 2) for n in range(-6, 7)]),
)
row = st.fixed_dictionaries({"points": figure.filter(bool), "target": figure.filter(bool), "actual": figure, "other": figure})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(row, min_size=1, max_size=20), text=st.sampled_from(EXPRESSIONS))
def test_sql_agrees_on_any_figures(rows: list[Row], text: str) -> None:
    tree = tree_of(text)
    needed = [{name: each[name] for name in names(tree)} for each in rows]
    peers = [needed] * len(needed) if "peer_" in text else ()
    assert sql.evaluate(tree, needed, peers) == exact.evaluate(tree, needed, peers)


def test_sql_refuses_what_could_outgrow_it() -> None:
    tree = tree_of("actual * actual * actual * actual")
    with pytest.raises(Refused, match=r"may reach 13\d bits"):
        sql.evaluate(tree, [{"actual": Fraction(9 * 10**9)}])


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_added_up_where_there_are_no_peers(target: ModuleType) -> None:
    """A sum, a count and a rank have a value without peers; it is not that of the rows beside."""
    tree = tree_of("100 * peer_sum(actual) + 10 * peer_count(actual > 0) + peer_rank(actual)")
    jobs = [Job(tree, PEERS, [PEERS] * len(PEERS)), Job(tree, PEERS[:3], [(), PEERS, ()])]
    assert evaluated(target, jobs)[1] == [1, exact.evaluate(tree, PEERS[1:2], [PEERS])[0], 1]


def test_a_comparison_with_no_peers_is_refused_by_name() -> None:
    """SQL's NULL would fall through to the next rung, and a spreadsheet's empty range is two other cells."""
    tree = tree_of("points if actual >= peer_max(actual) else 0")
    for target in (sql, excel):
        with pytest.raises(Refused, match="a comparison with peers of which a row has none"):
            target.evaluate(tree, PEERS[:2], [PEERS, ()])


def test_a_quotient_over_peers_is_refused_by_name() -> None:
    tree = tree_of("peer_max(actual / target)")
    with pytest.raises(Refused, match="a quotient over peers"):
        sql.evaluate(tree, PEERS, [PEERS] * len(PEERS))


def test_a_step_is_written_once() -> None:
    """Each clamp uses the one within it several times over: written out there would be a million million of them."""
    tree = tree_of("clamp(" * 25 + "actual" + ", target, points)" * 25)
    rows = [{"actual": Fraction(7), "target": Fraction(3), "points": Fraction(5)}]
    assert sql.evaluate(tree, rows) == [5]
    assert len(excel.formulas(tree, columns(rows), 1, range(1, 1)).cells) < 150


def test_excel_refuses_what_a_spreadsheet_would_get_wrong() -> None:
    tree = tree_of("round(points * actual / target, 2)")
    with pytest.raises(Refused, match="a spreadsheet is certain of 47"):
        excel.evaluate(tree, [{"points": Fraction("167.35"), "actual": Fraction("1234567.89"), "target": Fraction("987654.32")}])
