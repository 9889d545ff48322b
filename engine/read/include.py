"""A sheet's entry goes in, the same comes out with what it includes in place: sections and items of other files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..problems import Fault, Problems
from ..text import Text, printable
from .file import is_file, no_such_file, shown_path
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

    def entries(self, entry: Entry, file: Path, through: tuple[Path, ...] = ()) -> list[tuple[Entry, Path]]:
        """What an entry of a list stands for, with the file it stands in: itself, or what it includes. `through` are the
        files that include each other on the way to it."""
        if not isinstance(entry.value, Mapping) or INCLUDE not in entry.value:
            return [(entry, file)]
        named = entry.value[INCLUDE]
        path = self.path(named, file)
        if len(entry.value) > 1:
            path = _forbidden(Text("include 应单独成一条", "`include` stands alone"), _ONE_FILE)
        elif isinstance(path, Path) and path in (*through, file.resolve()):
            circle = " → ".join(each.name for each in (*through, file, path))
            path = _forbidden(Text(f"循环引用：{circle}", f"files include each other: {circle}"))
        if isinstance(path, Fault):
            self.problems.fault(path, named.place)
            return []
        included = read_yaml(path, self.problems, lists=True)
        if included is None:
            return []
        below = (*through, file.resolve())
        found = included.value if isinstance(included.value, list) else [included]
        return [one for each in found for one in self.entries(each, path, below)]

    def path(self, named: Entry, file: Path) -> Path | Fault:
        """The file that is named, if it is one of the rules folder."""
        self.count += 1
        if self.count > MOST_INCLUDES:
            return _forbidden(Text(f"引用的文件超过 {MOST_INCLUDES} 个", f"over {MOST_INCLUDES} files are included"))
        if not isinstance(named.value, str) or Path(named.value).suffix not in (".yaml", ".yml"):
            shown = printable(named.value) if isinstance(named.value, str) else "…"
            meant = f"{named.value}.yaml" if isinstance(named.value, str) else ""
            path = confined(meant, file, self.folder)
            is_there = isinstance(path, Path) and is_file(path)
            hint = Text(f"是否为 {printable(meant)}？", f"did you mean {printable(meant)}?") if is_there else _ONE_FILE
            return _forbidden(Text(f"“{shown}”不是 .yaml 文件", f"'{shown}' is not a .yaml file"), hint)
        path = confined(named.value, file, self.folder)
        return path if isinstance(path, Fault) or is_file(path) else _not_there(path)


def confined(named: str, file: Path, folder: Path) -> Path | Fault:
    """The path that a file names, seen from its own folder, if it lies in the rules folder whatever links lead to it."""
    try:
        path = (file.parent / named).resolve()
    except (OSError, ValueError, RuntimeError):
        return _forbidden(Text("此文件名不能使用", "no file can have this name"), _ONE_FILE)
    if path.is_relative_to(folder.resolve()):
        return path
    shown = printable(named)
    return _forbidden(Text(f"“{shown}”不在规则文件夹中", f"'{shown}' is outside the rules folder"), _SAME_FOLDER)


_ONE_FILE = Text("每条一个文件，如 - include: a.yaml", "one file each: - include: a.yaml")
_SAME_FOLDER = Text("只能引用同一规则文件夹中的文件", "only files of the same rules folder can be included")


def _not_there(path: Path) -> Fault:
    fault, tried = no_such_file(path), shown_path(path)
    hint = Text("路径从写有 include 的文件所在的文件夹算起，如 ../shared/a.yaml",
                "the path begins at the folder of the file that says `include`: ../shared/a.yaml")  # fmt: skip
    return Fault(fault.code, Text(f"{fault.text.zh}：{tried}", f"{fault.text.en}: {tried}"), hint)


def _forbidden(text: Text, hint: Text | None = None) -> Fault:
    return Fault("forbidden-include", text, hint)
