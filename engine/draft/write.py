"""A draft goes in, the files of a rules folder come out as text: units, indicators, methods and a sheet for each unit."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from ..inputs import UnitIn
from ..numbers import exact_text
from ..problems import Place
from ..read.rules import entries_source
from ..register import Rules
from ..text import Text, printable, safe_cell
from .achieved import Achieved
from .drafts import Draft, DraftIndicator, DraftItem, DraftPart, DraftSection, DraftSheet
from .rules import period_guess
from .task_rules import DraftTask, TaskDraft, TaskSheet
from .unit_lists import UnitList

COMMON = "shared/common.yaml"
SUPPLIER = "待定"
_PLAIN = re.compile(r"[\w一-鿿][\w一-鿿%‰（）《》“”、，。；：/.·—-]*")
_SPECIAL = {"no", "yes", "on", "off", "true", "false", "null", "none", "~"}


def files_of(draft: Draft, tasks: TaskDraft, folder: Path, rules: Rules) -> dict[str, str]:
    """Every file of the draft by its path; what the register of `folder` has already is copied from it."""
    sheets = [(sheet.unit, sheet.name, sheet.is_new, sheet.place) for sheet in draft.sheets]
    sheets += [(sheet.unit, sheet.name, sheet.is_new, sheet.place) for sheet in tasks.sheets]
    proposed = {unit: (name, place) for unit, name, is_new, place in sheets if is_new}
    suppliers = {rules.indicators[id].supplier.zh for id in draft.known} & rules.units.keys()
    others = sorted((draft.subjects | suppliers) - set(proposed))
    known = with_parents([*(unit for unit, _, is_new, _ in sheets if not is_new), *others], rules.units)
    new_units = [_unit(unit, name, place) for unit, (name, place) in proposed.items()]
    files = {
        "methods.yaml": entries_source([folder / "methods.yaml"], sorted(draft.methods)),
        "units.yaml": "\n".join(filter(None, [entries_source([folder / "units.yaml"], known), *new_units])),
        "indicators/draft.yaml": "\n".join(map(_indicator, draft.indicators)),
        "indicators/known.yaml": entries_source(sorted((folder / "indicators").rglob("*.yaml")), sorted(draft.known)),
    }
    files |= {f"sheets/{sheet.id}.yaml": _sheet(draft, sheet) for sheet in draft.sheets}
    if draft.common:
        files[f"sheets/{COMMON}"] = "".join(line[2:] + "\n" for section in draft.common for line in _section(section))
    files |= {f"tasks/{sheet.unit}.yaml": _task_sheet(draft, sheet) for sheet in tasks.sheets}
    files |= {f"tasks/{task.path}": "".join(line[6:] + "\n" for line in _task(task)) for task in tasks.tasks}
    return {path: text for path, text in files.items() if text.strip()}


def _task_sheet(draft: Draft, sheet: TaskSheet) -> str:
    """The tasks of a unit, which result in met or not: they have no points."""
    year = period_guess(draft.period, draft.document or draft.date)
    lines = [*_head(draft, f"{sheet.unit}-tasks", sheet.unit, Fraction(0), [year])]
    for title, paths in sheet.tables:
        lines += [f"  - title: {scalar(title or '任务')}", "    points: 0", "    items:", *(f"      - include: {path}" for path in paths)]
    return "\n".join([*lines, ""])


def _task(task: DraftTask) -> Iterator[str]:
    yield from _item(task.item)
    yield "        units:"
    yield from (f"          - {{unit: {unit}, role: {role}}}" for unit, role in task.units)
    if task.note:
        yield f"        note: {scalar(task.note)}"


def reported(achieved: Sequence[Achieved], lists: Sequence[UnitList]) -> dict[str, str]:
    """What the document reports, as tables to be read by people: what was done, and who was named in which list."""
    files = {}
    if achieved:
        rows = [[each.name, each.target or "", each.actual + each.measure, each.rate + "%", str(each.place.line)] for each in achieved]
        files["reported.csv"] = _table(["指标", "目标", "完成值", "完成率", "行"], rows)
    if lists:
        named = [[each.title, listed.number, listed.unit, listed.what, str(listed.place.line)] for each in lists for listed in each.units]
        files["lists.csv"] = _table(["名单", "序号", "单位", "事项", "行"], named)
    return files


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([header, *([safe_cell(cell) for cell in row] for row in rows)])
    return text.getvalue()


def with_parents(ids: Sequence[str], units: Mapping[str, UnitIn]) -> list[str]:
    """The units, and those that they name as their parents and successors."""
    found = dict.fromkeys(ids)
    waiting = list(ids)
    while waiting:
        entry = units.get(waiting.pop())
        for other in (entry.parent, entry.successor) if entry else ():
            if other is not None and other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)


def scalar(text: str) -> str:
    """A text as YAML holds it: as it is where nothing in it means something else, else in quotes."""
    plain = printable(text, 900)
    return plain if _PLAIN.fullmatch(plain) and plain.lower() not in _SPECIAL else json.dumps(plain, ensure_ascii=False)


def _unit(unit: str, name: str, place: Place) -> str:
    guess = Text(f"第 {place.line} 行：类别和上级待定", f"line {place.line}: class and parent are open")
    return "\n".join([f"{unit}:", f"  name: {scalar(name)}", *_guesses([guess], "  "), ""])


def _indicator(indicator: DraftIndicator) -> str:
    part = indicator.part
    lines = [f"{indicator.id}:", f"  name: {scalar(indicator.name)}"]
    lines += [f"  measure: {scalar(part.measure)}"] if part.measure else []
    lines += ["  direction: down"] if part.direction == "down" else []
    lines += [f"  kind: {part.kind}", f"  supplier: {SUPPLIER}", f"  method: {part.method}"]
    line = indicator.place.line
    guess = Text(f"第 {line} 行：名称、种类、提供单位和计分办法待核定", f"line {line}: name, kind, supplier and method are to be settled")
    return "\n".join([*lines, *_guesses([guess], "  "), ""])


def _sheet(draft: Draft, sheet: DraftSheet) -> str:
    common = [f"  - include: {COMMON}"] if sheet.includes_common else []
    head = _head(draft, sheet.id, sheet.unit, sheet.points, sheet.guesses)
    return "\n".join([*head, *common, *(line for section in sheet.sections for line in _section(section)), ""])


def _head(draft: Draft, id: str, unit: str, points: Fraction, guesses: Sequence[Text]) -> list[str]:
    day = f", date: {draft.date}" if draft.date else ""
    return [
        "schema: 1",
        f"sheet: {id}",
        f"unit: {unit}",
        f"period: {draft.period}",
        f"source: {{document: {scalar(draft.document or '—')}{day}}}",
        f"points: {exact_text(points)}",
        *_guesses(guesses, ""),
        "sections:",
    ]


def _section(section: DraftSection) -> Iterator[str]:
    yield f"  - title: {scalar(section.title or '目标')}"
    yield f"    points: {exact_text(section.points)}"
    yield from _guesses(section.guesses, "    ")
    yield "    items:"
    for item in section.items:
        yield from _item(item)


def _item(item: DraftItem) -> Iterator[str]:
    yield f"      - nr: {item.nr}"
    if item.points is not None:
        yield f"        points: {exact_text(item.points)}"
    if len(item.parts) == 1:
        yield from (f"        {line}" for line in _part(item.parts[0]))
    else:
        yield f"        name: {scalar(item.name)}"
        if item.points is None:
            yield "        combine: all"
        yield "        parts:"
        for part in item.parts:
            first, *others = _part(part)
            yield f"          - {first}"
            yield from (f"            {line}" for line in others)
    yield from _guesses(item.guesses, "        ")


def _part(part: DraftPart) -> Iterator[str]:
    yield f"indicator: {part.indicator}"
    if part.subject is not None:
        yield f"subject: {part.subject}"
    reading = part.part
    for key, value in (("target", reading.target), ("low", reading.low), ("high", reading.high), ("printed", reading.printed)):
        if value is not None:
            yield f"{key}: {scalar(value)}"
    if part.method is not None:
        yield f"method: {part.method}"
    for key, values in (("settings", part.settings), ("inputs", part.inputs)):
        if values:
            yield f"{key}: {{{', '.join(f'{name}: {value}' for name, value in values.items())}}}"
    if part.share is not None:
        yield f"share: {part.share}"


def _guesses(guesses: Sequence[Text], indent: str) -> Iterable[str]:
    if guesses:
        yield f"{indent}draft:"
        for each in guesses:
            zh, en = (json.dumps(text, ensure_ascii=False) for text in (each.zh, each.en))
            yield f"{indent}  - {{zh: {zh}, en: {en}}}"
