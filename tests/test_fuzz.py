"""No expression, however made, raises anything but a problem, returns anything but a typed value, or outgrows its limits."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from kaohe.engine.figures import ActualType
from kaohe.engine.inputs import ResultType
from kaohe.engine.problems import Code
from kaohe.engine.tree import FUNCTIONS, PEER_FUNCTIONS
from kaohe.engine.vocabulary import BALLOT_NAMES, FIXED_NAMES, MET

from .conftest import CASES, Run
from .expressions import (
    ATTACKS,
    AWARDS,
    CLASSES,
    GRADES,
    KINDS,
    NAMES,
    PLAIN,
    UNIT_CLASSES,
    Maker,
    any_text,
    item_makers,
    makers,
)
from .fuzz_outcome import outcome, outcome_of_item

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
"""How long one takes is measured in benchmarks/fuzz.py: here it would depend on what else the machine does."""
SOUND = {"example-fails"}
"""What an expression is told that has a value: the made-up example expects 0."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "methods.yaml"


@FEW
@given(text=any_text, maker=makers)
def test_any_text_ends_in_a_problem_or_a_value(text: str, maker: Maker, file: Path) -> None:
    outcome(maker.method(text, AWARDS[maker.shape.result]), file)
    outcome(maker.method("n > 0", text), file)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(maker=makers)
def test_what_is_made_ends_in_a_problem_or_a_value(kind: str, maker: Maker, file: Path) -> None:
    outcome(maker.method(KINDS[kind](maker), AWARDS[maker.shape.result]), file)
    outcome(maker.method("n > 0", KINDS[kind](maker)), file)


@FEW
@given(maker=makers)
def test_a_ladder_ends_in_a_problem_or_a_value(maker: Maker, file: Path) -> None:
    outcome(maker.method(maker.truth(), maker.award(5)), file)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(maker=item_makers)
def test_an_award_of_an_item_ends_in_a_problem_or_a_value(kind: str, maker: Maker, file: Path) -> None:
    outcome_of_item(KINDS[kind](maker), maker, file.parent)


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_what_has_been_tried_ends_in_a_problem_or_a_value(text: str, file: Path) -> None:
    outcome(Maker(Random(1), PLAIN).method("n > 0", text), file)
    outcome_of_item(text, Maker.of_parts(Random(1)), file.parent)


def test_enough_is_accepted(file: Path) -> None:
    """Fuzzing that only meets refusals would show nothing about values."""
    found = [set(outcome(maker.method(maker.truth(), maker.award()), file)) for maker in (Maker(Random(seed)) for seed in range(100))]
    assert sum(codes <= SOUND for codes in found) > 20
    items = [Maker.of_parts(Random(seed)) for seed in range(100)]
    assert sum(not outcome_of_item(maker.award(), maker, file.parent) for maker in items) > 20


def test_everything_of_the_language_is_made() -> None:
    """What is added to the language is made too, or this fails."""
    made = [Maker(Random(seed)) for seed in range(300)]
    written = [maker.method(maker.truth(), maker.award(4)) for maker in made]
    text = " ".join(f"{each.when} {each.award} {each.requires}" for each in written)
    assert {maker.shape.actual for maker in made} == set(get_args(ActualType))
    assert {maker.shape.result for maker in made} == set(get_args(ResultType)) == set(AWARDS)
    assert set(re.findall(r"(?<!\w)[a-z_]+(?=\()", text)) >= {*FUNCTIONS, *(f"peer_{each}" for each in PEER_FUNCTIONS), "own", "previous"}
    names = {*FIXED_NAMES, *BALLOT_NAMES, *(name for maker in made for name in maker.shape.labels)}
    assert names <= {*NAMES} <= (found := set(re.findall(r"\w+\(\w*\)|\w+", text)))
    assert found >= {*GRADES, *CLASSES, *UNIT_CLASSES, *MET, "peer_count()"}
    assert {each.requires is None for each in written} == {True, False}


@pytest.mark.parametrize(
    ("award", "code"),
    [
        # Each was a hang, or an error of ours.
        ("n < (" * 28 + "n" + ") < n" * 28, "expression-too-large"),
        ("peer_sum(own(peer_sum(own(peer_sum(own(peer_sum(own(peer_sum(n)))))))))", "misplaced-peers"),
        ("peer_sum(own(points / actual) * actual if actual > 0 else 0)", "division-by-zero"),
        (" * ".join(["(" + " * ".join(["n"] * 24) + ")"] * 3), "number-too-large"),
    ],
)
def test_what_was_found_is_refused(award: str, code: Code, file: Path) -> None:
    written = Maker(Random(1), PLAIN).method("1 > 0", award)
    given = {**written.given, "n": "9" * 64}
    assert outcome(written._replace(given=given), file) == [code]


