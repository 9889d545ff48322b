"""A unit's standing goes in, how its total, rank, grade and commendation came about comes out, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..figures import STATES
from ..happened import Event
from ..numbers import exact_text, score_text
from ..plan import Band, Extra, Grading, Plan, Quota, Veto
from ..rank import Ranking, Rankings, Standing
from ..text import Language, Text, joined, same, width
from .adjusted import rounding_words

_STANDING = Text("名次", "rank")
BONUS, PENALTY = Text("加分", "bonus"), Text("扣分", "penalty")
ASKED = ("rank", "名次", "排名")
"""What stands for an item where somebody asks how the rank came about."""
SIGNS = {"half_up": Text("四舍五入", "half up"), "down": Text("舍去小数", "down"), "up": Text("进一", "up")}
Lines = Iterator[tuple[Text, Text]]


def standing_explanation(rankings: Rankings, standing: Standing, language: Language) -> list[str]:
    """What `score explain PLAN ACTUALS UNIT rank` prints."""
    ranking = next(each for each in rankings.groups if each.group is standing.group)
    plan = rankings.plan
    lines = [*_total(plan, standing), *_rank(plan, ranking, standing), *_grade(plan, standing), *_vetoes(plan, standing)]
    lines += [*_commendation(plan, standing), *_assumptions(plan)]
    headings = [heading[language] for heading, _ in lines]
    widest = max(map(width, headings))
    said = [heading + " " * (widest - width(heading) + 2) + text[language] for heading, (_, text) in zip(headings, lines, strict=True)]
    return [_title(plan, standing)[language], "", *said]


def _title(plan: Plan, standing: Standing) -> Text:
    name, group = standing.program.unit_name, standing.group.name
    score = score_text(standing.total, plan.digits)
    if standing.rank is None:
        return Text(f"{name.zh}（{group.zh}，不参加排名）  得分 {score}", f"{name.en} ({group.en}, not ranked)  score {score}")
    return Text(
        f"{name.zh}（{group.zh}）  第 {standing.rank} 名，得分 {score}", f"{name.en} ({group.en})  rank {standing.rank}, score {score}"
    )


def _total(plan: Plan, standing: Standing) -> Lines:
    """`290.68 + … = 959.39；加分 8.00，扣分 0；合计 967.39`."""
    account, digits = standing.card.account, plan.digits
    sections = [section.account for section in standing.card.sections]
    earned = [score_text(section.earned, digits) for section in sections]
    whole = score_text(account.earned, digits)
    unrounded = sum((section.earned for section in sections), Fraction(0))
    sums, rounded = f"{' + '.join(earned)} = ", _rounded(plan, unrounded, account.earned)
    yield Text("各类得分", "sections"), Text(sums + rounded.zh, sums + rounded.en)
    of_items = sum((section.bonus - section.penalty for section in sections), Fraction(0))
    if of_items:
        yield Text("各项加减", "of items"), same(exact_text(of_items))
    for total in standing.sums:
        if not total.amount:
            yield Text("不计", "not counted"), _outdone(standing, total.kind)
            continue
        amount, kind = exact_text(total.amount), total.kind
        capped = exact_text(total.before)
        limit = Text(f"（{capped} 分，封顶）", f" ({capped} points, capped)") if total.before != total.amount else same("")
        only = Text("，只用于同分排序", ", which only breaks ties") if kind.breaks_ties_only else same("")
        heading = BONUS if kind.sign == "bonus" else PENALTY
        events = joined((_event(each.event) for each in standing.extras if each.event.kind is kind and each.points), "；", "; ")
        said = Text(f"{kind.name.zh} {amount}{limit.zh}{only.zh}：{events.zh}", f"{kind.name.en} {amount}{limit.en}{only.en}: {events.en}")
        yield heading, said
    deducted = [each for each in standing.vetoes if isinstance(each.kind, Veto) and each.kind.deduct]
    for each in deducted:
        assert isinstance(each.kind, Veto)
        points, event = exact_text(each.kind.deduct), _event(each)
        yield PENALTY, Text(f"{each.name.zh} {points}：{event.zh}", f"{each.name.en} {points}: {event.en}")
    yield from _capped(plan, standing)
    parts = f"{whole} + {score_text(account.bonus, digits)} − {score_text(account.penalty, digits)}"
    yield Text("合计", "total"), same(f"{parts} = {score_text(account.score, digits)}")


def _rounded(plan: Plan, value: Fraction, counted: Fraction) -> Text:
    """`82.58，保留 1 位小数（四舍五入）82.6`; the number alone where rounding leaves it as it is."""
    shown = score_text(counted, plan.digits)
    if value == counted:
        return same(shown)
    said, before = rounding_words(plan.scoring.unit, shown), exact_text(value)
    return Text(before + said.zh, before + said.en)


def _capped(plan: Plan, standing: Standing) -> Lines:
    """All bonuses of the unit and all penalties, where a cap or rounding makes something else of them than their sum."""
    account = standing.card.account
    deducted = sum((each.kind.deduct or Fraction(0) for each in standing.vetoes if isinstance(each.kind, Veto)), Fraction(0))
    for sign, counted_points, beside in ((BONUS, account.bonus, Fraction(0)), (PENALTY, account.penalty, deducted)):
        together, limited = _together(plan, standing, sign)
        before = limited + beside
        if together + beside == counted_points:
            continue
        zh, en = f"合计 {exact_text(together)}", f"{exact_text(together)} in all"
        if limited != together:
            zh, en = f"{zh}，封顶 {exact_text(limited)}", f"{en}, capped at {exact_text(limited)}"
        if before != counted_points:
            by_veto = Text(f"，另加否决扣分 {exact_text(beside)}", f", and {exact_text(beside)} by a veto") if beside else same("")
            said = rounding_words(plan.scoring.unit, score_text(counted_points, plan.digits))
            zh, en = f"{zh}{by_veto.zh}{said.zh}", f"{en}{by_veto.en}{said.en}"
        yield sign, Text(zh, en)


def all_capped(plan: Plan, standing: Standing) -> Iterator[tuple[Text, Fraction, Fraction]]:
    """Bonus or penalty, what it comes to before the cap of the plan and after it, where that makes a difference."""
    for sign in (BONUS, PENALTY):
        together, limited = _together(plan, standing, sign)
        if limited != together:
            yield sign, together, limited


def _together(plan: Plan, standing: Standing, sign: Text) -> tuple[Fraction, Fraction]:
    """All bonuses of a unit, those of its items and of its events (or all penalties), before the plan's cap and after it."""
    sections = [section.account for section in standing.card.sections]
    of_items = [each.bonus if sign is BONUS else each.penalty for each in sections]
    kinds = (each for each in standing.sums if (each.kind.sign == "bonus") is (sign is BONUS) and not each.kind.breaks_ties_only)
    together = sum([*of_items, *(each.amount for each in kinds)], Fraction(0))
    cap = plan.scoring.bonus_cap if sign is BONUS else plan.scoring.penalty_cap
    return together, together if cap is None else min(together, cap)


