"""The paths that a plan or a file of relations names go in, the files and folders there come out, and the sheets in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..problems import Fault, Place, Problems
from ..read.file import is_file, is_folder, no_such_file
from ..read.include import confined
from ..read.rules import sheets_in
from ..text import Text


def named_paths(names: Sequence[str], place: Place, file: Path, folder: Path, problems: Problems, hint: Text | None = None) -> list[Path]:
    """The files and folders that a file names at a place, seen from its own folder; one that leads nowhere, or out of the
    rules folder, is left out and is a problem."""
    found = []
    for path in (confined(name, file, folder) for name in names):
        if isinstance(path, Fault):
            problems.fault(path, place)
        elif not is_file(path) and not is_folder(path):
            problems.fault(no_such_file(path)._replace(hint=hint), place)
        else:
            found.append(path)
    return found


def sheets_at(paths: Iterable[Path]) -> list[Path]:
    """The sheets that the paths lead to, each once."""
    return list(dict.fromkeys(sheet.resolve() for path in paths for sheet in sheets_in(path)))
