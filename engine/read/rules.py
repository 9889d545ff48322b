"""A rules folder goes in, the registers that sheets refer to come out; and a sheet's file, its input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from ..inputs import IndicatorIn, MethodIn, SheetIn, TieOutIn, UnitIn
from ..methods import Method
from ..problems import Fault, Place, Problems
from ..register import EVERYTHING, Rules
from ..text import Text, printable
from ..versions import build_versions
from .file import is_file, is_folder, read_text, shown_path
from .include import Shared, with_includes
from .model import read_entry, read_model, read_models
from .yaml_file import LARGEST_YAML, Entry, read_yaml

RULES = "rules"
METHODS = "methods.yaml"
UNITS = "units.yaml"
INDICATORS = "indicators"

Model = TypeVar("Model", bound=BaseModel)


def rules_folder(sheet: Path, problems: Problems) -> Path | None:
    """The rules folder that a sheet (or a folder) belongs to: the nearest one that holds `methods.yaml`."""
    own = sheet.resolve()
    for folder in (own, *own.parents) if is_folder(own) else own.parents:
        if is_file(folder / METHODS):
            return folder
    problems.error(
        "no-rules-folder",
        Place(shown_path(sheet)),
        Text(f"上级文件夹中都没有 {METHODS}，不知道用哪套规则", f"no folder above holds {METHODS}: which rules apply is unknown"),
        Text("把目标书放进规则文件夹，或用 --rules 指定", "put the sheet into a rules folder, or name one with --rules"),
    )
    return None


def rules_folder_near(folder: Path, problems: Problems) -> Path | None:
    """The rules folder that someone working in a folder means: the nearest that holds `methods.yaml`, or whose `rules` does."""
    own = folder.resolve()
    for each in (place for above in (own, *own.parents) for place in (above, above / RULES)):
        if is_file(each / METHODS):
            return each
    problems.error(
        "no-rules-folder",
        Place(shown_path(folder)),
        Text(f"此处和上级文件夹都没有 {METHODS} 或 {RULES}/{METHODS}", f"there is no {METHODS} or {RULES}/{METHODS} here or above"),
        Text("进入规则所在的文件夹，或用 --rules 指定：--rules ./rules", "change to where the rules are, or name them: --rules ./rules"),
    )
    return None


def read_methods(folder: Path, problems: Problems) -> Mapping[str, Method]:
    """The methods of a rules folder alone, each read when it is asked for."""
    return Methods(folder / METHODS, problems)


def methods_source(folder: Path, ids: Sequence[str]) -> str:
    """The entries of these methods as they are written in `methods.yaml`, to be copied."""
    return entries_source([folder / METHODS], ids)


def entries_source(paths: Sequence[Path], ids: Sequence[str]) -> str:
    """The entries of a register as they are written in its files, to be copied."""
    found = [source for path in paths for source in _entries_of(path, ids)]
    return "\n\n".join(found) + "\n" if found else ""


def _entries_of(path: Path, ids: Sequence[str]) -> list[str]:
    entry, text = read_yaml(path, Problems(), lazily=True), read_text(path, LARGEST_YAML)
    if entry is None or isinstance(text, Fault):
        return []
    lines = text.splitlines()
    begin = sorted({place.line - 1 for place in entry.key_places.values()})
    end = dict(zip(begin, [*begin[1:], len(lines)], strict=True))
    starts = dict.fromkeys(entry.key_places[id].line - 1 for id in ids if id in entry.key_places)
    return [re.sub(r"(\n(#.*|\s*))+$", "", "\n".join(lines[start : end[start]])) for start in starts]


def read_rules(folder: Path, problems: Problems) -> Rules:
    """The registers of a rules folder: `methods.yaml`, `units.yaml` and every file in `indicators/`."""
    methods = Methods(folder / METHODS, problems)
    unreadable = set() if methods.is_whole else {EVERYTHING}
    units = _register(UnitIn, [folder / UNITS], problems, unreadable)
    indicators = _register(IndicatorIn, yaml_files(folder / INDICATORS), problems, unreadable)
    return Rules(methods, indicators, units, frozenset(unreadable))


def read_sheet(path: Path, folder: Path, problems: Problems, shared: Shared | None = None) -> SheetIn | None:
    """The sheet that a file holds, with what it includes from the rules folder (`shared` keeps that for other sheets); None,
    with the problems added, where it does not hold one."""
    entry = read_yaml(path, problems)
    if entry is None:
        return None
    if not {"schema", "sheet"} & set(entry.key_places) or {"plan", "tie_out"} & set(entry.key_places):
        problems.fault(_no_sheet(path), Place(shown_path(path)))
        return None
    own = Problems()
    entry = with_includes(entry, path, folder, own, {} if shared is None else shared)
    problems.extend(own)
    return None if own.has_errors else read_model(SheetIn, entry, problems)


def unit_and_period(sheet: Path) -> tuple[str, str] | None:
    """Whose sheet of which period a file holds, whatever else is in it; None where it does not say so."""
    entry = read_yaml(sheet, Problems(), lazily=True)
    if entry is None or not isinstance(entry.value, Mapping):
        return None
    unit, period = (each.value if (each := entry.value.get(key)) is not None else None for key in ("unit", "period"))
    return (unit.strip(), period.strip()) if isinstance(unit, str) and isinstance(period, str) else None


def read_tie_out(path: Path, problems: Problems) -> TieOutIn | None:
    """What a file says of a whole and its parts; None, with the problems added, where it says nothing of the kind."""
    entry = read_yaml(path, problems)
    if entry is not None and "tie_out" not in entry.key_places and {"plan", "sheet"} & set(entry.key_places):
        text = Text("这不是核对文件：没有“tie_out”", "this says nothing of a whole and its parts: it has no `tie_out:`")
        problems.error("missing-key", Place(shown_path(path)), text)
        return None
    return None if entry is None else read_model(TieOutIn, entry, problems)


def _no_sheet(path: Path) -> Fault:
    hint = Text("引用的文件随引用它的责任目标书检查：score check 责任目标书", "what a sheet includes is checked with it: score check SHEET")
    if is_plan(path):
        hint = Text("这是考核方案：score 方案 数据表，score show 方案", "it is a plan: score PLAN ACTUALS, or score show PLAN")
    if path.name in (METHODS, UNITS) or path.parent.name == INDICATORS:
        folder = shown_path(path.resolve().parents[path.parent.name == INDICATORS])
        hint = Text(f"检查规则：score check {folder}", f"to check rules: score check {folder}")
    return Fault("missing-key", Text("这不是责任目标书：没有“sheet”", "this is no sheet: it has no `sheet:`"), hint)


def sheets_in(path: Path) -> list[Path]:
    """The sheets that a path leads to: itself, or every YAML file below it that begins like one (`schema:`)."""
    if is_file(path):
        rules = path.name in (METHODS, UNITS) or path.parent.name == INDICATORS
        return [] if rules or path in tie_outs_in(path) or is_plan(path) else [path]
    return [each for each in yaml_files(path) if begins_like_a_sheet(each)]


def yaml_files(folder: Path) -> list[Path]:
    """Every YAML file below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())


