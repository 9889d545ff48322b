"""The command line: what goes where, exit codes, languages, files written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe.engine.report import runs
from kaohe.engine.report.command_line import chosen_language

from .conftest import CASES, HUBIN, HUBIN_ACTUALS, ROOT, RULES, Run

Scored = Callable[..., Run]
BASE = CASES / "faulty" / "base"


def test_the_table_is_for_stdout_and_problems_for_stderr(score: Scored) -> None:
    run = score(HUBIN, HUBIN_ACTUALS, "--lang", "zh")
    assert run.code == 0
    assert "合计得分" in run.out
    assert "示例数据，非实际完成数" in run.out
    assert "[printed-slip]" in run.err
    assert "[printed-slip]" not in run.out


def test_json_and_csv_say_the_same(score: Scored, tmp_path: Path) -> None:
    printed = json.loads(score(HUBIN, HUBIN_ACTUALS, "--json").out)
    assert score(HUBIN, HUBIN_ACTUALS, "-o", tmp_path / "card.json").code == 0
    assert json.loads((tmp_path / "card.json").read_text(encoding="utf-8")) == printed
    assert score(HUBIN, HUBIN_ACTUALS, "-o", tmp_path / "card.csv").code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "card.csv").read_text(encoding="utf-8-sig"))))
    whole = [row for row in rows if "." not in row["nr"]]
    assert len(whole) == 57
    assert sum(Fraction(row["score"]) for row in whole) == Fraction(printed["score"])
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["card.csv", "card.json"]


def test_every_number_of_the_json_is_an_exact_string(score: Scored) -> None:
    card = json.loads(score(HUBIN, HUBIN_ACTUALS, "--json").out, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    for entry in (card, *card["sections"], *card["items"]):
        account = {key: Fraction(entry[key]) for key in ("points", "score", "earned", "lost", "open", "bonus", "penalty")}
        assert account["earned"] + account["lost"] + account["open"] == account["points"]
        assert account["score"] == account["earned"] + account["bonus"] - account["penalty"]
    assert card["illustrative"] is True
    assert card["items"][0]["completion"] == "0.95"


def test_explain_says_an_assumption_of_several_parts_once(score: Scored) -> None:
    whole = score("explain", HUBIN, HUBIN_ACTUALS, "7", "--lang", "zh").out
    alone = score("explain", HUBIN, HUBIN_ACTUALS, "7.2", "--lang", "zh").out
    assumptions = [line for line in alone.splitlines() if line.startswith("口径    ")]
    assert [whole.count(line) for line in assumptions] == [1, 1]
    assert whole.count("口径    同第 7.1 项") == 2  # once in each of the two parts below
    assert "同第" not in alone
    assert "assumption  as in item 7.1" in score("explain", HUBIN, HUBIN_ACTUALS, "7", "--lang", "en").out


def test_explain_takes_an_item_or_a_part(score: Scored) -> None:
    whole = score("explain", HUBIN, HUBIN_ACTUALS, "7", "--lang", "zh")
    part = score("explain", HUBIN, HUBIN_ACTUALS, "7.2", "--lang", "zh")
    assert "第 7.1 项" in whole.out
    assert "48.88 + 24.30 + 25.00 = 98.18" in whole.out
    assert part.out.startswith("第 7.2 项")
    assert "25 × 4082.4 ÷ 4200 = 24.3" in part.out
    assert "第 7.1 项" not in part.out


def test_an_item_that_is_not_there_is_a_wrong_command_line(score: Scored) -> None:
    run = score("explain", HUBIN, HUBIN_ACTUALS, "99")
    assert run.code == 2
    assert "no item 99" in run.err


@pytest.mark.parametrize(
    "arguments",
    [["nosuch.yaml"], ["--nosuch"], ["show"], ["explain", "a", "b"], ["check"], [str(HUBIN), "a", "--unit", "hubin"],
     [str(HUBIN), str(HUBIN_ACTUALS), "-o", "card.pdf"], [str(HUBIN), str(HUBIN_ACTUALS), "--lang", "fr"]],
)  # fmt: skip
def test_a_wrong_command_line_exits_with_2(score: Scored, arguments: list[str]) -> None:
    run = score(*arguments)
    assert run.code == 2
    assert run.out == ""
    assert "score --help" in run.err


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["explain", "--help"], ["show", "--help"], ["check", "--help"], ["methods", "--help"]]
)
def test_help_fits_on_a_screen_and_begins_with_an_example(score: Scored, arguments: list[str]) -> None:
    run = score(*arguments)
    assert run.code == 0
    lines = run.out.splitlines()
    assert len(lines) <= 24
    example = next(line for line in lines if line.startswith("Example: score "))
    assert score(*example.removeprefix("Example: score ").split()).code == 0


def test_version(score: Scored) -> None:
    assert score("--version").out.startswith("kaohe ")


@pytest.mark.parametrize(
    ("environment", "language"),
    [({}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_CN", "LC_ALL": "C"}, "en"), ({"LC_MESSAGES": "zh_TW"}, "zh")],
)
def test_the_language_follows_the_locale(environment: dict[str, str], language: str) -> None:
    assert chosen_language([], environment) == language
    assert chosen_language(["--lang", "zh"], environment) == "zh"
    assert chosen_language(["--lang=en"], environment) == "en"


def test_check_reads_a_whole_folder(score: Scored) -> None:
    run = score("check", RULES, "--lang", "zh")
    assert run.code == 0
    assert "没有错误" in run.out
    assert score("check", HUBIN).code == 0
    assert score("check", RULES / "methods.yaml").code == 0


def test_a_sheet_works_anywhere_on_any_rules_folder(score: Scored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "alone.yaml").write_text(HUBIN.read_text(encoding="utf-8"), encoding="utf-8")
    assert "[no-rules-folder]" in score("alone.yaml", HUBIN_ACTUALS).err
    assert score("alone.yaml", HUBIN_ACTUALS, "--rules", RULES).code == 0


def test_nothing_is_written_where_there_is_an_error(score: Scored, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("indicator,value\ngdp_growth,x\n", encoding="utf-8")
    (tmp_path / "card.json").write_text("before", encoding="utf-8")
    assert score(BASE / "sheet.yaml", tmp_path / "bad.csv", "-o", tmp_path / "card.json").code == 1
    assert (tmp_path / "card.json").read_text(encoding="utf-8") == "before"


def test_a_write_that_fails_leaves_what_was_there(score: Scored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "card.json").write_text("before", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", fail)
    run = score(HUBIN, HUBIN_ACTUALS, "-o", tmp_path / "card.json")
    assert run.code == 1
    assert "[cannot-write]" in run.err
    assert [path.name for path in tmp_path.iterdir()] == ["card.json"]
    assert (tmp_path / "card.json").read_text(encoding="utf-8") == "before"


def test_a_bug_of_ours_is_said_to_be_one(score: Scored, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "score", broken)
    run = score(HUBIN, HUBIN_ACTUALS)
    assert run.code == 70
    assert "internal error (ZeroDivisionError)" in run.err
    assert "Traceback" not in run.err


def test_a_name_that_a_spreadsheet_would_run_stays_text(score: Scored, tmp_path: Path) -> None:
    sheet = (BASE / "sheet.yaml").read_text(encoding="utf-8").replace("title: {zh: 经济, en: economy}", "title: =cmd()")
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "sheet.yaml").write_text(sheet, encoding="utf-8")
    run = score(rules / "sheet.yaml", BASE / "actuals.csv", "--rules", BASE, "-o", tmp_path / "card.csv")
    assert run.code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "card.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0]["section"] == "'=cmd()"


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`score` as its own process, with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, "-c", "from kaohe.cli import main; main()", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("locale", ["POSIX", "C", "zh_CN.GB18030", "nonsense"])
def test_a_poor_locale_loses_no_text(locale: str) -> None:
    run = command(str(HUBIN), str(HUBIN_ACTUALS), "--lang", "zh", LC_ALL=locale)
    assert run.returncode == 0, run.stderr
    assert "湖滨区人民政府" in run.stdout.decode("utf-8")


def test_a_pipe_that_closes_early_is_no_error() -> None:
    script = f"{sys.executable} -c 'from kaohe.cli import main; main()' {HUBIN} {HUBIN_ACTUALS} | head -1"
    run = subprocess.run(["bash", "-o", "pipefail", "-c", script], cwd=ROOT, capture_output=True, check=False, text=True)
    assert "Traceback" not in run.stderr
    assert "Exception" not in run.stderr


def test_heavy_libraries_stay_out_of_the_main_job() -> None:
    """What only some commands need is not loaded by the others: start-up is most of the time of one sheet."""
    program = (
        "import sys; from kaohe.cli import run; "
        f"run([{str(HUBIN)!r}, {str(HUBIN_ACTUALS)!r}]); "
        "print(sorted({'openpyxl', 'duckdb', 'rich', 'numpy', 'pytest', 'asyncio'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    assert run.stdout.splitlines()[-1] == "[]"
