"""The cases of plans: every folder in cases/ whose `case.yaml` names a plan, and what the engine makes of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from kaohe.engine.figures import Figures
from kaohe.engine.happened import Event
from kaohe.engine.plan import Plan
from kaohe.engine.problems import Problems
from kaohe.engine.rank import Rankings, rank
from kaohe.engine.way.plan import figures_of_plan, plan_of
from kaohe.engine.way.timing import Timing

from .conftest import CASES, ROOT


def _written(folder: Path) -> dict[str, str | list[str]]:
    written: dict[str, str | list[str]] = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    return written


YEAR = CASES / "sanmenxia-2011-year"
"""The whole city, which takes seconds: tests/test_city.py looks at it."""
PLAN_CASES = sorted(path.parent for path in CASES.rglob("case.yaml") if "plan" in _written(path.parent) and path.parent != YEAR)


def plan_paths(folder: Path) -> list[str]:
    """The case's plan and its tables, as a person would write them in the repository."""
    written = _written(folder)
    named = [str(written["plan"]), *written["actuals"]]
    return [str((folder / each).resolve().relative_to(ROOT)) for each in named]


def group_options(folder: Path) -> list[str]:
    """The groups of the plan that the case is about, as options; none where it is about all of them."""
    return [word for group in _written(folder).get("groups", []) for word in ("--group", group)]


def plan_arguments(folder: Path) -> list[str]:
    return [*plan_paths(folder), *group_options(folder)]


@cache
def read(folder: Path) -> tuple[Plan, Figures, list[Event]]:
    """The case's plan, figures and events, read on the way that `score` goes, but only once."""
    path, *tables = map(Path, plan_paths(folder))
    problems = Problems()
    groups = _written(folder).get("groups")
    plan, rules = plan_of(path, None, problems, Timing(), choose=lambda written: groups or written.groups)
    figures, events = figures_of_plan(tables, plan, rules, problems, Timing())
    assert plan is not None
    assert not problems.has_errors, problems.lines("en")
    return plan, figures, events


def ranked(plan: Plan, figures: Figures, events: list[Event]) -> Rankings:
    """The rankings; there is no problem with them."""
    problems = Problems()
    rankings = rank(plan, figures, events, problems)
    assert not problems.has_errors, problems.lines("en")
    return rankings
