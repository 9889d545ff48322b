"""Every problem code has a faulty example that triggers it, and what a person then reads is exactly this."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kaohe.engine.problems import CODES
from syrupy.assertion import SnapshotAssertion

from .conftest import CASES, Run, snapshots_in

FAULTY = CASES / "faulty"
FOLDERS = sorted(folder for folder in FAULTY.iterdir() if folder.is_dir() and folder.name != "base")
HARMLESS = {"figures-missing", "figure-not-used", "gap-in-numbering", "printed-slip", "unused-name"}
"""Codes of warnings and notes: scoring goes on."""


def test_every_code_has_a_faulty_example() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(CODES)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_faulty(
    folder: Path, tmp_path: Path, score: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    shutil.copytree(FAULTY / "base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("snapshots"))
    monkeypatch.chdir(tmp_path)
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


def _arguments(folder: Path) -> list[str]:
    """The command line of an example: its `command.txt`, else the sheet with its actuals (`.xlsx` where there is one)."""
    command = folder / "command.txt"
    if command.exists():
        return command.read_text(encoding="utf-8").split()
    actuals = next((name for name in ("actuals.xlsx", "actuals.csv") if (folder / name).exists()), "actuals.csv")
    return ["sheet.yaml", actuals]
