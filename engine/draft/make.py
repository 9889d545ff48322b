"""A document's path goes in, its draft comes out, and the files of it; nothing is written in part."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from ..problems import Fault, Place, Problems
from ..read.file import shown_path, why_not
from ..read.rules import read_rules
from ..text import Text, printable
from .achieved import Achieved, achieved_in
from .drafts import Draft
from .outline import Finding, outline
from .read_document import read_document
from .rules import Drafter
from .task_rules import TaskDraft, task_rules
from .tasks import tasks_in
from .unit_lists import UnitList
from .write import files_of, reported

_GUESSES = re.compile(r"^[ -]*draft:((?:\n *- \{zh: .*)+)", re.M)


class Drafted(NamedTuple):
    """A draft with what was found about its document: findings, and the lines that were not read."""

    draft: Draft
    tasks: TaskDraft
    files: Mapping[str, str]
    guesses: int
    achieved: tuple[Achieved, ...]
    lists: tuple[UnitList, ...]
    findings: tuple[Finding, ...]
    unread: tuple[str, ...]


def drafted(path: Path, folder: Path, problems: Problems) -> Drafted | None:
    """The draft of a document by the registers of a rules folder; None, with the problems added, where there is none."""
    rules = read_rules(folder, problems)
    document = read_document(path, problems)
    if document is None:
        return None
    tasks = tasks_in(document)
    found = outline(document, min((task.place.line for task in tasks.all), default=0))
    achieved = achieved_in(document)
    drafter = Drafter(found, rules)
    task_draft = task_rules(tasks, drafter)
    draft = drafter.draft()
    if not (draft.sheets or task_draft.sheets or achieved or tasks.lists):
        text = Text("没有读到可以作为目标的内容", "nothing found that can be read as targets")
        hint = Text("目标应有编号和分值（1.……（10 分）），或是有表头的任务表",
                    "targets are numbered and have points (10 分), or stand in a table with headings")  # fmt: skip
        problems.error("not-a-document", Place(shown_path(path)), text, hint)
        return None
    files = files_of(draft, task_draft, folder, rules) | reported(achieved, tasks.lists)
    read = {task.place.line for task in tasks.all}
    unread = tuple(_runs([block.place.line for block in document.blocks], {line.place.line for line in found.unread} - read))
    guesses = sum(found.count("\n") for text in files.values() for found in _GUESSES.findall(text))
    findings = (*found.findings, *(Finding(each.text, each.place) for each in tasks.findings))
    return Drafted(draft, task_draft, files, guesses, achieved, tasks.lists, findings, unread)


def _runs(lines: Sequence[int], unread: Collection[int]) -> Iterator[str]:
    """`12–30`, `35`: lines that follow each other in the document, blank ones aside, as one range."""
    for is_unread, group in groupby(lines, key=lambda line: line in unread):
        run = list(group)
        if is_unread:
            yield str(run[0]) if run[0] == run[-1] else f"{run[0]}–{run[-1]}"


def write_draft(files: Mapping[str, str], folder: Path) -> Fault | None:
    """Writes every file beside the folder first, then the folder in its place. One that holds something already is left."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        text = Text("文件夹已存在且不是空的", "the folder is there and not empty")
        return Fault("cannot-write", text, Text("请给出一个新文件夹", "name a new folder"))
    beside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for name, content in files.items():
            path = beside / name
            assert path.resolve().is_relative_to(beside.resolve()), printable(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        beside.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except OSError as error:
        reason = why_not(error)
        return Fault("cannot-write", Text(f"无法写入（{reason.zh}）", f"cannot be written ({reason.en})"))
    finally:
        if beside is not None and beside.exists():
            shutil.rmtree(beside, ignore_errors=True)
    return None