def begins_like_a_sheet(path: Path) -> bool:
    """Whether a file is taken for a sheet: it has `schema:` or `sheet:` at the beginning of a line."""
    text = read_text(path, LARGEST_YAML)
    if isinstance(text, Fault):  # what cannot be read is not passed over: reading it as a sheet says why
        return True
    if path.name in ("case.yaml", "pace.yaml") or is_tie_out(text) or _PLAN.search(text):
        return False
    return re.search(r"^(schema|sheet)\s*:", text, re.MULTILINE) is not None


_PLAN = re.compile(r"^(plan|groups|ties|grading)\s*:", re.MULTILINE)
"""What a plan has and no sheet: one whose `plan:` was forgotten is a plan too."""


def is_plan(path: Path) -> bool:
    """Whether a file is a plan: it has one of its keys at the beginning of a line."""
    text = read_text(path, LARGEST_YAML) if path.suffix in (".yaml", ".yml") else ""
    return isinstance(text, str) and _PLAN.search(text) is not None


def plans_in(path: Path) -> list[Path]:
    """The plans that a path leads to."""
    return [each for each in ([path] if is_file(path) else yaml_files(path)) if is_plan(each)]


def is_tie_out(text: str) -> bool:
    """Whether a file's text is about a whole and its parts."""
    return re.search(r"^tie_out\s*:", text, re.MULTILINE) is not None


def tie_outs_in(path: Path) -> list[Path]:
    """The files about a whole and its parts that a path leads to."""
    found = [path] if is_file(path) else yaml_files(path)
    texts = ((each, read_text(each, LARGEST_YAML)) for each in found)
    return [each for each, text in texts if isinstance(text, str) and is_tie_out(text)]


class Methods(Mapping[str, Method]):
    """Methods by id, each read when it is first asked for: a sheet needs a handful of many.

    One with problems is contained, but there is nothing to get; its problems are added when it is asked for.
    """

    def __init__(self, path: Path, problems: Problems) -> None:
        entry = read_yaml(path, problems, lazily=True)
        self.is_whole = entry is not None
        self.entry = entry or Entry({}, Place(shown_path(path)), {})
        self.problems = problems
        self.read: dict[str, Method | None] = {}

    def __getitem__(self, id: str) -> Method:
        if id not in self.read:
            self.read[id] = self.built(id) if id in self.entry.key_places else None
        if (method := self.read[id]) is None:
            raise KeyError(id)
        return method

    def built(self, id: str) -> Method | None:
        """The method of an entry; of an entry that lists versions the newest, which knows the others."""
        assert isinstance(self.entry.value, Mapping)
        entry = self.entry.value[id]
        written = [(entry, self.entry.key_places[id])]
        if isinstance(entry.value, list) and entry.value:
            written = [(each, each.place) for each in entry.value]
        registers = [Entry({id: each}, self.entry.place, {id: place}) for each, place in written]
        read = [read_entry(MethodIn, each, id, self.problems) for each in registers]
        whole = [each for each in read if each is not None]
        return build_versions(id, whole, self.problems) if len(whole) == len(written) else None

    def __contains__(self, id: object) -> bool:
        return id in self.entry.key_places

    def __iter__(self) -> Iterator[str]:
        """The ids of the methods without problems: reads them all."""
        return (id for id in self.entry.key_places if self.get(id) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _register(model: type[Model], paths: Sequence[Path], problems: Problems, unreadable: set[str]) -> dict[str, Model]:
    """The entries of all files together; an id that two files define is a problem."""
    register: dict[str, Model] = {}
    first: dict[str, Place] = {}
    for path in paths:
        if (entry := read_yaml(path, problems)) is None:
            unreadable.add(EVERYTHING)
            continue
        read = read_models(model, entry, problems)
        unreadable |= set(entry.key_places) - set(read)
        for id, each in read.items():
            place = entry.key_places[id]
            if (before := first.setdefault(id, place)) is not place:
                where = f"{before.file}:{before.line}"
                problems.error(
                    "defined-twice",
                    place,
                    Text(f"“{printable(id)}”在 {where} 已有定义", f"'{printable(id)}' is already defined at {where}"),
                    Text("请删去一处，或改用另一个标识", "delete one of the two, or give it another id"),
                )
            register[id] = each
    return register
