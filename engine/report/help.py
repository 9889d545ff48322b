"""A command and its parameters go in, its help comes out in the reader's language, an example first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..text import Language, Text

SHEET_EXAMPLE = "rules/counties/sanmenxia-2011/hubin.yaml"
EXAMPLE = f"score {SHEET_EXAMPLE} cases/hubin-2011/actuals.csv"
PLAN_EXAMPLE = "score rules/plans/sanmenxia-2011.yaml cases/sanmenxia-2011-year"
CITY_EXAMPLE = "rules/cities/sanmenxia-2011.yaml cases/sanmenxia-2011-05/actuals.csv"
COMMANDS = {
    "": Text(
        f"按责任目标书对实际完成值计分，按方案排名。\n\n示例：{EXAMPLE}\n      {PLAN_EXAMPLE}\n\n"
        "不带子命令：score 目标书或方案 数据表，打印考核计分表或排名。",
        f"Scores actuals against a target sheet, ranks units by a plan.\n\nExample: {EXAMPLE}\n         {PLAN_EXAMPLE}\n\n"
        "Without a command it prints the itemized score, or the ranking.",
    ),
    "sheet": Text(
        f"按责任目标书计分，打印考核计分表；按方案则打印各组排名。\n\n示例：{EXAMPLE}\n      {PLAN_EXAMPLE}",
        f"Scores a sheet and prints the itemized table; of a plan, the rankings.\n\nExample: {EXAMPLE}\n         {PLAN_EXAMPLE}",
    ),
    "explain": Text(
        f"逐步说明某一项的得分：依据、规则、口径、数据、各档、算式。\n\n示例：{EXAMPLE.replace('score', 'score explain', 1)} 7.2",
        f"Explains an item's score step by step.\n\nExample: {EXAMPLE.replace('score', 'score explain', 1)} 7.2",
    ),
    "show": Text(
        f"显示责任目标书（各项、分值、目标、计分办法）或方案。\n\n示例：score show {SHEET_EXAMPLE}",
        f"Shows a sheet (its items, points, targets and methods) or a plan.\n\nExample: score show {SHEET_EXAMPLE}",
    ),
    "pace": Text(
        f"序时进度：累计完成与时间进度比较，落后的在前。\n\n示例：score pace {CITY_EXAMPLE}",
        f"Pace: what was done so far against the time that has passed, the furthest behind first.\n\nExample: score pace {CITY_EXAMPLE}",
    ),
    "tie-out": Text(
        "核对分解：各单位的目标（和完成值）合起来是否等于总目标。\n\n示例：score tie-out rules/tie-out/sanmenxia-2011.yaml",
        "Tie-out: do the targets (and actuals) of the parts carry the whole?\n\nExample: score tie-out rules/tie-out/sanmenxia-2011.yaml",
    ),
    "check": Text(
        "检查规则：责任目标书、方案、计分办法及其示例、指标、单位。\n\n示例：score check rules",
        "Checks rules: sheets, plans, methods and their examples, indicators, units.\n\nExample: score check rules",
    ),
    "draft": Text(
        "由公文起草规则：单位、分值、目标、牵头和配合单位；推测之处逐条注明。\n\n示例：score draft 公文.docx -o draft",
        "Drafts rules from an official document; whatever was guessed is said.\n\nExample: score draft document.docx -o draft",
    ),
    "methods": Text(
        "列出计分办法；指定一种时显示其公式、参数、得分图和示例。\n\n示例：score methods proportional",
        "Lists the methods, or shows one: formula, settings, picture, examples.\n\nExample: score methods proportional",
    ),
}
PARAMETERS = {
    "document": Text("公文（.txt、.md、.docx、.html、.pdf）", "the document (.txt, .md, .docx, .html, .pdf)"),
    "output_folder": Text("写入一个新的规则文件夹（不写则只报告）", "write to a new rules folder (without it: report only)"),
    "compare": Text("逐项对照现有规则", "compare with rules that are there, item by item"),
    "file": Text("责任目标书或考核方案（.yaml）", "the target sheet or the plan (.yaml)"),
    "sheet": Text("责任目标书（.yaml）", "the target sheet (.yaml)"),
    "tables": Text("数据表（.csv、.xlsx）和文件夹，可多个", "tables (.csv, .xlsx) and folders of them"),
    "tables_and_unit": Text("数据表和文件夹；方案再写单位", "tables and folders; for a plan the unit behind them"),
    "group": Text("方案只取这一组（可写多次）", "take only this group of the plan (may be repeated)"),
    "indicator": Text("只显示方案中这一指标：由谁评定、凭什么、用于哪些项", "show one indicator of the plan: by whom, on what, for whom"),
    "unit": Text("只打印方案中一个单位的计分表", "print the scorecard of one unit of a plan"),
    "timing": Text("列出各步用时", "print how long each step took"),
    "actuals": Text("实际完成值（.csv 或 .xlsx）", "the actuals (.csv or .xlsx)"),
    "item": Text("序号，如 7 或 7.2；方案可写 rank（名次）", "an item or part, such as 7 or 7.2; of a plan also `rank`"),
    "paths": Text("文件或文件夹", "files or folders"),
    "rules": Text(
        "规则文件夹（默认：目标书上级中含 methods.yaml 的文件夹）",
        "the rules folder (default: the nearest above the sheet with methods.yaml)",
    ),
    "rules_near": Text(
        "规则文件夹（默认：当前文件夹或上级中含 methods.yaml 的，或其中的 rules）",
        "the rules folder (default: the nearest here or above, or `rules` there)",
    ),
    "method": Text("计分办法的标识或名称（不写则列出全部）", "id or name of a method (without it: all of them)"),
    "markdown": Text("打印 Markdown 页面，如 docs/methods.md", "print a Markdown page, like docs/methods.md"),
    "relations": Text("核对文件：总目标、各单位和指标（.yaml）", "the whole, its parts and the indicators (.yaml)"),
    "as_of": Text("截至哪一月（默认：数据表中最近的月份）", "up to which month (default: the latest in the table)"),
    "as_yaml": Text("打印 methods.yaml 中的原文，可供抄写", "print the entry of methods.yaml as it is written, to be copied"),
    "output": Text(
        "写入文件，格式按后缀：.json、.csv（方案另有 .xlsx）", "write to a file, by its suffix: .json, .csv (of a plan also .xlsx)"
    ),
    "as_json": Text("向标准输出打印 JSON", "print JSON"),
    "assumptions": Text("列出采用的口径及批准情况", "list the assumptions and who approved them"),
    "lang": Text("语言：zh 或 en（默认按系统区域）", "language: zh or en (default: by locale)"),
    "version": Text("显示版本", "show the version"),
    "help": Text("显示帮助", "show this help"),
}


class Parameter(NamedTuple):
    """What is typed (`ACTUALS`, `--output, -o`), and the key of `PARAMETERS` that says what it is."""

    typed: str
    key: str | None


def help_text(command: str, path: str, parameters: Sequence[Parameter], commands: Sequence[str], language: Language) -> str:
    """The help of a command, or (`command` is "") of the whole program with its `commands`."""
    arguments = " ".join(parameter.typed for parameter in parameters if not parameter.typed.startswith("-"))
    usage = f"{path} {arguments or 'COMMAND'} [OPTIONS]"
    options = [(each.typed, PARAMETERS.get(each.key or "", PARAMETERS["help"])[language]) for each in parameters]
    text = COMMANDS[command][language] + "\n\n" + Text("用法：", "Usage: ")[language] + usage + "\n"
    if commands:
        rows = [(name, COMMANDS[name][language].splitlines()[0]) for name in commands]
        text += _rows(Text("子命令：", "Commands:")[language], rows)
    return text + _rows(Text("参数：", "Options:")[language], options)


def _rows(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    widest = max(len(name) for name, _ in rows)
    return f"\n{heading}\n" + "".join(f"  {name:<{widest}}  {text}\n" for name, text in rows)