def _outdone(standing: Standing, kind: Extra) -> Text:
    """Events that count nothing, since a higher one of the same matter does."""
    events = joined((_event(each.event) for each in standing.extras if each.event.kind is kind), "；", "; ")
    return Text(
        f"{kind.name.zh}（同一事由已计更高者）：{events.zh}", f"{kind.name.en} (a higher one of the same matter counts): {events.en}"
    )


def _event(event: Event) -> Text:
    """`2011-08-20，示例通报第1号，示例`."""
    zh = [str(event.day), event.document, *([event.matter] if event.matter else [])]
    en = list(zh)
    if event.state == "illustrative":
        zh, en = [*zh, STATES[event.state].zh], [*en, STATES[event.state].en]
    place = f"{event.place.file}:{event.place.line}"
    return Text("，".join([*zh, place]), ", ".join([*en, place]))


def _rank(plan: Plan, ranking: Ranking, standing: Standing) -> Lines:
    """Who is ahead, who is level, and between what ranks it may end up."""
    if standing.rank is None:
        return
    keys, of = keys_words(plan), len(ranking.standings)
    yield Text("排序", "by"), Text(f"本组 {of} 个单位，{keys.zh}", f"{counted(of, 'unit')} in the group, {keys.en}")
    by_score = int(standing.values["rank_by_score"])
    ahead = [each for each in ranking.standings if each.values["rank_by_score"] < by_score]
    if ahead:
        yield Text("在前", "ahead"), joined((_with_keys(plan, standing, each) for each in ahead), "；", "; ")
    if standing.level_with:
        yield Text("并列", "level"), joined(standing.level_with)
    yield _STANDING, _rank_words(plan, standing, by_score, len(ahead))
    if standing.is_open:
        points, low, high = (score_text(value, plan.digits) for value in (standing.card.account.open, standing.low, standing.high))
        yield (
            Text("暂定", "provisional"),
            Text(
                f"还有 {points} 分未计：得分 {low} 至 {high}，名次 {standing.best} 至 {standing.worst}",
                f"{points} points open: score {low} to {high}, rank {standing.best} to {standing.worst}",
            ),
        )
    elif standing.best != standing.worst:
        best, worst = standing.best, standing.worst
        words = Text(f"其他单位还有未计分：名次 {best} 至 {worst}", f"others have points open: rank {best} to {worst}")
        yield Text("暂定", "provisional"), words


