"""Paths go in, the tables of figures and events that they lead to come out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..problems import Place, Problems
from ..read.file import is_folder, shown_path
from ..text import Text


def all_tables_in(paths: Sequence[Path], problems: Problems) -> list[Path]:
    """The tables that the paths lead to, each once however it is named."""
    files = [file for path in paths for file in _tables_in(path, problems)]
    return list({file.resolve(): file for file in reversed(files)}.values())[::-1]


def _tables_in(path: Path, problems: Problems) -> list[Path]:
    """The tables that a path leads to: itself, or every CSV and XLSX file below it (without those that an office
    program keeps beside an open one)."""
    if not is_folder(path):
        return [path]
    found = sorted(each for each in path.rglob("*") if each.suffix.lower() in (".csv", ".xlsx", ".xlsm") and each.is_file())
    found = [each for each in found if not each.name.startswith(("~$", ".", "._"))]
    if not found:
        text = Text("文件夹中没有数据表（.csv、.xlsx）", "there is no table (.csv, .xlsx) in the folder")
        problems.error("no-such-file", Place(shown_path(path)), text)
    return found
