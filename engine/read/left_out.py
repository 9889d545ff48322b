"""A folder goes in, its files that hold sections or items of no sheet come out, each as a warning: nobody is scored by them."""

from __future__ import annotations

import re
from pathlib import Path

from ..problems import Place, Problems
from ..text import Text
from .file import read_text, shown_path
from .include import confined
from .rules import INDICATORS, METHODS, UNITS, begins_like_a_sheet, yaml_files
from .yaml_file import LARGEST_YAML

_INCLUDED = re.compile(r"\binclude\s*:\s*[\"']?([^\s\"',}]+)")
_PART_OF_A_SHEET = re.compile(r"^(sections|items)\s*:", re.MULTILINE)


def warn_of_what_is_left_out(folder: Path, rules: Path, problems: Problems) -> None:
    """Adds a warning for every file below the folder that looks like part of a sheet, is none itself, and that no file of
    the rules folder includes. That is read off their texts: a file that is taken for included is only not warned of."""
    included = {confined(name, path, rules) for path in yaml_files(rules) for name in _INCLUDED.findall(_text(path))}
    for path in yaml_files(folder):
        registered = path.name in (METHODS, UNITS) or INDICATORS in path.parts
        if registered or path.resolve() in included or begins_like_a_sheet(path) or not _PART_OF_A_SHEET.search(_text(path)):
            continue
        problems.warning(
            "not-included",
            Place(shown_path(path)),
            Text("不是责任目标书（没有 sheet），也没有责任目标书引用，未检查",
                 "this is no sheet (it has no `sheet:`), and none includes it: it was not checked"),
            Text(f"加上 schema: 1 和 sheet: …；或在责任目标书中写 - include: {path.name}",
                 f"add `schema: 1` and `sheet: ...`, or include it in a sheet: - include: {path.name}"),
        )  # fmt: skip


def _text(path: Path) -> str:
    text = read_text(path, LARGEST_YAML)
    return text if isinstance(text, str) else ""
