"""Every folder in cases/ with a `case.yaml`: what `score` prints for it is exactly what its snapshots say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.text import LANGUAGES

from .conftest import CASES, ROOT, Run, snapshots_in

FOLDERS = sorted(path.parent for path in CASES.rglob("case.yaml"))


def paths(folder: Path) -> tuple[str, str]:
    """The case's sheet and actuals, as a person would write them in the repository."""
    case = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    sheet, actuals = ((folder / case[key]).resolve().relative_to(ROOT) for key in ("sheet", "actuals"))
    return str(sheet), str(actuals)


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def case(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


def test_says_what_is_real_and_what_is_illustrative(case: Path) -> None:
    written = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    assert set(written) == {"sheet", "actuals", "real", "illustrative"}
    assert all(written[key][language] for key in ("real", "illustrative") for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_table(case: Path, language: str, score: Callable[..., Run], snapshot: SnapshotAssertion) -> None:
    run = score(*paths(case), "--assumptions", "--lang", language)
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name=f"table.{language}")
    assert run.err == snapshots_in(snapshot, case)(name=f"problems.{language}")


def test_json(case: Path, score: Callable[..., Run], snapshot: SnapshotAssertion) -> None:
    run = score(*paths(case), "--json", "--lang", "zh")
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name="scorecard.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_is_explained(case: Path, language: str, score: Callable[..., Run], snapshot: SnapshotAssertion) -> None:
    sheet, actuals = paths(case)
    numbers = yaml.safe_load(score("show", sheet, "--json").out)["items"]
    explained = [score("explain", sheet, actuals, str(item["nr"]), "--lang", language).out for item in numbers]
    assert "\n".join(explained) == snapshots_in(snapshot, case)(name=f"explained.{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet(case: Path, language: str, score: Callable[..., Run], snapshot: SnapshotAssertion) -> None:
    run = score("show", paths(case)[0], "--lang", language)
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name=f"sheet.{language}")
