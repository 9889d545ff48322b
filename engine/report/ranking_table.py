"""Rankings go in, the ranking tables come out as lines for a terminal or a pipe; they only present what the steps computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from ..figures import STATES
from ..happened import Event, why_words
from ..numbers import exact_text, score_text
from ..plan import Extra, Plan, TieKey, Veto
from ..program import Assumption
from ..rank import Ranking, Rankings, Standing
from ..text import Language, Text, joined, same, width
from .derivation import assumption_words
from .some_groups import some_groups
from .standing import all_capped, effects_of
from .table import GAP, ILLUSTRATIVE, NARROWEST, Cells, aligned, section_number

RANK, UNIT, TOTAL = Text("名次", "Rank"), Text("单位", "Unit"), Text("得分", "Score")
CAN_RANK, CAN_SCORE = Text("可能名次", "May rank"), Text("得分范围", "May score")
BONUS, PENALTY = Text("加分", "Bonus"), Text("扣分", "Penalty")
GRADE, VETO, COMMENDED = Text("等次", "Grade"), Text("一票否决", "Veto"), Text("表彰", "Commendation")
Kind = Literal["number", "section", "extra", "words", "unit", "veto"]
CUT_TO = {"words": NARROWEST, "veto": NARROWEST, "unit": 20}
"""To how much what is in a column may be cut before others are left out: many units of a city begin with its name."""


class Column(NamedTuple):
    """A column of a ranking: what is in it decides where it stands and what gives way in a narrow terminal."""

    heading: str
    cells: list[str]
    kind: Kind


def ranking_table(rankings: Rankings, language: Language, columns: int | None = None) -> list[str]:
    """A table a group: rank, unit, score per section, total, grade, veto, commendation; what can still change beside it."""
    lines = ranking_title(rankings, language)
    for ranking in rankings.groups:
        if ranking.standings:
            lines += ["", *_group(rankings.plan, ranking, language, columns)]
    return [*lines, "", *ranking_closing(rankings, language)]


def ranking_title(rankings: Rankings, language: Language) -> list[str]:
    plan = rankings.plan
    heading = Text(f"{plan.title.zh}：排名（{plan.source.document}）", f"{plan.title.en}: ranking ({plan.source.document})")
    first = heading[language] + some_groups(plan)[language] + (f"    {ILLUSTRATIVE[language]}" if rankings.are_illustrative else "")
    days = sorted(
        figure.received
        for standing in rankings.standings
        for figure in standing.card.figures.current.values()
        if figure.received and figure.value is not None
    )
    received = Text(f"；数据收到日期：{days[0]} 至 {days[-1]}", f"; figures received {days[0]} to {days[-1]}") if days else same("")
    return [first, Text(f"认定日：{plan.day}{received.zh}", f"day of the assessment: {plan.day}{received.en}")[language]]


def _group(plan: Plan, ranking: Ranking, language: Language, columns: int | None) -> list[str]:
    """The group's table; where the terminal is too narrow without what stands elsewhere too: the vetoes (told below the
    table), then the sections, then bonus and penalty (in the unit's scorecard and in every file)."""
    shown = columns_of(plan, ranking, language)
    for kind in ("veto", "section", "extra"):
        if columns is not None and _narrowest(shown) > columns:
            shown = [column for column in shown if column.kind != kind]
    table: list[Cells | str] = [ranking_heading(ranking, language), [column.heading for column in shown]]
    table += [[column.cells[row] for column in shown] for row in range(len(ranking.standings))]
    right = {index for index, column in enumerate(shown) if column.kind not in CUT_TO}
    return aligned(table, right, tuple(index for index in range(len(shown)) if index not in right), columns)


def _narrowest(shown: Sequence[Column]) -> int:
    """The columns that the table needs at least: words may be cut."""
    widths = [max(map(width, (column.heading, *column.cells))) for column in shown]
    cut = (min(each, CUT_TO.get(column.kind, each)) for each, column in zip(widths, shown, strict=True))
    return sum(cut) + len(GAP) * (len(shown) - 1)


def ranking_heading(ranking: Ranking, language: Language) -> str:
    """The group's name, and whether it is ranked and for good."""
    name = ranking.group.name[language]
    if not ranking.group.ranked:
        return f"{name}{Text('（不参加排名）', ' (not ranked)')[language]}"
    return f"{name}{Text('（暂定）', ' (provisional)')[language]}" if ranking.is_provisional else name


def columns_of(plan: Plan, ranking: Ranking, language: Language) -> list[Column]:
    """The columns of a group's table, with a cell for each unit. A column that nobody needs is left out."""
    standings, digits = ranking.standings, plan.digits
    columns: list[Column] = []

    def column(heading: Text, cells: Sequence[str], kind: Kind = "number", *, always: bool = True) -> None:
        if always or any(cells):
            columns.append(Column(heading[language], list(cells), kind))

    column(RANK, ["—" if each.rank is None else str(each.rank) for each in standings], always=ranking.group.ranked)
    if ranking.group.ranked and ranking.is_provisional:
        column(CAN_RANK, [_reach(each) for each in standings], "words")
    column(UNIT, [each.program.unit_name[language] for each in standings], "unit")
    for index in range(max(len(each.card.sections) for each in standings)):
        scores = [each.card.sections[index].account.score if index < len(each.card.sections) else None for each in standings]
        name = same(section_number(index, language).strip())
        column(name, ["" if score is None else score_text(score, digits) for score in scores], "section")
    column(BONUS, [_nonzero(each.card.account.bonus, digits) for each in standings], "extra", always=False)
    column(PENALTY, [_nonzero(each.card.account.penalty, digits) for each in standings], "extra", always=False)
    column(TOTAL, [score_text(each.total, digits) for each in standings])
    column(CAN_SCORE, [_range(each, digits) for each in standings], always=False)
    column(GRADE, [_grade(plan, each, language) for each in standings], "words", always=False)
    column(VETO, [joined(dict.fromkeys(event.name for event in each.vetoes))[language] for each in standings], "veto", always=False)
    column(COMMENDED, [commended(plan, each)[language] for each in standings], "words", always=False)
    return columns


def _reach(standing: Standing) -> str:
    if standing.best is None or standing.worst is None:
        return ""
    return str(standing.best) if standing.best == standing.worst else f"{standing.best}–{standing.worst}"


def _range(standing: Standing, digits: int) -> str:
    """Between what the score can still end up; a `+` where a bonus of what is open has no end."""
    if not standing.is_open:
        return ""
    more = "+" if standing.card.may_have_more else ""
    return f"{score_text(standing.low, digits)}–{score_text(standing.high, digits)}{more}"


def _nonzero(value: Fraction, digits: int) -> str:
    return score_text(value, digits) if value else ""


def _grade(plan: Plan, standing: Standing, language: Language) -> str:
    """The grade; the one by the score too, where a veto has changed it."""
    if standing.grade is None:
        return ""
    names = list(plan.grades.values())
    if standing.grade_by_score in (None, standing.grade):
        return names[standing.grade][language]
    assert standing.grade_by_score is not None
    by_score = names[standing.grade_by_score][language]
    return Text(f"{names[standing.grade].zh}（原{by_score}）", f"{names[standing.grade].en} (was {by_score})")[language]


def commended(plan: Plan, standing: Standing) -> Text:
    """The class of commendation; nothing where there is none."""
    return next((each.name for each in plan.commendations if each.id == standing.commendation), same(""))


def ranking_closing(rankings: Rankings, language: Language) -> list[str]:
    lines = [*_sections(rankings), *_ties(rankings), *_commended(rankings), *_events(rankings), *_open(rankings)]
    unapproved = sum(not assumption.approved_by for assumption in rankings.plan.assumptions)
    if unapproved:
        lines.append(Text(f"方案采用的口径 {unapproved} 条未经批准（详见 --assumptions）",
                          f"assumptions of the plan not approved: {unapproved} (see --assumptions)"))  # fmt: skip
    return [line[language] for line in lines]


def _sections(rankings: Rankings) -> Iterator[Text]:
    """What the sections are called, where all units of a group call them alike; once for all groups that do."""
    titles = {
        ranking.group.name: {tuple(section.section.title for section in each.card.sections) for each in ranking.standings}
        for ranking in rankings.groups
        if ranking.standings
    }
    alike = {name: next(iter(found)) for name, found in titles.items() if len(found) == 1}
    if len(alike) == len(titles) and len(set(alike.values())) == 1:
        yield _numbered(next(iter(alike.values())))
        return
    for found in dict.fromkeys(alike.values()):
        names, listed = joined((name for name, each in alike.items() if each == found), "、", ", "), _numbered(found)
        yield Text(f"{names.zh}：{listed.zh}", f"{names.en}: {listed.en}")


def _numbered(titles: Sequence[Text]) -> Text:
    named = [Text(section_number(i, "zh") + title.zh, section_number(i, "en") + title.en) for i, title in enumerate(titles)]
    return joined(named, "，", ", ")


def _ties(rankings: Rankings) -> Iterator[Text]:
    """Who is level in the first key: who shares a rank, and who is told apart by which other one."""
    first, *others = rankings.plan.keys
    for ranking in rankings.groups:
        by_rank: dict[int, list[Standing]] = {}
        for each in ranking.standings:
            by_rank.setdefault(each.rank or 0, []).append(each)
        for rank, level in by_rank.items():
            if rank and len(level) > 1:
                names, keys = joined(each.program.unit_name for each in level), joined(key.says for key in rankings.plan.keys)
                yield Text(f"并列第 {rank}：{names.zh}（{keys.zh}相同）", f"level at rank {rank}: {names.en} (the same in {keys.en})")
        for one, other in pairwise(ranking.standings):
            told_by = next((key for key in others if one.values[key.name] != other.values[key.name]), None)
            in_order = one.values.get("rank_by_score", 0) < other.values.get("rank_by_score", 0)  # and not by a veto alone
            if one.total == other.total and in_order and not first.by_rate and told_by is not None:
                yield _told_apart(one, other, told_by, rankings.plan.digits)


def _told_apart(one: Standing, other: Standing, key: TieKey, digits: int) -> Text:
    said = [(each.program.unit_name, score_text(each.values[key.name], digits)) for each in (one, other)]
    listed = joined((Text(f"{name.zh} {value}", f"{name.en} {value}") for name, value in said), "，", ", ")
    score = score_text(one.total, digits)
    return Text(f"得分同为 {score}，按{key.says.zh}分先后：{listed.zh}", f"both {score}, told apart by {key.says.en}: {listed.en}")


def _commended(rankings: Rankings) -> Iterator[Text]:
    """Who is commended, class by class: by rank, or (in no particular order) as the plan lists them."""
    for each in rankings.plan.commendations:
        units = [standing for standing in rankings.standings if standing.commendation == each.id]
        if units:
            ordered = units if each.in_order else sorted(units, key=lambda standing: standing.values["order"])
            names, free = joined(standing.program.unit_name for standing in ordered), Text("（排名不分先后）", " (in no particular order)")
            order = same("") if each.in_order else free
            yield Text(f"{each.name.zh}{order.zh}：{names.zh}", f"{each.name.en}{order.en}: {names.en}")


def _events(rankings: Rankings) -> Iterator[Text]:
    """What was decided about units beside their figures, and what no longer counts."""
    for each in rankings.standings:
        yield from events_of(rankings.plan, each)
    for not_counted in rankings.not_counted:
        said, why = event_words(not_counted.event), why_words(not_counted, rankings.plan)
        name = next(each.program.unit_name for each in rankings.standings if each.program.unit == not_counted.event.unit)
        yield Text(f"不计：{name.zh} {said.zh}，{why.zh}", f"does not count: {name.en}, {said.en}: {why.en}")


def events_of(plan: Plan, standing: Standing) -> Iterator[Text]:
    """What was decided about a unit beside its figures."""
    name = standing.program.unit_name
    for event in standing.vetoes:
        assert isinstance(event.kind, Veto)
        said, effects = event_words(event), joined(effects_of(event.kind, plan), "，", ", ")
        yield Text(f"一票否决：{name.zh} {said.zh}，{effects.zh}", f"veto: {name.en}, {said.en}: {effects.en}")
    for extra in standing.extras:
        said, points = event_words(extra.event), exact_text(extra.points)
        counts = Text(f"计 {points} 分", f"{points} points")
        if not extra.points:
            counts = Text("同一事由已计更高者，不计", "a higher one of the same matter counts")
        elif isinstance(extra.event.kind, Extra) and extra.event.kind.breaks_ties_only:
            counts = Text(f"{counts.zh}，只用于同分排序", f"{counts.en}, which only break ties")
        sign = BONUS if isinstance(extra.event.kind, Extra) and extra.event.kind.sign == "bonus" else PENALTY
        heading = Text(sign.zh, sign.en.lower())
        yield Text(f"{heading.zh}：{name.zh} {said.zh}，{counts.zh}", f"{heading.en}: {name.en}, {said.en}: {counts.en}")
    for total in standing.sums:
        if total.before != total.amount:
            before, amount, kind = exact_text(total.before), exact_text(total.amount), total.kind.name
            zh = f"封顶：{name.zh} {kind.zh} {before} 分，计 {amount} 分"
            yield Text(zh, f"capped: {name.en}, {kind.en}: {amount} of {before} points")
    for sign, in_all, limited in all_capped(plan, standing):
        before, amount = exact_text(in_all), exact_text(limited)
        zh = f"封顶：{name.zh} {sign.zh}合计 {before} 分，计 {amount} 分"
        yield Text(zh, f"capped: {name.en}, {sign.en} in all: {amount} of {before} points")


def event_words(event: Event) -> Text:
    """`较大事故（2011-08-03，豫安监〔2011〕5号，示例）`."""
    facts = [str(event.day), event.document, *([event.matter] if event.matter else [])]
    zh, en = list(facts), list(facts)
    if event.released is not None:
        zh, en = [*zh, f"{event.released} 解除"], [*en, f"released {event.released}"]
    if event.state == "illustrative":
        zh, en = [*zh, STATES[event.state].zh], [*en, STATES[event.state].en]
    return Text(f"{event.name.zh}（{'，'.join(zh)}）", f"{event.name.en} ({', '.join(en)})")


def _open(rankings: Rankings) -> Iterator[Text]:
    still = [each for each in rankings.standings if each.is_open]
    if still:
        points = exact_text(sum((each.card.account.open for each in still), Fraction(0)))
        units = f"{len(still)} unit{'s' * (len(still) != 1)}"
        zh = f"暂定：{len(still)} 个单位还有 {points} 分未计，名次和等次可能改变"
        yield Text(zh, f"provisional: {points} points of {units} are open; ranks and grades may change")


def plan_assumptions(assumptions: Sequence[Assumption], language: Language) -> list[str]:
    """Every assumption of a plan, with its place and whether it was approved."""
    if not assumptions:
        return [Text("方案没有采用口径", "The plan makes no assumptions")[language]]
    lines = [Text("方案采用的口径", "Assumptions of the plan")[language]]
    return lines + [f"{number}. {assumption_words(each)[language]}  [{each.place}]" for number, each in enumerate(assumptions, 1)]
