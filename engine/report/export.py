"""A scorecard or a sheet goes in, JSON and CSV come out: every number an exact decimal string."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..figures import Figure
from ..kinds import DATE
from ..numbers import exact_text, fixed_text
from ..program import Assumption, Part, Program, Source
from ..results import Account, ItemResult, PartResult, Scorecard, SectionResult
from ..text import Language, safe_cell
from ..vocabulary import day_text
from .derivation import Line, derivation, figure_words, item_award, item_words, part_words, rung_words, target_words

JSON_VERSION = 1
CSV_COLUMNS = (
    "nr", "name", "section", "target", "actual", "completion", "points", "score", "earned", "lost", "open", "bonus",
    "penalty", "state", "remark", "result",
)  # fmt: skip


def scorecard_json(card: Scorecard, language: Language) -> str:
    """The scorecard as JSON; docs/scorecard.schema.json describes it."""
    program = card.program
    data = {
        "version": JSON_VERSION,
        "unit": program.unit,
        "unit_name": program.unit_name[language],
        "sheet": program.sheet,
        "title": program.title[language],
        "period": program.period,
        "source": source_json(program.source, language),
        "illustrative": card.figures.are_illustrative,
        **account_json(card.account, program.digits),
        "sections": [_section(section, program.digits, language) for section in card.sections],
        "items": [_item(card, section, item, language) for section in card.sections for item in section.items],
        "assumptions": [assumption_json(assumption, language) for assumption in program.assumptions],
    }
    return json_text(data)


def scorecard_csv(card: Scorecard, language: Language) -> str:
    """The scorecard as CSV, a row per item and part; no cell can be taken for a formula."""
    digits = card.program.digits
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for section in card.sections:
        title = section.section.title[language]
        for item in section.items:
            if item.item.has_parts:
                points = account_json(item.account, digits)
                says = item.item.award.says[language] if item.item.award else ""
                result = item_words(item, digits)[language]
                row = [str(item.item.nr), item.item.name[language], title, "", "", "", *_csv_points(points), item.state, says, result]
                writer.writerow([safe_cell(cell) for cell in row])
            for part in item.parts:
                writer.writerow([safe_cell(cell) for cell in _csv_part(part, title, digits, language)])
    return text.getvalue()


def sheet_json(program: Program, language: Language) -> str:
    """The sheet as JSON: what `score show --json` prints."""
    data = {
        "version": JSON_VERSION,
        "unit": program.unit,
        "unit_name": program.unit_name[language],
        "title": program.title[language],
        "sheet": program.sheet,
        "period": program.period,
        "source": source_json(program.source, language),
        "points": exact_text(program.points),
        "sections": [{"title": s.title[language], "points": exact_text(s.points)} for s in program.sections],
        "items": [
            {
                "nr": item.nr,
                "name": item.name[language],
                "section": section.title[language],
                "points": exact_text(item.points),
                "targets": [_target(part, language) for part in item.parts],
                "method": [part.method.id for part in item.parts],
                "settings": [_settings(part) for part in item.parts],
                "combine": item.award.says[language] if item.award else None,
                "result": item.result,
                "assumption": [assumption.text[language] for assumption in _assumptions_of(item.parts)],
                "source": source_json(item.source, language),
            }
            for section in program.sections
            for item in section.items
        ],
    }
    return json_text(data)


def json_text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def account_json(account: Account, digits: int) -> dict[str, str]:
    lines = {name: fixed_text(getattr(account, name), digits) for name in ("score", "earned", "lost", "open", "bonus", "penalty")}
    return {"points": exact_text(account.points), **lines}


def _section(section: SectionResult, digits: int, language: Language) -> dict[str, Any]:
    return {"title": section.section.title[language], **account_json(section.account, digits)}


def _item(card: Scorecard, section: SectionResult, item: ItemResult, language: Language) -> dict[str, Any]:
    data: dict[str, Any] = {
        "nr": item.item.nr,
        "name": item.item.name[language],
        "section": section.section.title[language],
        **account_json(item.account, card.program.digits),
        "state": item.state,
        "result": {"type": item.item.result, "text": item_words(item, card.program.digits)[language] or None},
        "combine": item.item.award.says[language] if item.item.award else None,
    }
    if not item.item.has_parts:
        return {**data, **_result(card, item.parts[0], language)}
    parts = [
        {
            "nr": part.part.number,
            "name": part.part.name[language],
            **account_json(part.account, card.program.digits),
            "state": part.state,
            "result": {"type": part.part.method.result, "text": part_words(part, card.program.digits)[language] or None},
            **_result(card, part, language),
        }
        for part in item.parts
    ]
    merged = {
        "completion": None,
        "figures": [figure for part in parts for figure in part["figures"]],
        "rung": None,
        "derivation": [line for part in parts for line in part["derivation"]] + _lines(item_award(item, card.program), language),
    }
    return {**data, **merged, "parts": parts}


def _result(card: Scorecard, part: PartResult, language: Language) -> dict[str, Any]:
    return {
        "completion": None if part.completion is None else exact_text(part.completion),
        "figures": [_figure(card, part, name, language) for name in part.part.figures],
        "rung": None if part.rung is None else part.rung + 1,
        "derivation": _lines(derivation(card, part), language),
    }


def _lines(lines: Sequence[Line], language: Language) -> list[dict[str, str]]:
    return [{"step": line.kind, "heading": line.heading[language], "text": line.text[language]} for line in lines]


def _figure(card: Scorecard, part: PartResult, name: str, language: Language) -> dict[str, Any]:
    key, figure = part.part.figures[name], part.figures.get(name)
    data: dict[str, Any] = {"name": name, "subject": key.subject, "indicator": key.indicator, "period": key.period}
    measure = "票" if part.part.method.actual == "ballots" else card.program.needs[key].measure
    if figure is None:
        missing = dict.fromkeys(("written", "version", "supplier", "received", "state", "note", "place"))
        return {**data, "value": None, "measure": measure, "absence": "not-reported", **missing}
    return {**data, **_submitted(part, name, figure, measure, language)}


def _submitted(part: PartResult, name: str, figure: Figure, measure: str, language: Language) -> dict[str, Any]:
    graded = name == "actual" and part.part.method.grades and figure.value is not None
    value = None if figure.value is None else _value(part.part, name, figure.value)
    return {
        "value": figure_words(part.part, figure)[language] if graded else value,
        "measure": measure,
        "absence": figure.absence,
        "written": figure.written,
        "version": figure.version,
        "supplier": figure.supplier,
        "received": figure.received.isoformat() if figure.received else None,
        "state": figure.state,
        "note": figure.note,
        "place": str(figure.place),
    }


def _target(part: Part, language: Language) -> dict[str, Any]:
    return {
        "nr": part.number,
        "indicator": part.indicator,
        "inputs": {name: key.indicator for name, key in part.figures.items() if name in part.method.inputs},
        "name": part.name[language],
        "points": exact_text(part.points),
        "target": bound_json(part, "target"),
        "measure": part.measure,
        "written": part.target,
        "printed": part.printed,
        "judged": part.judged[language] if part.judged else None,
        "evidence": part.evidence[language] if part.evidence else None,
        "grades": [grade[language] for grade in part.method.grades.values()],
        "supplier": part.supplier[language],
    }


def bound_json(part: Part, name: str) -> str | None:
    """The target of a part, or its lower or upper bound; None where it has no such."""
    bound = part.parameters.get(name)
    return None if bound is None else _value(part, name, bound)


def _settings(part: Part) -> dict[str, str]:
    return {name: _value(part, name, setting.value) for name, setting in part.settings.items()}


def _value(part: Part, name: str, value: Fraction) -> str:
    """A value as an exact decimal; a date as one."""
    return day_text(value) if part.method.vocabulary.kinds.get(name) == DATE else exact_text(value)


def _assumptions_of(parts: tuple[Part, ...]) -> list[Assumption]:
    return list(dict.fromkeys(assumption for part in parts for assumption in part.assumptions))


def assumption_json(assumption: Assumption, language: Language) -> dict[str, Any]:
    return {
        "text": assumption.text[language],
        "approved_by": assumption.approved_by or None,
        "date": assumption.date.isoformat() if assumption.date else None,
        "place": str(assumption.place),
    }


def source_json(source: Source, language: Language) -> dict[str, Any]:
    return {
        "document": source.document,
        "date": source.date.isoformat() if source.date else None,
        "section": source.section[language] if source.section else None,
    }


def _csv_points(points: dict[str, str]) -> list[str]:
    return [points[name] for name in ("points", "score", "earned", "lost", "open", "bonus", "penalty")]


def _csv_part(result: PartResult, section: str, digits: int, language: Language) -> list[str]:
    part = result.part
    return [
        part.number, part.name[language], section, target_words(part, result.values)[language],
        figure_words(part, result.figures.get("actual"))[language],
        "" if result.completion is None else exact_text(result.completion),
        *_csv_points(account_json(result.account, digits)), result.state, rung_words(result)[language],
        part_words(result, digits)[language],
    ]  # fmt: skip
