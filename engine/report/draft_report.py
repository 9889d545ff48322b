"""A draft goes in, what `score draft` says of it comes out: what was found, what does not add up, what was not read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..draft.compare import Difference
from ..draft.make import Drafted
from ..text import Language, Text
from .table import aligned


def draft_lines(drafted: Drafted, language: Language) -> list[str]:
    """The summary of a draft."""
    draft, tasks = drafted.draft, drafted.tasks
    items = sum(len(section.items) for sheet in draft.sheets for section in sheet.sections)
    common = sum(len(section.items) for section in draft.common)
    found = Text(
        f"文号 {draft.document or '—'}，日期 {draft.date or '—'}，考核时期 {draft.period}",
        f"document {draft.document or '-'}, date {draft.date or '-'}, period {draft.period}",
    )
    counts = Text(
        f"{len(draft.sheets)} 个单位、{items} 项目标，共同目标 {common} 项；任务 {len(tasks.tasks)} 项、{len(tasks.sheets)} 个单位",
        f"units: {len(draft.sheets)}, items: {items}, items in common: {common}; tasks: {len(tasks.tasks)}, of {len(tasks.sheets)} units",
    )
    proposed = len(draft.indicators)
    known = Text(
        f"指标：已有 {len(draft.known)} 个，新提 {proposed} 个；待确认的推测 {drafted.guesses} 处（score check 逐条列出）",
        f"indicators: {len(draft.known)} known, {proposed} proposed; guesses to confirm: {drafted.guesses} (score check lists them)",
    )
    lines = [found[language], counts[language], known[language]]
    if drafted.achieved or drafted.lists:
        done, units = len(drafted.achieved), sum(len(each.units) for each in drafted.lists)
        said = Text(f"通报：完成情况 {done} 项（reported.csv），名单 {len(drafted.lists)} 份、{units} 个单位（lists.csv）",
                    f"reported: {done} results (reported.csv), {len(drafted.lists)} lists of {units} units (lists.csv)")  # fmt: skip
        lines.append(said[language])
    lines += [f"{Text('原文有误', 'in the document')[language]}  {each.place}  {each.text[language]}" for each in drafted.findings]
    if drafted.unread:
        listed = ", ".join(drafted.unread)
        lines.append(Text(f"未作目标读入的行：{listed}", f"lines that were not read as targets: {listed}")[language])
    return lines


def differences_lines(found: Sequence[Difference], language: Language) -> list[str]:
    """What differs, a line each; or that nothing does."""
    if not found:
        return [Text("草稿与现有规则一致", "the draft and the rules agree")[language]]
    headings = (Text("单位", "Unit"), Text("序号", "No."), Text("内容", "What"), Text("草稿", "Draft"), Text("规则", "Rules"))
    rows = [[each.unit, str(each.nr) if each.nr else "", each.what[language], each.drafted or "—", each.written or "—"] for each in found]
    count = Text(f"{len(found)} 处不同", f"{len(found)} differences")
    return [*aligned([[heading[language] for heading in headings], *rows], {1}), "", count[language]]


def draft_json(drafted: Drafted, found: Sequence[Difference] | None, language: Language) -> str:
    """The same as JSON; docs/draft.schema.json describes it."""
    draft, tasks = drafted.draft, drafted.tasks
    data = {
        "version": 1,
        "document": draft.document,
        "date": draft.date,
        "period": draft.period,
        "units": [{"unit": sheet.unit, "name": sheet.name, "new": sheet.is_new,
                   "items": sum(len(section.items) for section in sheet.sections)} for sheet in draft.sheets],
        "common": sum(len(section.items) for section in draft.common),
        "tasks": [{"nr": task.item.nr, "name": task.item.name, "units": [{"unit": unit, "role": role} for unit, role in task.units]}
                  for task in tasks.tasks],
        "achieved": [{"name": each.name, "target": each.target, "actual": each.actual + each.measure, "rate": each.rate + "%",
                      "line": each.place.line} for each in drafted.achieved],
        "lists": [{"title": each.title, "units": [listed.unit for listed in each.units]} for each in drafted.lists],
        "indicators": {"known": sorted(draft.known), "proposed": [each.id for each in draft.indicators]},
        "guesses": drafted.guesses,
        "findings": [{"place": str(each.place), "text": each.text[language]} for each in drafted.findings],
        "unread": list(drafted.unread),
        "differences": None if found is None else [
            {"unit": each.unit, "nr": each.nr, "what": each.what["en"], "draft": each.drafted, "rules": each.written} for each in found
        ],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
