"""The code keeps its own rules: ruff, `mypy --strict`, and imports that go down only."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from .conftest import ROOT


def ran(*command: str, path: Path | None = None) -> tuple[int, str]:
    environment = {**os.environ, "MYPYPATH": str(path or "")}
    run = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, check=False, text=True, env=environment)
    return run.returncode, run.stdout + run.stderr


def test_ruff() -> None:
    code, printed = ran("ruff", "check", ".")
    assert code == 0, printed
    code, printed = ran("ruff", "format", "--check", ".")
    assert code == 0, printed


def test_mypy_strict(tmp_path: Path) -> None:
    """mypy sees the one import package that the repository's top level is mapped into."""
    (tmp_path / "kaohe").symlink_to(ROOT, target_is_directory=True)
    code, printed = ran("mypy", "-p", "kaohe.engine", "-m", "kaohe.cli", "-p", "kaohe.tests", "-p", "kaohe.benchmarks", path=tmp_path)
    assert code == 0, printed


def test_imports_go_down_only() -> None:
    code, printed = ran("importlinter.cli", "lint")
    assert code == 0, printed


def test_no_float_in_the_engine() -> None:
    """Exact means exact: no float literal and no `float(...)` outside the reading of a workbook's cells."""
    for path in sorted((ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            assert not literal and not call, f"{path}:{getattr(node, 'lineno', 0)}"


def test_every_package_is_installed() -> None:
    """A folder that pyproject.toml does not list is missing wherever kaohe is installed from a wheel."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "engine").rglob("__init__.py")}
    assert sorted(listed) == sorted({"kaohe", *(f"kaohe.{'.'.join(folder.parts)}" for folder in folders)})


def test_files_are_about_one_subject() -> None:
    """A module says in a sentence what goes in and what comes out, and is not much longer than 300 lines."""
    for path in [ROOT / "cli.py", *sorted((ROOT / "engine").rglob("*.py"))]:
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), path
        assert text.count("\n") <= 420, path
