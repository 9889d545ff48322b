"""Whatever is written in a plan, its sheets and tables, it ends in a ranking whose accounts balance or in a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from .mutated_plans import SECONDS_ALLOWED, tried

SEEDS = range(40)


def test_any_plan_ends_in_a_ranking_or_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """benchmarks/plan_fuzz.py tries many more. How long one takes is measured in the time of the processor."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAOHE_DEBUG", "1")
    found = [each for seed in SEEDS for each in tried(seed, tmp_path)]
    assert max(each.seconds for each in found) < SECONDS_ALLOWED
    assert {each.code for each in found} >= {0, 1}
