"""A sheet's entry goes in, the same comes out with what it includes in place: sections and items of other files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..problems import Fault, Problems
from ..text import Text, printable
from .file import is_file, no_such_file
from .yaml_file import Entry, read_yaml

INCLUDE = "include"
MOST_INCLUDES = 200
"""Files that one sheet may include: a sheet has some ten sections."""


def with_includes(sheet: Entry, file: Path, folder: Path, problems: Problems) -> Entry:
    """The sheet with every `- include: file.yaml` among its sections, and among the items of a section, replaced by what
    the file holds: one of them, or a list. `folder` is the rules folder, which no included file may lie outside."""
    return _Includer(folder, problems).within(sheet, file, "sections", "items")


class _Includer:
    def __init__(self, folder: Path, problems: Problems) -> None:
        self.folder, self.problems, self.count = folder.resolve(), problems, 0

    def within(self, entry: Entry, file: Path, key: str, *below: str) -> Entry:
        """The entry, which stands in `file`, with the includes in its list `key` and in the lists below it replaced."""
        if not isinstance(entry.value, Mapping) or key not in entry.value or not isinstance(entry.value[key].value, list):
            return entry
        held = entry.value[key]
        found = [one for each in held.value for one in self.entries(each, file)]
        renewed = [self.within(each, source, *below) if below else each for each, source in found]
        return entry._replace(value={**entry.value, key: held._replace(value=renewed)})

    def entries(self, entry: Entry, file: Path) -> list[tuple[Entry, Path]]:
        """What an entry of a list stands for, with the file it stands in: itself, or what it includes."""
        if not isinstance(entry.value, Mapping) or set(entry.value) != {INCLUDE}:
            return [(entry, file)]
        named = entry.value[INCLUDE]
        path = self.path(named, file)
        if isinstance(path, Fault):
            self.problems.fault(path, named.place)
            return []
        included = read_yaml(path, self.problems, lists=True)
        if included is None:
            return []
        return [(each, path) for each in (included.value if isinstance(included.value, list) else [included])]

    def path(self, named: Entry, file: Path) -> Path | Fault:
        """The file that is named, if it lies in the rules folder whatever links lead to it."""
        self.count += 1
        if self.count > MOST_INCLUDES:
            return _forbidden(Text(f"引用的文件超过 {MOST_INCLUDES} 个", f"over {MOST_INCLUDES} files are included"))
        if not isinstance(named.value, str) or Path(named.value).suffix not in (".yaml", ".yml"):
            return _forbidden(Text("include 后应写一个 .yaml 文件", "`include` names a .yaml file"))
        try:
            path = (file.parent / named.value).resolve()
        except (OSError, ValueError, RuntimeError):
            return _forbidden(Text("此文件名不能使用", "no file can have this name"))
        if not path.is_relative_to(self.folder):
            shown = printable(named.value)
            return _forbidden(Text(f"“{shown}”不在规则文件夹中", f"'{shown}' is outside the rules folder"))
        return path if is_file(path) else no_such_file(path)


def _forbidden(text: Text) -> Fault:
    return Fault("forbidden-include", text, Text("只能引用同一规则文件夹中的文件", "only files of the same rules folder can be included"))
