"""Every folder in cases/ with a `case.yaml`: what `score` prints for it is exactly what its snapshots say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.problems import Problems
from kaohe.engine.report.explanation import explanation
from kaohe.engine.results import Scorecard
from kaohe.engine.score import score as scored
from kaohe.engine.text import LANGUAGES, Language
from kaohe.engine.way.sheet import figures_of, program_of

from .conftest import CASES, ROOT, Run, snapshots_in
from .plan_cases import PLAN_CASES, YEAR

FOLDERS = sorted(path.parent for path in CASES.rglob("case.yaml") if path.parent not in (*PLAN_CASES, YEAR))
WHOLE = [CASES / name for name in ("every-feature", "hubin-2011")]
"""The cases with snapshots of everything; of the others the Chinese table, problems and explanations are enough."""
IN_LANGUAGES: list[tuple[Path, Language]] = [(path, each) for path in FOLDERS for each in LANGUAGES if each == "zh" or path in WHOLE]

every_case = pytest.mark.parametrize("case", FOLDERS, ids=lambda folder: folder.name)
every_whole_case = pytest.mark.parametrize("case", WHOLE, ids=lambda folder: folder.name)
every_case_in_languages = pytest.mark.parametrize(("case", "language"), IN_LANGUAGES, ids=lambda each: getattr(each, "name", each))
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def paths(folder: Path) -> tuple[str, str]:
    """The case's sheet and actuals, as a person would write them in the repository."""
    case = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    sheet, actuals = ((folder / case[key]).resolve().relative_to(ROOT) for key in ("sheet", "actuals"))
    return str(sheet), str(actuals)


@cache
def scorecard(folder: Path) -> Scorecard:
    """The case's scorecard, made on the way that `score` goes, but only once."""
    sheet, actuals = map(Path, paths(folder))
    problems = Problems()
    program, rules = program_of(sheet, None, problems)
    assert program is not None
    card = scored(program, figures_of([actuals], program, rules, problems), problems)
    assert not problems.has_errors
    return card


def explained(card: Scorecard, language: Language) -> Iterator[str]:
    """What `score explain` prints for each item of the sheet."""
    for item in card.program.items:
        lines = explanation(card, str(item.nr), language)
        assert lines is not None
        yield "\n".join([*lines, ""])


@pytest.mark.parametrize("case", [*FOLDERS, *PLAN_CASES, YEAR], ids=lambda folder: folder.name)
def test_says_what_is_real_and_what_is_illustrative(case: Path) -> None:
    written = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    assert set(written) - {"groups"} in ({"sheet", "actuals", "real", "illustrative"}, {"plan", "actuals", "real", "illustrative"})
    assert all(written[key][language] for key in ("real", "illustrative") for language in LANGUAGES)


@every_case_in_languages
def test_table(case: Path, language: Language, score: Callable[..., Run], snapshot: SnapshotAssertion) -> None:
    run = score(*paths(case), "--assumptions", "--lang", language)
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name=f"table.{language}")
    assert run.err == snapshots_in(snapshot, case)(name=f"problems.{language}")


@every_case_in_languages
def test_every_item_is_explained(case: Path, language: Language, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(explained(scorecard(case), language)) == snapshots_in(snapshot, case)(name=f"explained.{language}")


@every_case
@in_every_language
def test_the_command_explains_the_same(case: Path, language: Language, score: Callable[..., Run]) -> None:
    card = scorecard(case)
    item = max(card.items, key=lambda each: len(each.parts)).item  # the item with most parts
    run = score("explain", *paths(case), str(item.nr), "--lang", language)
    assert run.code == 0
    assert run.out in list(explained(card, language))


@every_whole_case
def test_json(case: Path, score: Callable[..., Run], snapshot: SnapshotAssertion) -> None:
    run = score(*paths(case), "--json", "--lang", "zh")
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name="scorecard.json")


@every_whole_case
@in_every_language
def test_sheet(case: Path, language: Language, score: Callable[..., Run], snapshot: SnapshotAssertion) -> None:
    run = score("show", paths(case)[0], "--lang", language)
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name=f"sheet.{language}")
