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
FOLDERS = sorted(folder for folder in FAULTY.iterdir() if folder.is_dir() and folder.name != "base")
HARMLESS = {"figures-missing", "figure-not-used", "gap-in-numbering", "not-included", "printed-slip", "unused-name"}
"""Codes of warnings and notes: scoring goes on."""


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
    shutil.copytree(FAULTY / "base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("snapshots"))
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


def _arguments(folder: Path) -> list[str]:
    """The command line of an example: its `command.txt`, else the sheet with its actuals (`.xlsx` where there is one)."""
    command = folder / "command.txt"
    if command.exists():
        return command.read_text(encoding="utf-8").split()
    actuals = next((name for name in ("actuals.xlsx", "actuals.csv") if (folder / name).exists()), "actuals.csv")
    return ["sheet.yaml", actuals]
