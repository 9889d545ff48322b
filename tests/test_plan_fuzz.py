"""Whatever is written in a plan, its sheets and tables, it ends in a ranking whose accounts balance or in a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from .mutated_plans import tried
from .plans import World, figures, ranked

SEEDS = range(40)


def test_any_plan_ends_in_a_ranking_or_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """benchmarks/plan_fuzz.py tries many more. How long one takes is measured in the time of the processor."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAOHE_DEBUG", "1")
    found = [each for seed in SEEDS for each in tried(seed, tmp_path)]
    assert {each.code for each in found} >= {0, 1}


@pytest.mark.parametrize("over", ["section", "sheet"])
@pytest.mark.parametrize("stage", ["part", "item", "section", "unit"])
def test_any_stage_is_rounded_where_points_are_spread(stage: str, over: str, tmp_path: Path) -> None:
    """What an item is rounded by and what spreading leaves over had one name: it ended in an error of ours."""
    items = [{"indicator": each, "points": 30, "target": 9} for each in ("output", "revenue", "trade")]
    rules = {"rounding": {"part": 2, "item": "exact", stage: 2}, "not_applicable": {"how": "spread", "over": over}}
    plan = World.at(tmp_path).plan({"u1": [items]}, **rules)
    found = figures({"u1": {"output": 8, "revenue": 7, "trade": "not-applicable"}})
    account = ranked(plan, found).standings[0].card.account
    assert account.points == 90
    assert account.score == 75
    assert account.earned + account.lost + account.open == account.points
