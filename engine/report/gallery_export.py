"""Methods go in, their gallery comes out as a page in Markdown or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..examples import Example
from ..methods import BallotRule, Method
from ..numbers import exact_text
from ..text import Language, Text, joined
from .export import JSON_VERSION
from .gallery import (
    ELSE,
    MARKS,
    REQUIRES,
    RESULTS,
    ROLES,
    Value,
    example_words,
    formula,
    given,
    marks,
    peers_given,
    picture_words,
    place,
    remarks,
    requirements,
    values,
    written_award,
)
from .picture import picture, picture_lines

EXAMPLES = 3
"""So many examples of a method stand on the page; the rules file has them all."""
TITLE = Text("计分办法", "The methods")
INTRODUCTION = Text(
    "每种计分办法：一句话、计分档（自上而下，第一个条件成立的一档适用）、名称、得分与完成值的图（按一个示例画出，每一点都精确计算）、示例。"
    "由 `score methods --markdown` 根据 `methods.yaml` 生成，请勿手工修改。",
    "Each method in a sentence, rung by rung (from the top, the first whose condition holds applies), with its names, a picture of award "
    "against actual (drawn for one of its examples, every dot computed exactly) and examples. "
    "Generated from `methods.yaml` by `score methods --markdown`: do not edit.",
)
HEADINGS = {
    "methods": Text("标识 | 计分办法 | 说明 |  ", "id | method | in a sentence |  "),
    "formula": Text("条件 | 得分 |  ", "if | award |  "),
    "result": Text("条件 | 结果 |  ", "if | result |  "),
    "values": Text("名称 | 含义 | 来自 | 类型 | 默认", "name | meaning | from | type | default"),
}


def methods_page(methods: Sequence[Method], language: Language) -> str:
    """The whole gallery, an entry per method in the order of the file."""
    lines = [f"# {TITLE[language]}", "", INTRODUCTION[language], "", *_overview(methods, language)]
    for method in methods:
        lines += ["", *_entry(method, language)]
    return "\n".join(lines) + "\n"


def methods_json(methods: Sequence[Method], language: Language) -> str:
    """The methods as JSON; docs/methods.schema.json describes it."""
    data = {"version": JSON_VERSION, "methods": [_method(method, language) for method in methods]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


# Markdown


def _heading(method: Method, language: Language) -> str:
    english = method.name.en[:1].upper() + method.name.en[1:]
    return method.name.zh if language == "zh" or method.name.zh == method.name.en else f"{english} {method.name.zh}"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _overview(methods: Sequence[Method], language: Language) -> Iterator[str]:
    return _table("methods", (_row(method, language) for method in methods), language)


def _row(method: Method, language: Language) -> list[str]:
    marked = joined(
        RESULTS.get(method.result, text) if mark == "result" else text for mark, (_, text) in MARKS.items() if mark in marks(method)
    )
    name = method.name[language]
    return [f"`{method.id}`", f"[{name}](#{_anchor(_heading(method, language))})", method.says[language], marked[language]]


def _entry(method: Method, language: Language) -> Iterator[str]:
    yield from (f"## {_heading(method, language)}", "", f"`{method.id}`{Text('：', ': ')[language]}{_sentences(method, language)}", "")
    if required := requirements(method, language):
        yield from (*(f"* {REQUIRES[language]} {that}{ELSE[language]}{Text('：', ': ')[language]}{says}" for that, says in required), "")
    yield from _table("formula" if method.result == "points" else "result", formula(method, language), language)
    yield ""
    yield from _table("values", (_cells(each, language) for each in values(method)), language)
    drawn = picture(method)
    if drawn is not None:
        heading, rest = picture_words(method), example_words(method, drawn.example, language)
        with_ = Text(f"，{rest}", f" with {rest}")[language] if rest else ""
        yield from ("", _capital(heading[language] + with_ + Text("：", ":")[language]), "")
        yield from ("```", *picture_lines(drawn, language), "```")
    shown = _shown(method, None if drawn is None else drawn.example)
    yield from ("", "```yaml", "examples:", *(f"  - {_written(method, each)}" for each in shown), "```")


def _sentences(method: Method, language: Language) -> str:
    texts = [text[language] for text in (method.says, *remarks(method))]
    return "。".join([*texts, ""]) if language == "zh" else ". ".join(map(_capital, texts)) + "."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cells(value: Value, language: Language) -> list[str]:
    return [f"`{value.name}`", *(text[language] for text in (value.label, ROLES[value.role], value.type_words, value.default_words))]


def _shown(method: Method, drawn: Example | None) -> list[Example]:
    """A few examples with different awards, that of the picture among them, in the order of the file."""
    by_award = {each.award: each for each in reversed(method.examples)}
    if drawn is not None:
        by_award[drawn.award] = drawn
    others = [each for each in method.examples if each is not drawn and by_award[each.award] is each]
    kept = others[: EXAMPLES - (drawn is not None)]
    return [each for each in method.examples if each is drawn or each in kept]


def _written(method: Method, example: Example) -> str:
    """An example as a rules file writes it."""
    peers = ", ".join(_flow(peer) for peer in peers_given(method, example))
    return f"{{given: {_flow(given(method, example))}{f', peers: [{peers}]' if peers else ''}, award: {written_award(method, example)}}}"


def _flow(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def _table(kind: str, rows: Iterable[Sequence[str]], language: Language) -> Iterator[str]:
    heading = HEADINGS[kind][language]
    yield f"| {heading} |"
    yield "|" + "---|" * (heading.count("|") + 1)
    yield from (f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows)


# JSON


def _ballots(rule: BallotRule) -> dict[str, Any]:
    low, high = (None if bound is None else exact_text(bound) for bound in (rule.low, rule.high))
    return {"drop_highest": rule.drop_highest, "drop_lowest": rule.drop_lowest, "low": low, "high": high}


def _method(method: Method, language: Language) -> dict[str, Any]:
    peers = method.peers
    return {
        "id": method.id,
        "name": method.name[language],
        "says": method.says[language],
        "place": place(method),
        **_validity(method),
        "earlier": [{**_validity(each), "place": place(each)} for each in method.earlier],
        "actual": "grade" if method.grades else method.actual,
        "result": method.result,
        "declares": sorted(method.declares),
        "peers": None if peers is None else {"include_self": peers.include_self, "leave_out_missing": peers.leave_out_missing},
        "ballots": _ballots(method.ballots) if method.actual == "ballots" else None,
        "requires": [{"that": that, "says": says} for that, says in requirements(method, language)],
        "ladder": [{"when": when, "award": award, "says": says} for when, award, says in formula(method, language)],
        "values": [
            {"name": each.name, "label": each.label[language], "from": each.role, "type": each.type, "default": each.default}
            for each in values(method)
        ],
        "examples": [_example(method, each) for each in method.examples],
    }


def _validity(method: Method) -> dict[str, str | None]:
    days = {"valid_from": method.valid_from, "valid_to": method.valid_to}
    return {name: None if day is None else day.isoformat() for name, day in days.items()}


def _example(method: Method, example: Example) -> dict[str, Any]:
    award = None if example.award is None else written_award(method, example)
    return {"given": given(method, example), "peers": peers_given(method, example), "award": award}
