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
from kaohe.engine.way import Timing, figures_of_plan, plan_of

from .conftest import CASES, ROOT


def _written(folder: Path) -> dict[str, str | list[str]]:
    written: dict[str, str | list[str]] = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    return written


PLAN_CASES = sorted(path.parent for path in CASES.rglob("case.yaml") if "plan" in _written(path.parent))


def plan_paths(folder: Path) -> list[str]:
    """The case's plan and its tables, as a person would write them in the repository."""
    written = _written(folder)
    named = [str(written["plan"]), *written["actuals"]]
    return [str((folder / each).resolve().relative_to(ROOT)) for each in named]


@cache
def read(folder: Path) -> tuple[Plan, Figures, list[Event]]:
    """The case's plan, figures and events, read on the way that `score` goes, but only once."""
    path, *tables = map(Path, plan_paths(folder))
    problems = Problems()
    plan, rules = plan_of(path, None, problems, Timing())
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
