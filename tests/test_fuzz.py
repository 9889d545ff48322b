"""No expression, however made, raises anything but a problem, returns anything but a typed value, or outgrows its limits."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from kaohe.engine.problems import Code

from .conftest import CASES, Run
from .expressions import ATTACKS, KINDS, Maker, any_text, makers, outcome

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
    outcome(maker.method(text, "points"), file)
    outcome(maker.method("n > 0", text), file)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(maker=makers)
def test_what_is_made_ends_in_a_problem_or_a_value(kind: str, maker: Maker, file: Path) -> None:
    outcome(maker.method(KINDS[kind](maker), "points"), file)
    outcome(maker.method("n > 0", KINDS[kind](maker)), file)


@FEW
@given(maker=makers)
def test_a_ladder_ends_in_a_problem_or_a_value(maker: Maker, file: Path) -> None:
    outcome(maker.method(maker.truth(), maker.number(5)), file)


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_what_has_been_tried_ends_in_a_problem_or_a_value(text: str, file: Path) -> None:
    outcome(Maker(Random(1)).method("n > 0", text), file)


def test_enough_is_accepted(file: Path) -> None:
    """Fuzzing that only meets refusals would show nothing about values."""
    makers_ = [Maker(Random(seed)) for seed in range(100)]
    found = [set(outcome(maker.method(maker.truth(), maker.number()), file)) for maker in makers_]
    assert sum(codes <= SOUND for codes in found) > 20


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
    written = Maker(Random(1)).method("1 > 0", award)
    given = {**written.given, "n": "9" * 64}
    assert outcome(written._replace(given=given), file) == [code]


@pytest.mark.parametrize(
    ("award", "peers", "code"),
    [("peer_mean(n)", [], "incomplete-example"), ("peer_max(n / m)", [{"m": "0"}], "target-is-zero")],
)
def test_an_example_is_refused_whose_peers_do_not_suffice(award: str, peers: list[dict[str, str]], code: Code, file: Path) -> None:
    written = Maker(Random(1)).method("n > 0", award)
    given = {**written.given, "n": "1", "m": "1"}
    assert outcome(written._replace(given=given, peers=tuple(peers), include_self=False), file) == [code]


def test_a_tree_that_would_double_with_every_level_is_lowered_or_refused(file: Path) -> None:
    for award in ("max(n, " * 28 + "m" + ")" * 28, "1 / (" * 28 + "n" + ")" * 28):
        written = Maker(Random(1)).method("n > 0", award)
        assert set(outcome(written._replace(given={**written.given, "n": "2", "m": "3"}), file)) <= SOUND


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


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