def _with_keys(plan: Plan, own: Standing, other: Standing) -> Text:
    """A unit with its score; with the values of the next keys as far as they are needed to tell it from one's own."""
    shown: list[Text] = []
    for key in plan.keys:
        value = exact_text(other.values[key.name])
        shown.append(same(value) if not shown else Text(f"{key.says.zh} {value}", f"{key.says.en} {value}"))
        if other.values[key.name] != own.values[key.name]:
            break
    values, name = joined(shown, "，", ", "), other.program.unit_name
    return Text(f"{name.zh} {values.zh}", f"{name.en} {values.en}")


def _rank_words(plan: Plan, standing: Standing, by_score: int, ahead: int) -> Text:
    if not ahead:
        words = Text(f"前面没有单位，第 {by_score} 名", f"nobody ahead: rank {by_score}")
    elif plan.ties == "dense":
        ranks = counted(by_score - 1, "rank")
        words = Text(f"前面有 {by_score - 1} 个名次，第 {by_score} 名", f"{ranks} ahead, shared by those that are level: rank {by_score}")
    else:
        words = Text(f"前面有 {ahead} 个单位，第 {by_score} 名", f"{counted(ahead, 'unit')} ahead: rank {by_score}")
    rank = standing.rank or by_score
    if rank < by_score:
        return Text(f"{words.zh}；前面有单位因否决退后，递补为第 {rank} 名", f"{words.en}; rank {rank}, as a veto holds back a unit ahead")
    if rank > by_score:
        return Text(f"{words.zh}；因否决改为第 {rank} 名", f"{words.en}; by a veto rank {rank}")
    return words


def keys_words(plan: Plan) -> Text:
    """`依次按得分、第一类得分`."""
    keys = joined(key.says for key in plan.keys)
    if len(plan.keys) == 1:
        return Text(f"按{keys.zh}", f"by {keys.en}")
    return Text(f"依次按{keys.zh}", f"by {joined((key.says for key in plan.keys), en=', then ').en}")


def counted(count: int, what: str) -> str:
    """`1 unit`, `2 units`."""
    return f"{count} {what}{'s' * (count != 1)}"


def _grade(plan: Plan, standing: Standing) -> Lines:
    """The bands down to the one that it is in, each with its quota."""
    grading = next((each for each in plan.gradings if standing.group.id in each.groups), None)
    if grading is None or standing.grade_by_score is None:
        return
    for band in grading.bands:
        won = standing.values[f"won grade {band.grade}"] == 1
        yield Text("等次", "grade"), _band_words(plan, grading, band, standing, won)
        if won:
            return


def _band_words(plan: Plan, grading: Grading, band: Band, standing: Standing, won: bool) -> Text:
    name = plan.grades[band.grade]
    reached = _reached(grading, band, standing)
    quota = _quota_words(band.quota, f"grade {band.grade}", "holds_grade", standing) if band.quota and reached[1] else same("")
    verdict = Text("符合", "holds") if won else Text("不符合", "does not hold")
    return Text(f"{name.zh}：{reached[0].zh}{quota.zh}    {verdict.zh}", f"{name.en}: {reached[0].en}{quota.en}    {verdict.en}")


def _reached(grading: Grading, band: Band, standing: Standing) -> tuple[Text, bool]:
    if band.start is None:
        return Text("其余", "otherwise"), True
    score, points, start = standing.total, standing.card.account.points, exact_text(band.start)
    if grading.by == "score":
        return same(f"{exact_text(score)} ≥ {start}"), score >= band.start
    return same(f"{exact_text(score)} × 100 ≥ {start} × {exact_text(points)}"), score * 100 >= band.start * points


def _quota_words(quota: Quota, name: str, holds: str, standing: Standing) -> Text:
    """`；名额 6 × 1/3 = 2，取整后 2 个，列第 1`."""
    places, place = int(standing.group_values[f"places {name}"]), int(standing.values[f"place {name}"])
    level = int(standing.values[f"level {name}"])
    by = Text(f"名额 {places} 个", counted(places, "place"))
    if quota.share is not None:
        units = standing.group_values["units" if quota.base == "group" else "all_units"]
        sums, sign = f"{int(units)} × {share_text(quota.share)} = {exact_text(units * quota.share)}", SIGNS[quota.rounding]
        by = Text(f"名额 {sums}，{sign.zh}为 {places} 个", f"places {sums}, rounded {sign.en} to {places}")
    tied = Text(f"（另有 {level} 个并列）", f" ({level} more level)") if level else same("")
    if standing.values[holds] != 1:
        return Text(f"；{by.zh}，因否决不占名额", f"; {by.en}, none of them held because of a veto")
    full = same("")
    if place > places:
        full = Text("，超出名额", ", beyond the places")
    elif place + level > places:
        full = {
            "include": Text("，末位并列均计入", ", all that are level for the last place are in"),
            "exclude": Text("，末位并列均不计入", ", none that is level for the last place is in"),
        }.get(quota.on_tie, full)
    return Text(f"；{by.zh}，列第 {place}{tied.zh}{full.zh}", f"; {by.en}, in place {place}{tied.en}{full.en}")


