"""Every case with a `published.csv`: the completion rates that a document prints are those that the engine computes, or a finding."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from kaohe.engine.numbers import fixed_text, read_ratio, round_half_up
from kaohe.engine.problems import Problems
from kaohe.engine.report.derivation import award_words
from kaohe.engine.results import PartResult
from kaohe.engine.score import score
from kaohe.engine.way.sheet import figures_of, program_of

from .conftest import CASES

COLUMNS = ["nr", "published", "line", "agrees", "note"]
PUBLISHED = sorted(CASES.rglob("published.csv"))


class Rate(NamedTuple):
    """A completion rate as a document prints it, in which line of its text, and whether the engine computes the same."""

    case: Path
    nr: str
    published: str
    line: str
    agrees: str
    note: str

    @property
    def digits(self) -> int:
        """The decimals that are printed."""
        return len(self.published.removesuffix("%").partition(".")[2])


def rates(path: Path) -> list[Rate]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == COLUMNS
    return [Rate(path.parent, *row) for row in rows]


RATES = [rate for path in PUBLISHED for rate in rates(path)]
every_rate = pytest.mark.parametrize("rate", RATES, ids=lambda rate: f"{rate.case.name}-{rate.nr}")


@cache
def results(case: Path) -> dict[str, PartResult]:
    """What the engine makes of the case, by the numbers of its items and parts."""
    written = yaml.safe_load((case / "case.yaml").read_text(encoding="utf-8"))
    problems = Problems()
    program, rules = program_of(case / written["sheet"], None, problems)
    assert program is not None
    card = score(program, figures_of([case / written["actuals"]], program, rules, problems), problems)
    assert not problems.has_errors
    return {part.part.number: part for part in card.parts}


def computed(rate: Rate) -> str:
    """The completion rate, rounded half up to as many decimals as the document prints."""
    completion = results(rate.case)[rate.nr].completion
    assert completion is not None
    return fixed_text(round_half_up(100 * completion, rate.digits), rate.digits) + "%"


def test_there_are_published_rates() -> None:
    assert CASES / "qinghai-2013" / "published.csv" in PUBLISHED


@every_rate
def test_the_rate_is_the_engine_s(rate: Rate) -> None:
    """Exactly: no tolerance. One that differs says so, and why, and stays a finding until someone has looked into it."""
    assert rate.agrees in {"yes", "no"}
    assert (computed(rate) == rate.published) == (rate.agrees == "yes"), computed(rate)
    assert (rate.agrees == "yes") == (rate.note == "")
    assert rate.line.isdecimal()
    assert rate.published.endswith("%")
    assert isinstance(read_ratio(rate.published), Fraction)


@pytest.mark.parametrize("case", [path.parent for path in PUBLISHED], ids=lambda case: case.name)
def test_no_rate_is_listed_twice(case: Path) -> None:
    numbers = [rate.nr for rate in RATES if rate.case == case]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(results(case))


def test_qinghai_s_findings() -> None:
    """Of the eight rates of 青政办〔2014〕9号 one is not that of its own figures: 18,327 of 10,700 is 171.28%."""
    found = [rate for rate in RATES if rate.case.name == "qinghai-2013"]
    assert len(found) == 8
    (differs,) = (rate for rate in found if rate.agrees == "no")
    assert (differs.nr, differs.published, computed(differs)) == ("8", "172%", "171%")
    assert results(differs.case)["8"].completion == Fraction(18327, 10700)


def test_qinghai_s_people_trained_are_those_of_its_two_groups() -> None:
    """What the text calls 其中 adds up: 18,327 + 73,854 = 92,181."""
    trained = {
        number: each.figures["actual"].value for number, each in results(CASES / "qinghai-2013").items() if number in {"7", "8", "9"}
    }
    assert trained["8"] is not None
    assert trained["9"] is not None
    assert trained["7"] == trained["8"] + trained["9"]


def test_qinghai_met_every_target() -> None:
    """全面完成了各项目标任务, says the text."""
    found = results(CASES / "qinghai-2013").values()
    assert len(found) == 12
    assert {award_words(each.part.method, each.award, 2).zh for each in found if each.award is not None} == {"达到"}
