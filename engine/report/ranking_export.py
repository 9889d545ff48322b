"""Rankings go in, JSON, CSV and XLSX come out: every number an exact decimal string (in a workbook a number as it is shown)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

from ..happened import Event
from ..numbers import exact_text, fixed_text
from ..plan import Plan
from ..rank import Ranking, Rankings, Standing
from ..text import Language, safe_cell, width
from .export import account_json, assumption_json, json_text, source_json
from .ranking_table import columns_of, commended, plan_assumptions, ranking_closing, ranking_heading, ranking_title

RANKING_VERSION = 1
RANKING_COLUMNS = (
    "group", "group_name", "rank", "best_rank", "worst_rank", "unit", "unit_name", "points", "score", "low", "high", "earned",
    "lost", "open", "bonus", "penalty", "grade", "grade_by_score", "vetoes", "commendation", "sections",
)  # fmt: skip


def ranking_json(rankings: Rankings, language: Language) -> str:
    """The rankings as JSON; docs/ranking.schema.json describes it."""
    plan = rankings.plan
    return json_text({
        "version": RANKING_VERSION,
        "plan": plan.id,
        "title": plan.title[language],
        "period": plan.period,
        "day": plan.day.isoformat(),
        "source": source_json(plan.source, language),
        "illustrative": rankings.are_illustrative,
        "grades": {id: name[language] for id, name in plan.grades.items()},
        "groups": [_group(plan, ranking, language) for ranking in rankings.groups],
        "left_out": list(plan.left_out.groups),
        "not_counted": [{**_event(each.event, language), "why": each.why} for each in rankings.not_counted],
        "assumptions": [assumption_json(assumption, language) for assumption in plan.assumptions],
    })  # fmt: skip


def _group(plan: Plan, ranking: Ranking, language: Language) -> dict[str, Any]:
    return {
        "id": ranking.group.id,
        "name": ranking.group.name[language],
        "ranked": ranking.group.ranked,
        "provisional": ranking.is_provisional,
        "units": [_standing(plan, each, language) for each in ranking.standings],
    }


def _standing(plan: Plan, standing: Standing, language: Language) -> dict[str, Any]:
    digits = plan.digits
    return {
        "unit": standing.program.unit,
        "name": standing.program.unit_name[language],
        "rank": standing.rank,
        "best_rank": standing.best,
        "worst_rank": standing.worst,
        "level_with": [name[language] for name in standing.level_with],
        **account_json(standing.card.account, digits),
        "low": fixed_text(standing.low, digits),
        "high": fixed_text(standing.high, digits),
        "grade": _grade(plan, standing.grade),
        "grade_by_score": _grade(plan, standing.grade_by_score),
        "vetoes": [_event(event, language) for event in standing.vetoes],
        "extras": [{**_event(each.event, language), "counted": exact_text(each.points)} for each in standing.extras],
        "commendation": standing.commendation,
        "sections": [{"title": each.section.title[language], **account_json(each.account, digits)} for each in standing.card.sections],
    }


def _grade(plan: Plan, position: int | None) -> str | None:
    return None if position is None else list(plan.grades)[position]


def _event(event: Event, language: Language) -> dict[str, Any]:
    return {
        "event": event.kind.id,
        "name": event.name[language],
        "unit": event.unit,
        "matter": event.matter,
        "item": event.item,
        "date": event.day.isoformat(),
        "released": event.released.isoformat() if event.released else None,
        "document": event.document,
        "note": event.note,
        "state": event.state,
        "place": str(event.place),
    }


def ranking_csv(rankings: Rankings, language: Language) -> str:
    """The rankings as CSV, a row per unit; no cell can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(RANKING_COLUMNS)
    for ranking in rankings.groups:
        for standing in ranking.standings:
            writer.writerow([safe_cell(cell) for cell in _row(rankings.plan, ranking, standing, language)])
    return text.getvalue()


def _row(plan: Plan, ranking: Ranking, standing: Standing, language: Language) -> list[str]:
    data = _standing(plan, standing, language)
    names = {id: name[language] for id, name in plan.grades.items()}
    ranks = ["" if data[name] is None else str(data[name]) for name in ("rank", "best_rank", "worst_rank")]
    return [
        ranking.group.id, ranking.group.name[language], *ranks, data["unit"], data["name"],
        *(data[name] for name in ("points", "score", "low", "high", "earned", "lost", "open", "bonus", "penalty")),
        names.get(data["grade"], ""), names.get(data["grade_by_score"], ""), "; ".join(each["name"] for each in data["vetoes"]),
        commended(plan, standing)[language], "; ".join(each["score"] for each in data["sections"]),
    ]  # fmt: skip


def ranking_xlsx(rankings: Rankings, language: Language) -> bytes:
    """The rankings as a workbook, a sheet per group, and one with what is said of them. Cells hold text and numbers, no
    formulas."""
    from openpyxl import Workbook  # heavy, and only needed here
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    thin, bold, grey = Side(style="thin", color="BBBBBB"), Font(bold=True), PatternFill("solid", fgColor="EEEEEE")
    title, *dates = ranking_title(rankings, language)
    for number, ranking in enumerate((each for each in rankings.groups if each.standings), 1):
        sheet = book.create_sheet(_sheet_name(ranking.group.name[language], number))
        columns = columns_of(rankings.plan, ranking, language)
        headings, rows = [column.heading for column in columns], list(zip(*(column.cells for column in columns), strict=True))
        sheet.append([safe_cell(title)])
        sheet.append([safe_cell("    ".join([ranking_heading(ranking, language), *dates]))])
        sheet.append(headings)
        for row in rows:
            sheet.append([_number(cell) for cell in row])
        sheet["A1"].font = Font(bold=True, size=14)
        for line in sheet.iter_rows(min_row=3, max_row=3 + len(rows), max_col=len(headings)):
            for cell in line:
                cell.border = Border(thin, thin, thin, thin)
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
                if cell.row == 3:
                    cell.font, cell.fill = bold, grey
                elif isinstance(cell.value, Decimal):
                    cell.number_format = "0." + "0" * len(str(cell.value).partition(".")[2])
        for index in range(1, len(headings) + 1):
            widest = max(width(each) for each in [headings[index - 1], *(row[index - 1] for row in rows)])
            sheet.column_dimensions[get_column_letter(index)].width = min(40, widest + 3)
        sheet.freeze_panes = "A4"
        sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    notes = book.create_sheet({"zh": "说明", "en": "Notes"}[language])
    for line in (title, *dates, *ranking_closing(rankings, language), *plan_assumptions(rankings.plan.assumptions, language)):
        notes.append([safe_cell(line)])
        notes.cell(notes.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    notes.column_dimensions["A"].width = 100
    notes.page_setup.orientation, notes.page_setup.fitToWidth, notes.page_setup.fitToHeight = "landscape", 1, 0
    notes.sheet_properties.pageSetUpPr.fitToPage = True
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sheet_name(name: str, number: int) -> str:
    """A name that a spreadsheet allows, unlike any other: `1 县（市、区）`."""
    return f"{number} " + "".join(" " if each in "[]:*?/\\" else each for each in name)[:25]


def _number(cell: str) -> str | Decimal | int:
    """A number as a number, as it is shown; anything else as text that no spreadsheet runs."""
    plain = cell.replace(".", "", 1)
    if plain.isascii() and plain.isdigit():
        return Decimal(cell) if "." in cell else int(cell)
    return safe_cell(cell)
