"""Every problem code has a faulty example that triggers it, and what a person then reads is exactly this."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from errno import EACCES
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.problems import CODES
from kaohe.engine.read.cells import MOST_ROWS
from kaohe.engine.read.yaml_file import LARGEST_YAML

from .conftest import CASES, Run, snapshots_in

FAULTY = CASES / "faulty"
BASES = {"base", "base-plan"}
FOLDERS = sorted(folder for folder in FAULTY.iterdir() if folder.is_dir() and folder.name not in BASES)
HARMLESS = {
    "draft-not-confirmed", "event-not-in-force", "figures-missing", "figure-not-used", "gap-in-numbering",
    "judged-not-described", "no-lead", "not-included", "printed-slip", "supplier-is-assessed", "unit-not-in-plan",
    "unit-without-figures", "unused-name",
}  # fmt: skip
"""Codes of warnings and notes: scoring goes on."""
IN_PLANS = {
    "bands-do-not-meet", "no-lead", "not-among-the-units", "supplier-is-assessed", "unit-in-two-groups", "unit-without-group",
    "unit-without-sheet", "unknown-group", "veto-does-nothing",
}  # fmt: skip
"""Codes of what is wrong with a plan or a sheet of it: `score check` finds it without any figure."""
OF_RANKINGS = IN_PLANS | {
    "duplicate-event", "event-not-in-force", "nothing-to-spread-over", "points-not-allowed", "sources-differ", "tie-at-the-edge",
    "tie-not-allowed", "unit-not-in-plan", "unit-without-figures", "unknown-event",
}  # fmt: skip
"""Codes whose example is laid over a plan with its sheets, figures and events."""


def _grow_sheet(folder: Path, _: pytest.MonkeyPatch) -> None:
    """A sheet larger than a file may be."""
    with (folder / "sheet.yaml").open("a", encoding="utf-8") as sheet:
        sheet.write("#" * LARGEST_YAML)


def _grow_table(folder: Path, _: pytest.MonkeyPatch) -> None:
    """A table with more rows than one may have: a spreadsheet saved with all its blank ones."""
    with (folder / "actuals.csv").open("a", encoding="utf-8") as actuals:
        actuals.write(",,,\n" * MOST_ROWS)


def _link_outside(folder: Path, _: pytest.MonkeyPatch) -> None:
    """A file of the rules folder that is a symbolic link to one outside of it."""
    outside = folder.parent / f"{folder.name}-economy.yaml"
    outside.write_text("nr: 1\n", encoding="utf-8")
    (folder / "linked.yaml").symlink_to(outside)


def _lose_methods(folder: Path, _: pytest.MonkeyPatch) -> None:
    """A sheet that has been copied out of its rules folder."""
    (folder / "methods.yaml").unlink()


def _lock_actuals(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Actuals that may not be read. No file mode says so everywhere: to root and on Windows it means nothing."""
    read = Path.read_bytes

    def read_unless_locked(path: Path) -> bytes:
        if path.name == "actuals.csv":
            raise PermissionError(EACCES, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_unless_locked)


PREPARE: dict[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    "file-too-large": _grow_sheet,
    "forbidden-include": _link_outside,
    "no-rules-folder": _lose_methods,
    "table-too-large": _grow_table,
    "unreadable-file": _lock_actuals,
}
"""What makes the mistake where no small file holds it."""


def test_every_code_has_a_faulty_example() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(CODES)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_faulty(
    folder: Path, tmp_path: Path, score: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    _lay_out(folder, tmp_path)
    monkeypatch.chdir(tmp_path)
    if folder.name in PREPARE:
        PREPARE[folder.name](tmp_path, monkeypatch)
    arguments = _arguments(tmp_path)
    snapshots = snapshots_in(snapshot, folder)
    for language in ("zh", "en"):
        found = score(*arguments, "--lang", language)
        assert f"[{folder.name}]" in found.err
        assert found.code == (0 if folder.name in HARMLESS else 1)
        assert bool(found.out) == (folder.name in HARMLESS)
        assert "Traceback" not in found.err
        assert found.err == snapshots(name=f"problems.{language}")
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("code", sorted(IN_PLANS))
def test_check_finds_what_is_wrong_with_a_plan(
    code: str, tmp_path: Path, score: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same problem in the same words, before there are figures."""
    _lay_out(FAULTY / code, tmp_path)
    monkeypatch.chdir(tmp_path)
    for language in ("zh", "en"):
        found = score("check", ".", "--lang", language)
        assert found.code == (0 if code in HARMLESS else 1)
        told = [line for line in found.err.splitlines() if f"[{code}]" in line]
        assert told
        assert set(told) <= set(score(*_arguments(tmp_path), "--lang", language).err.splitlines())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bases_have_no_problem(language: str, tmp_path: Path, score: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    _lay_out(FAULTY / "tie-not-allowed", tmp_path)
    shutil.copytree(FAULTY / "base-plan", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for arguments in (["check", "."], _arguments(tmp_path)):
        found = score(*arguments, "--lang", language)
        assert (found.code, found.err) == (0, "")


def _lay_out(example: Path, folder: Path) -> None:
    """The example over what it needs around it."""
    shutil.copytree(FAULTY / "base", folder, dirs_exist_ok=True)
    if example.name in OF_RANKINGS:
        shutil.copytree(FAULTY / "base-plan", folder, dirs_exist_ok=True)
    shutil.copytree(example, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("snapshots"))


def _arguments(folder: Path) -> list[str]:
    """The command line of an example: its `command.txt`, else its `document.txt` to draft rules from, else the plan with its
    tables, else the sheet with its actuals (`.xlsx` where there is one)."""
    command = folder / "command.txt"
    if command.exists():
        return command.read_text(encoding="utf-8").split()
    if (folder / "document.txt").exists():
        return ["draft", "document.txt", "--rules", "."]
    if (folder / "plan.yaml").exists():
        return ["plan.yaml", "actuals.csv", "events.csv"]
    actuals = next((name for name in ("actuals.xlsx", "actuals.csv") if (folder / name).exists()), "actuals.csv")
    return ["sheet.yaml", actuals]