def share_text(share: Fraction) -> str:
    """`15%`; `1/3` where per cent do not end."""
    return exact_text(share * 100) + "%" if (share * 10000).denominator == 1 else exact_text(share)


def _vetoes(plan: Plan, standing: Standing) -> Lines:
    """What each veto in force does, and what the grade is in the end."""
    for event in standing.vetoes:
        assert isinstance(event.kind, Veto)
        said, effects = _event(event), joined(effects_of(event.kind, plan), "，", ", ")
        term = event.kind.months
        within = Text(f"，期限 {term} 个月，认定日 {plan.day}", f", for {term} months, day {plan.day}") if term else same("")
        yield (
            Text("一票否决", "veto"),
            Text(f"{event.name.zh}（{said.zh}{within.zh}）：{effects.zh}", f"{event.name.en} ({said.en}{within.en}): {effects.en}"),
        )
    if standing.grade is not None and standing.grade != standing.grade_by_score and standing.grade_by_score is not None:
        names = list(plan.grades.values())
        before, after = names[standing.grade_by_score], names[standing.grade]
        yield Text("等次", "grade"), Text(f"由{before.zh}改为{after.zh}", f"{after.en} instead of {before.en}")


def effects_of(veto: Veto, plan: Plan) -> list[Text]:
    """What a veto does, in words."""
    names, found = list(plan.grades.values()), list[Text]()
    if veto.grade is not None:
        found.append(Text(f"定为{names[veto.grade].zh}", f"the grade is {names[veto.grade].en}"))
    if veto.at_best is not None:
        found.append(Text(f"等次不高于{names[veto.at_best].zh}", f"no grade above {names[veto.at_best].en}"))
    if veto.lower:
        found.append(Text(f"降低 {veto.lower} 个等次", f"{veto.lower} grade lower" if veto.lower == 1 else f"{veto.lower} grades lower"))
    if veto.rank_at_best:
        found.append(Text(f"名次不高于第 {veto.rank_at_best} 名", f"no rank above {veto.rank_at_best}"))
    if veto.zero or veto.zero_item:
        found.append(Text("相关项计零分", "the item counts as zero"))
    if veto.deduct:
        found.append(Text(f"扣 {exact_text(veto.deduct)} 分", f"{exact_text(veto.deduct)} points deducted"))
    if veto.no_commendation:
        found.append(Text("不予表彰", "no commendation"))
    return found


def _commendation(plan: Plan, standing: Standing) -> Lines:
    for each in plan.commendations:
        name = f"commendation {each.id}"
        if name_won := standing.values.get(f"won {name}"):
            barred = standing.values[f"got {name}"] != 1
            quota = _quota_words(each.quota, name, "holds_commendation", standing)
            ending = Text("；因否决不予表彰", "; by a veto none") if barred else same("")
            yield Text("表彰", "commendation"), Text(f"{each.name.zh}{quota.zh}{ending.zh}", f"{each.name.en}{quota.en}{ending.en}")
            assert name_won == 1


def _assumptions(plan: Plan) -> Lines:
    unapproved = sum(not assumption.approved_by for assumption in plan.assumptions)
    if unapproved:
        zh = f"方案采用的口径 {unapproved} 条未经批准（详见 --assumptions）"
        yield Text("口径", "assumption"), Text(zh, f"assumptions of the plan not approved: {unapproved} (see --assumptions)")


def extras_words(extra: Extra) -> Text:
    """What an event of a kind is worth: `每件 5 分，封顶 10 分`."""
    sign = Text("加", "+") if extra.sign == "bonus" else Text("扣", "-")
    points = (
        Text("按件给分", "as entered")
        if extra.points is None
        else Text(f"每件{sign.zh} {exact_text(extra.points)} 分", f"{sign.en}{exact_text(extra.points)} each")
    )
    limits: Sequence[tuple[str, str, Fraction | None]] = (("每件至多", "at most", extra.most), ("封顶", "capped at", extra.cap))
    shown = [points, *(Text(f"{zh} {exact_text(value)} 分", f"{en} {exact_text(value)}") for zh, en, value in limits if value is not None)]
    shown += [Text("只用于同分排序", "breaks ties only")] if extra.breaks_ties_only else []
    return joined(shown, "，", ", ")
