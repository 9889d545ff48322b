"""A scorecard and an item's number go in, what `score explain` prints comes out."""

from __future__ import annotations

from fractions import Fraction

from ..numbers import exact_text, score_text
from ..program import Program
from ..results import ItemResult, PartResult, Scorecard
from ..text import Language, Text, same, width
from .derivation import derivation, item_award, part_words


def explanation(card: Scorecard, number: str, language: Language) -> list[str] | None:
    """What `score explain` prints for an item or a part of it; None where the sheet has no such number."""
    results = [each for each in card.parts if each.part.number == number or each.part.number.startswith(f"{number}.")]
    lines: list[str] = []
    told: dict[Text, str] = {}
    for result in results:
        lines += ([""] if lines else []) + _explained(card, result, language, told)
    if len(results) > 1:
        item = next(each for each in card.items if str(each.item.nr) == number)
        award = [f"{line.heading[language]}  {line.text[language]}" for line in item_award(item, card.program)]
        heading = Text(f"第 {number} 项 {item.item.name.zh}", f"Item {number} {item.item.name.en}")[language]
        lines += ["", heading, *award] if award else ["", _sum(card, item, number)[language]]
    return lines or None


def _explained(card: Scorecard, result: PartResult, language: Language, told: dict[Text, str]) -> list[str]:
    """What is said of a part; an assumption that a part above has `told` in full is not told again."""
    own, lines = result.part.number, list[tuple[Text, Text]]()
    for line in derivation(card, result):
        nr = told.setdefault(line.text, own) if line.kind == "assumption" else own
        shown = (line.heading, line.text if nr == own else Text(f"同第 {nr} 项", f"as in item {nr}"))
        if nr == own or shown not in lines:
            lines.append(shown)
    said = [(heading[language], text[language]) for heading, text in lines]
    widest = max(width(heading) for heading, _ in said)
    return [title(card.program, result)[language], ""] + [heading + " " * (widest - width(heading) + 2) + text for heading, text in said]


def title(program: Program, result: PartResult) -> Text:
    """The heading of an explanation: number, name, points, and what was earned and lost."""
    part, account = result.part, result.account
    points = exact_text(account.points)
    if result.is_open:
        worth = Text(f"（分值 {points}）", f" ({points} points)") if part.method.result == "points" else same("")
        return Text(f"第 {part.number} 项 {part.name.zh}{worth.zh}  暂未计分", f"Item {part.number} {part.name.en}{worth.en}  open")
    if part.method.result != "points":
        shown = part_words(result, program.digits)
        return Text(f"第 {part.number} 项 {part.name.zh}  {shown.zh}", f"Item {part.number} {part.name.en}  {shown.en}")
    won, lost = score_text(account.score, program.digits), score_text(account.lost, program.digits)
    return Text(
        f"第 {part.number} 项 {part.name.zh}（分值 {points}）  得分 {won}，失分 {lost}",
        f"Item {part.number} {part.name.en} ({points} points)  scored {won}, lost {lost}",
    )


def _sum(card: Scorecard, item: ItemResult, number: str) -> Text:
    digits, parts, name = card.program.digits, item.parts, item.item.name
    if item.item.award is not None:
        says = item.item.award.says
        return Text(f"第 {number} 项 {name.zh}（{says.zh}）暂未计分", f"Item {number} {name.en} ({says.en}): open")
    scored = [score_text(part.account.score, digits) for part in parts if not part.is_open]
    total = score_text(sum((part.account.score for part in parts), Fraction(0)), digits)
    still = sum((part.account.open for part in parts), Fraction(0))
    open_ = Text(f"；暂未计分 {exact_text(still)} 分", f"; {exact_text(still)} points open") if still else same("")
    added = "".join([" + ".join(scored), " = "]) if len(scored) > 1 else ""
    return Text(f"第 {number} 项 {name.zh}合计 {added}{total}{open_.zh}", f"Item {number} {name.en} in all: {added}{total}{open_.en}")
