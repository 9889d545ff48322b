"""Drafts a document and prints what it comes to, how long that took and, against rules that are there, precision and recall.

python benchmarks/draft.py DOCUMENT [RULES_DIR]

RULES_DIR holds the sheets of the same document (`rules/counties/sanmenxia-2011`). Compared are the units that both have: of
what is drafted, how much is written (precision), and of what is written, how much is drafted (recall). Documents are not in
the repository.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kaohe.engine.draft.compare import comparable
from kaohe.engine.draft.drafts import Draft, DraftSheet
from kaohe.engine.draft.make import Drafted, drafted
from kaohe.engine.fields import TARGET_NOT_ISSUED
from kaohe.engine.numbers import exact_text
from kaohe.engine.problems import Problems
from kaohe.engine.program import Program
from kaohe.engine.read.rules import rules_folder_near
from kaohe.engine.way.checked import checked

FIELDS = ("item", "points", "target", "number of parts", "share", "subject", "indicator")
Facts = Iterator[tuple[str, tuple[object, ...]]]
"""What a sheet says, field by field: the field, and the unit, the item and the value."""


def facts_of_draft(sheet: DraftSheet, draft: Draft, measures: dict[str, str]) -> Facts:
    """What a draft says of a unit."""
    for section in (*(draft.common if sheet.includes_common else ()), *sheet.sections):
        for item in section.items:
            at = (sheet.unit, item.nr)
            yield "item", at
            yield "points", (*at, item.points)
            yield "number of parts", (*at, len(item.parts))
            for index, part in enumerate(item.parts):
                yield "indicator", (*at, part.indicator)
                yield "share", (*at, index, part.share)
                if part.subject is not None:
                    yield "subject", (*at, index, part.subject)
                if part.part.target is not None:
                    measure = measures.get(part.indicator, part.part.measure)
                    yield "target", (*at, index, str(comparable(part.part.target, measure)))


def facts_of_sheet(program: Program) -> Facts:
    """What a written sheet says."""
    for item in program.items:
        at = (program.unit, item.nr)
        yield "item", at
        yield "points", (*at, item.points)
        yield "number of parts", (*at, len(item.parts))
        for index, part in enumerate(item.parts):
            yield "indicator", (*at, part.indicator)
            yield "share", (*at, index, part.share)
            if "actual" in part.figures and part.figures["actual"].subject != program.unit:
                yield "subject", (*at, index, part.figures["actual"].subject)
            if part.target is not None and part.target not in TARGET_NOT_ISSUED:
                yield "target", (*at, index, str(comparable(part.target, part.measure)))


def compared(found: Drafted, programs: Sequence[Program]) -> Iterator[str]:
    """A line for each field: precision and recall, in counts and per cent."""
    both = {sheet.unit for sheet in found.draft.sheets} & {program.unit for program in programs}
    measures = {part.indicator: part.measure for program in programs for item in program.items for part in item.parts}
    ours: dict[str, Counter[object]] = {field: Counter() for field in FIELDS}
    theirs: dict[str, Counter[object]] = {field: Counter() for field in FIELDS}
    for sheet in found.draft.sheets:
        if sheet.unit in both:
            for field, fact in facts_of_draft(sheet, found.draft, measures):
                ours[field][fact] += 1
    for program in programs:
        if program.unit in both:
            for field, fact in facts_of_sheet(program):
                theirs[field][fact] += 1
    yield f"units that both have: {len(both)}"
    for field in FIELDS:
        alike, drafts, written = (each.total() for each in (ours[field] & theirs[field], ours[field], theirs[field]))
        yield f"{field:16} precision {_share(alike, drafts)}  recall {_share(alike, written)}"


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else f"{part}/0"


def main(document: Path, rules: Path | None) -> int:
    problems = Problems()
    folder = rules_folder_near(rules or Path(), problems)
    started, processor = time.perf_counter(), time.process_time()
    found = drafted(document, folder, problems) if folder is not None else None
    seconds, of_processor = time.perf_counter() - started, time.process_time() - processor
    if found is None:
        print(*(f"{problem.place}: {problem.text['en']}" for problem in problems.found), sep="\n")
        return 1
    sheets = found.draft.sheets
    items = [item for sheet in sheets for section in sheet.sections for item in section.items]
    points = exact_text(sum((sheet.points for sheet in sheets), start=sheets[0].points * 0)) if sheets else "0"
    common = sum(len(section.items) for section in found.draft.common)
    print(f"units: {len(sheets)}, items: {len(items)}, in common: {common}, points: {points}, tasks: {len(found.tasks.tasks)}")
    print(f"guesses: {found.guesses}, findings: {len(found.findings)}, time: {seconds:.2f} s ({of_processor:.2f} s of the processor)")
    if rules is not None:
        print(*compared(found, checked([rules], folder, Problems()).programs), sep="\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else None))