@pytest.mark.parametrize(
    ("award", "peers", "code"),
    [("peer_mean(n)", [], "incomplete-example"), ("peer_max(n / m)", [{"m": "0"}], "target-is-zero")],
)
def test_an_example_is_refused_whose_peers_do_not_suffice(award: str, peers: list[dict[str, str]], code: Code, file: Path) -> None:
    written = Maker(Random(1), PLAIN).method("n > 0", award)
    given = {**written.given, "n": "1", "m": "1"}
    assert outcome(written._replace(given=given, peers=tuple(peers), include_self=False), file) == [code]


@pytest.mark.parametrize("award", ["part_1 / (2 - 2)", "points * steps(part_1, max(0, 0))", "part_1 / (1 / 3 - 1 / 3)"])
def test_an_award_of_an_item_is_refused_that_divides_by_what_makes_zero(award: str, file: Path) -> None:
    """No sheet shows it, as one does where a method divides by a setting: it ended in an error of ours."""
    assert outcome_of_item(award, Maker.of_parts(Random(1)), file.parent) == ["division-by-zero"]


DOUBLING = ("max(n, {})", "max(1 / n, {})", "1 / ({})", "clamp({}, n, 1 / m)", "band(1 / n, {}, m)", "band(n, m, {})", "pick({}, 1 / n, m)")


@pytest.mark.parametrize("form", DOUBLING)
@pytest.mark.parametrize(
    ("around", "levels"), [("{x}", 26), ("peer_max({x})", 26), ("{x} + {x}", 12), ("n * peer_count({x} > own({x}))", 12)]
)
def test_a_tree_that_would_double_with_every_level_is_lowered_or_refused(form: str, around: str, levels: int, file: Path) -> None:
    """Its steps, the digits of its bounds, or the text of a query: each was a way to fill the memory."""
    text = reduce(lambda inner, _: form.format(inner), range(levels), "n")
    written = Maker(Random(1), PLAIN).method("n > 0", around.format(x=text))
    given = {**written.given, "n": "2", "m": "3"}
    assert set(outcome(written._replace(given=given, peers=(given, {**given, "n": "5"})), file)) <= SOUND


@pytest.mark.parametrize("award", ["points * ({n}) * actual / target", "points * actual / (target * ({n}))"])
def test_a_score_stops_where_its_numbers_outgrow_the_limit(
    award: str, score: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a part is scored, and where its divisor is looked at before there is a figure."""
    shutil.copytree(CASES / "faulty" / "base", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    product = " * ".join(["(" + " * ".join(["n"] * 24) + ")"] * 3)
    _replace(Path("methods.yaml"), "points * actual / target", award.format(n=product))
    _replace(Path("methods.yaml"), "default: 0}", "default: 0}\n    n: {type: number, name: 倍数, default: 1}")
    assert score("sheet.yaml", "actuals.csv").code == 0
    _replace(Path("sheet.yaml"), "target: 13%", f"target: 13%, settings: {{n: {'7' * 64}}}")
    found = score("sheet.yaml", "actuals.csv", "--lang", "en")
    assert (found.code, found.out) == (1, "")
    assert "error item 1: the method 'proportional' computes with numbers that are too large" in found.err


def test_a_requirement_on_dates_is_said_with_its_other_values(
    score: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every value was said as a date, whatever it was: half a day is none."""
    shutil.copytree(CASES / "every-feature", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    sheet, rung = Path("rules/sheets/xian.yaml"), "    ladder:\n      - {when: actual <= target, award: met"
    setting = "    settings: {spare: {type: number, name: spare, default: 0.5}}\n"
    demand = "    requires: [{that: actual <= target - spare, says: early}]\n"
    _replace(sheet, rung, setting + demand + rung)
    _replace(sheet, "actual: 2011-10-31}, award: met", "actual: 2011-10-30}, award: met")
    _replace(sheet, "award: unmet}\nsections", "award: refused}\nsections")
    found = score("rules/sheets/xian.yaml", "actuals.csv", "--lang", "en")
    assert "error item 9: early (actual 2011-11-04, spare 0.5, target 2011-10-31) [requirement-not-met]" in found.err


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
