"""A sheet's entry goes in, the same comes out with what it includes in place: sections, items and assumptions of other files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..problems import Fault, Problems
from ..text import Text, printable
from .file import is_file, no_such_file, shown_path
from .yaml_file import Entry, read_yaml

INCLUDE = "include"
ASSUMPTION = "assumption"
MOST_INCLUDES = 200
"""Files that one sheet may include: a sheet has some ten sections."""
Shared = dict[Path, Entry]
"""Included files that were read without a problem, for the sheets that include them again."""
_INCLUDED = ("sections", "items")
"""The lists whose entries may be included; the parts of an item stand in it."""
_BELOW = {"sections": "items", "items": "parts"}


def with_includes(sheet: Entry, file: Path, folder: Path, problems: Problems, shared: Shared) -> Entry:
    """The sheet with every `- include: file.yaml` among its sections, and among the items of a section, replaced by what
    the file holds: one of them, or a list; and every `assumption: {include: file.yaml}` by the assumption that the file
    holds. `folder` is the rules folder, which no included file may lie outside; a file that is in `shared` is not read again."""
    return _Includer(folder, problems, shared).within(sheet, file, "sections")


class _Includer:
    def __init__(self, folder: Path, problems: Problems, shared: Shared) -> None:
        self.folder, self.problems, self.shared, self.count = folder.resolve(), problems, shared, 0

    def within(self, entry: Entry, file: Path, key: str = "") -> Entry:
        """The entry, which stands in `file`, with all includes replaced: of its assumption, and in its list `key` and below."""
        return self.with_assumption(self.with_list(entry, file, key), file)

    def with_list(self, entry: Entry, file: Path, key: str) -> Entry:
        held = _held(entry, key)
        if held is None or not isinstance(held.value, list):
            return entry
        found = [one for each in held.value for one in (self.entries(each, file) if key in _INCLUDED else [(each, file)])]
        renewed = [self.within(each, source, _BELOW.get(key, "")) for each, source in found]
        return _with(entry, key, held._replace(value=renewed))

    def with_assumption(self, entry: Entry, file: Path) -> Entry:
        held = _held(entry, ASSUMPTION)
        if held is None or _held(held, INCLUDE) is None:
            return entry
        found = [each for each, _ in self.entries(held, file, lists=False)]
        return _with(entry, ASSUMPTION, found[0]) if found else entry

    def entries(self, entry: Entry, file: Path, through: tuple[Path, ...] = (), *, lists: bool = True) -> list[tuple[Entry, Path]]:
        """What an entry stands for, with the file it stands in: itself, or what it includes, which is one entry or (of a
        list) several. `through` are the files that include each other on the way to it."""
        if not isinstance(entry.value, Mapping) or INCLUDE not in entry.value:
            return [(entry, file)]
        named, usual = entry.value[INCLUDE], _ONE_FILE if lists else _ONE_ASSUMPTION
        path = self.path(named, file, usual)
        if len(entry.value) > 1:
            path = _forbidden(Text("include 应单独写", "`include` stands alone"), usual)
        elif isinstance(path, Path) and path in (*through, file.resolve()):
            circle = " → ".join(each.name for each in (*through, file, path))
            path = _forbidden(Text(f"循环引用：{circle}", f"files include each other: {circle}"))
        if isinstance(path, Fault):
            self.problems.fault(path, named.place)
            return []
        included = self.read(path, lists)
        if included is None:
            return []
        below = (*through, file.resolve())
        found = included.value if isinstance(included.value, list) else [included]
        return [one for each in found for one in self.entries(each, path, below, lists=lists)]

    def read(self, path: Path, lists: bool) -> Entry | None:
        if (known := self.shared.get(path)) is not None and (lists or isinstance(known.value, Mapping)):
            return known
        own = Problems()
        found = read_yaml(path, own, lists=lists)
        self.problems.extend(own)
        if found is not None and not own.found:
            self.shared[path] = found
        return found

    def path(self, named: Entry, file: Path, usual: Text) -> Path | Fault:
        """The file that is named, if it is one of the rules folder; `usual` says how one is."""
        self.count += 1
        if self.count > MOST_INCLUDES:
            return _forbidden(Text(f"引用的文件超过 {MOST_INCLUDES} 个", f"over {MOST_INCLUDES} files are included"))
        if not isinstance(named.value, str) or Path(named.value).suffix not in (".yaml", ".yml"):
            shown = printable(named.value) if isinstance(named.value, str) else "…"
            meant = f"{named.value}.yaml" if isinstance(named.value, str) else ""
            path = confined(meant, file, self.folder)
            is_there = isinstance(path, Path) and is_file(path)
            hint = Text(f"是否为 {printable(meant)}？", f"did you mean {printable(meant)}?") if is_there else usual
            return _forbidden(Text(f"“{shown}”不是 .yaml 文件", f"'{shown}' is not a .yaml file"), hint)
        path = confined(named.value, file, self.folder)
        return path if isinstance(path, Fault) or is_file(path) else _not_there(path)


def _held(entry: Entry, key: str) -> Entry | None:
    return entry.value.get(key) if isinstance(entry.value, Mapping) else None


def _with(entry: Entry, key: str, held: Entry) -> Entry:
    """The entry with another value of a key. What came from another file stands there: that is where it is corrected."""
    assert isinstance(entry.value, Mapping)
    place = entry.key_places[key] if held.place.file == entry.place.file else held.place
    return entry._replace(value={**entry.value, key: held}, key_places={**entry.key_places, key: place})


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
_ONE_ASSUMPTION = Text("引用一个文件，不写别的：assumption: {include: a.yaml}",
                       "one file and nothing else: assumption: {include: a.yaml}")  # fmt: skip
_SAME_FOLDER = Text("只能引用同一规则文件夹中的文件", "only files of the same rules folder can be included")


def _not_there(path: Path) -> Fault:
    fault, tried = no_such_file(path), shown_path(path)
    hint = Text("路径从写有 include 的文件所在的文件夹算起，如 ../shared/a.yaml",
                "the path begins at the folder of the file that says `include`: ../shared/a.yaml")  # fmt: skip
    return Fault(fault.code, Text(f"{fault.text.zh}：{tried}", f"{fault.text.en}: {tried}"), hint)


def _forbidden(text: Text, hint: Text | None = None) -> Fault:
    return Fault("forbidden-include", text, hint)
