"""A plan's file goes in, its input comes out."""

from __future__ import annotations

from pathlib import Path

from ..plan_inputs import PlanIn
from ..problems import Problems
from .model import read_model
from .yaml_file import read_yaml


def read_plan(path: Path, problems: Problems) -> PlanIn | None:
    """The plan that a file holds; None, with the problems added, where it does not hold one."""
    entry = read_yaml(path, problems)
    return None if entry is None else read_model(PlanIn, entry, problems)
