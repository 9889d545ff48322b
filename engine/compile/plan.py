"""A plan, the programs of its units and the registers go in, the plan with all its steps comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from ..fields import Bindings, RoundTo
from ..inputs import Role
from ..numbers import decimals, exact_text, read_ratio
from ..plan import (
    ROLES,
    Absent,
    AbsentHow,
    Band,
    Commendation,
    Extra,
    Grading,
    Group,
    LeftOut,
    Plan,
    Quota,
    SelfSupplied,
    TieKey,
    Veto,
)  # fmt: skip
from ..plan_inputs import Assumed, BandIn, CommendationIn, ExtraIn, GradingIn, PlanIn, QuotaIn, SelfSuppliedIn, VetoIn
from ..problems import Fault, Place, Problems
from ..program import DIGITS, Program, Rounding, Scoring, Spreading
from ..register import Rules
from ..steps import Step
from ..text import Text, closest, did_you_mean, printable
from ..vocabulary import named_so
from .above import assumed, source_of
from .account import scoring_steps
from .extras import extra_steps
from .groups import GroupCompiler
from .ranking import commendation_steps, grade_steps, indicator_key, key_steps, quota_steps, ranking_steps

Stage = Literal["part", "item", "section", "unit"]
TIE_KEYS: dict[str, Text] = {
    "score": Text("得分", "score"),
    "rate": Text("得分率", "rate"),
    "earned": Text("不含加减分的得分", "score without bonus and penalty"),
    "bonus": Text("加分", "bonus"),
    "penalty": Text("扣分（少者在前）", "penalty (less first)"),
    "tie_break": Text("只用于同分排序的加减分", "extras that only break ties"),
}
"""What a plan may rank by, and tell apart by who is level: beside these `section 1`, and an indicator."""


def compile_plan(written: PlanIn, programs: Sequence[Program], rules: Rules, problems: Problems, left_out: LeftOut) -> Plan:
    """The plan, without the groups that were left out of what is written. What has a problem is not in it, so that checks can
    go on; nothing may be ranked then."""
    return _PlanCompiler(written, programs, rules, problems, left_out).plan()


class _PlanCompiler(GroupCompiler):
    """Carries the plan, its programs, the registers and the problems through the compilation."""

    def __init__(self, written: PlanIn, programs: Sequence[Program], rules: Rules, problems: Problems, left_out: LeftOut) -> None:
        super().__init__(written, programs, rules, problems)
        self.left_out = left_out
        self.scoring = self.kept()
        self.programs = tuple(program._replace(rounding=self.scoring.part) for program in programs)
        self.grades = {id: grade.name for id, grade in written.grades.items()}

    def plan(self) -> Plan:
        written = self.written
        assumptions = [*assumed(written.assumption), *(each for entry in self.entries() for each in assumed(entry.assumption))]
        groups = self.groups()
        gradings = tuple(self.grading(grading) for grading in written.grading)
        commendations = tuple(self.commendation(id, each) for id, each in written.commendations.items())
        keys = tuple(key for index, name in enumerate(written.ties.keys) if (key := self.key(name, index)) is not None)
        keys = keys or (TieKey("score", TIE_KEYS["score"]),)
        absent, absent_of = self.absent()
        self.stages_hold_the_points()
        moves_up = written.next_moves_up == "true"
        steps = () if self.problems.has_errors else self.steps(groups, gradings, commendations, keys, moves_up)
        return Plan(
            written.plan, written.title, written.period, source_of(written.source), written.day, self.programs, groups, self.scoring,
            absent, absent_of, self.roles(written.roles), written.highest_per_matter == "true",
            {id: self.extra_kind(id, each) for id, each in written.extras.items()},
            {id: self.veto(id, each) for id, each in written.vetoes.items()}, moves_up, written.ties.how, keys, self.grades,
            gradings, commendations, written.deciding_sources, tuple(map(self.self_supplied, written.self_supplied)),
            tuple(assumptions), steps, written.at(), written.places, self.left_out,
        )  # fmt: skip

    def entries(self) -> Iterable[Assumed]:
        """Every rule of the plan that may be an assumption, in the order of the keys."""
        written = self.written
        single = (written.rounding, written.not_applicable, written.ties, written.caps)
        many = (written.groups, written.vetoes, written.extras, written.commendations)
        yield from (each for each in single if each is not None)
        yield from (entry for register in many for entry in register.values())
        yield from written.grading

    # How accounts are kept

    def kept(self) -> Scoring:
        written = self.written
        stages = written.rounding
        part = Rounding(DIGITS) if stages is None or stages.part is None else _rounding(stages.part)
        above = [] if stages is None else [_rounding(each) for each in (stages.item, stages.section, stages.unit)]
        caps = written.caps
        spreading = self.spreading()
        item, section, unit = above or (None, None, None)
        return Scoring(part, item, section, unit, spreading, *((caps.bonus, caps.penalty) if caps else (None, None)), of_plan=True)

    @property
    def hows(self) -> set[str]:
        """Every way in which the plan treats what does not apply."""
        absent = self.written.not_applicable
        return set() if absent is None else {absent.how, *(absent.indicators.values.values() if absent.indicators else ())}

    def spreading(self) -> Spreading | None:
        absent = self.written.not_applicable
        if absent is None or "spread" not in self.hows:
            return None
        return Spreading(absent.over, absent.digits)

    def absent(self) -> tuple[Absent | None, dict[str, Absent | None]]:
        """What does not apply counts: in general, and by indicator."""
        written = self.written.not_applicable
        if written is None:
            return None, {}
        general = None if written.how == "open" else Absent(written.how, written.at("how"))
        of: dict[str, Absent | None] = {}
        bound = written.indicators or Bindings({}, {}, {})
        for indicator, how in bound.values.items():
            self.known(indicator, self.rules.indicators, "unknown-indicator", bound.keys[indicator])
            if how != "open" and how not in _HOWS:
                self.unknown_word(how, ("open", *_HOWS), bound.places[indicator])
            else:
                of[indicator] = None if how == "open" else Absent(_HOWS[how], bound.places[indicator])
        if self.scoring.spreading is not None:
            self.points_can_be_spread(self.scoring.spreading)
        return general, of

    def points_can_be_spread(self, spreading: Spreading) -> None:
        """What is spread comes out even: no points are finer than its digits."""
        assert self.written.not_applicable is not None
        finest = self.finest
        if finest > spreading.digits:
            self.problems.error(
                "finer-than-precision",
                self.written.not_applicable.at("digits"),
                Text(f"有分值带 {finest} 位小数，不能按 {spreading.digits} 位分摊",
                     f"some points have {finest} decimals: they cannot be spread in steps of {spreading.digits}"),
                Text(f"写 digits: {finest} 或更多", f"write digits: {finest} or more"),
            )  # fmt: skip

    @property
    def finest(self) -> int:
        """The most decimals that the points of an item or a part have."""
        return max(self.finest_of("part"), self.finest_of("item"))

    def finest_of(self, stage: Stage) -> int:
        """The most decimals that the points of a stage can have: as written, after some are spread, or left out."""
        spreading, left_out = self.scoring.spreading, "left_out" in self.hows
        written = {
            "part": [part.points for program in self.programs for part in program.parts],
            "item": [item.points for program in self.programs for item in program.items],
            "section": [section.points for program in self.programs for section in program.sections],
            "unit": [program.points for program in self.programs],
        }
        finest = max((decimals(points) or 0 for points in written[stage]), default=0)
        if spreading is not None and (stage in ("part", "item") or (stage == "section" and spreading.over == "sheet")):
            finest = max(finest, spreading.digits)
        return max(finest, self.finest_of("part")) if left_out and stage != "part" else finest

    def stages_hold_the_points(self) -> None:
        """No stage is rounded coarser than its points: what is earned could be more than there is to earn."""
        scoring = self.scoring
        stages: dict[Stage, Rounding | None] = {
            "part": scoring.part, "item": scoring.item, "section": scoring.section, "unit": scoring.unit,
        }  # fmt: skip
        for name, rounding in stages.items():
            if rounding is not None and rounding.digits < (finest := self.finest_of(name)):
                place = self.written.at("not_applicable" if self.written.rounding is None else "rounding")
                digits = rounding.digits
                text = Text(f"有分值（或分摊后的分值）带 {finest} 位小数，{name} 只保留 {digits} 位",
                            f"some points (or points that are spread) have {finest} decimals: {name} keeps {digits}")  # fmt: skip
                hint = Text(f"写 {name}: {finest}，或减少 not_applicable 的 digits",
                            f"write {name}: {finest}, or fewer `digits` in `not_applicable`")  # fmt: skip
                self.problems.error("finer-than-precision", place, text, hint)

    def roles(self, written: Bindings | None) -> dict[Role, Fraction]:
        """What share of the result a role carries."""
        shares: dict[Role, Fraction] = {}
        for name, text in (written.values if written else {}).items():
            assert written is not None
            role: Role | None = next((each for each in ROLES if each == name), None)
            share = read_ratio(text)
            if role is None:
                self.unknown_word(name, ROLES, written.keys[name], named_so(name, {str(role): each for role, each in ROLES.items()}))
            elif isinstance(share, Fault):
                self.problems.fault(share, written.places[name])
            elif not 0 <= share <= 1:
                text_of = Text(
                    f"承担的份额应在 0 至 1 之间，不能是 {exact_text(share)}", f"a share is from 0 to 1, not {exact_text(share)}"
                )
                hint = Text("百分数请写百分号：50%", "write a percentage with its sign: 50%")
                self.problems.error("not-a-ratio", written.places[name], text_of, hint)
            else:
                shares[role] = share
        return shares

    def key(self, name: str, index: int) -> TieKey | None:
        """What a key of the ties stands for."""
        place = self.written.ties.at("keys")
        if name in TIE_KEYS:
            return TieKey("score" if name == "rate" else name, TIE_KEYS[name], by_rate=name == "rate")
        kind, _, number = name.partition(" ")
        if kind == "section" and number.isascii() and number.isdigit():
            if all(1 <= int(number) <= len(program.sections) for program in self.programs):
                return TieKey(f"section {int(number)}", Text(f"第{_ordinal(int(number))}类得分", f"score of section {number}"))
            fewest = min(len(program.sections) for program in self.programs)
            text = Text(f"并非各单位都有第 {number} 类", f"not every unit has a section {number}")
            hint = Text(f"可用：section 1 至 section {fewest}", f"one of section 1 to section {fewest}")
            self.problems.error("unknown-word", place, text, hint)
            return None
        if name in self.rules.indicators:
            is_scored = any(part.indicator == name for program in self.programs for part in program.parts)
            if is_scored or self.left_out.groups:  # a group that was left out may be who has it
                return TieKey(indicator_key(name), self.rules.indicators[name].name, indicator=name)
            indicator = self.rules.indicators[name].name
            text = Text(f"没有目标书考核{indicator.zh}，不能按它区分同分单位", f"no sheet has {indicator.en}: it tells nobody apart")
            self.problems.error("unknown-indicator", place, text)
            return None
        text = Text(f"不能按“{printable(name)}”区分同分单位", f"'{printable(name)}' tells nobody apart")
        hint = Text(
            f"可用：{'、'.join(TIE_KEYS)}、section 1，或指标的标识", f"one of: {', '.join(TIE_KEYS)}, section 1, or an indicator's id"
        )
        if meant := self.meant_key(name):
            hint = Text(f"是否为“{meant}”？", f"did you mean '{meant}'?")
        self.problems.error("unknown-word", place, text, hint)
        return None

    def meant_key(self, name: str) -> str | None:
        """The key that somebody means who writes what it is called: a score, a section, an indicator."""
        indicators = {id: each.name for id, each in self.rules.indicators.items()}
        sections = {f"section {nr}": each.title for program in self.programs[:1] for nr, each in enumerate(program.sections, 1)}
        if name == "total":
            return "score"
        return named_so(name, {**TIE_KEYS, **sections, **indicators}) or closest(name, [*TIE_KEYS, *sections])

    # Grades, vetoes, extras, commendations

    def grade(self, id: str | None, place: Place) -> int | None:
        """The position of a grade, 0 the best."""
        if id is None:
            return None
        if id in self.grades:
            return list(self.grades).index(id)
        text, hint = Text(f"没有等次“{printable(id)}”", f"there is no grade '{printable(id)}'"), did_you_mean(id, self.grades, listed=True)
        if not self.grades:
            hint = Text(
                "先写明等次，从好到差：grades: {excellent: {name: …}}",
                "name the grades first, the best first: grades: {excellent: {name: …}}",
            )
        elif meant := named_so(id, self.grades):
            hint = Text(f"写标识：{meant}", f"write its id: {meant}")
        self.problems.error("unknown-grade", place, text, hint)
        return None

    def group_ids(self, named: Sequence[str], place: Place) -> tuple[str, ...]:
        """The groups that are named, all that are ranked where none is; one that is not ranked has neither grade nor place."""
        ranked = [id for id, group in self.written.groups.items() if group.ranked == "true"]
        for id in named:
            if id not in ranked:
                shown, hint = printable(id), did_you_mean(id, ranked, listed=True)
                text = Text(f"没有组“{shown}”", f"there is no group '{shown}'")
                if id in self.written.groups:
                    text = Text(f"组“{shown}”不排名，没有等次和名额", f"the group '{shown}' is not ranked: it has no grades or places")
                    hint = Text("删去，或改其 ranked: false", "delete it here, or change its ranked: false")
                elif meant := named_so(id, {each: self.written.groups[each].name for each in ranked}):
                    hint = Text(f"写标识：{meant}", f"write its id: {meant}")
                self.problems.error("unknown-group", place, text, hint)
        return tuple(named) or tuple(ranked)

    def grading(self, written: GradingIn) -> Grading:
        bands = tuple(self.band(band) for band in written.bands)
        return Grading(self.group_ids(written.groups, written.at("groups")), written.by, bands, written.at())

    def band(self, written: BandIn) -> Band:
        self.grade(written.grade, written.at("grade"))
        return Band(written.grade, written.start, written.end, self.quota(written.quota), written.at())

    def quota(self, written: QuotaIn | None) -> Quota | None:
        if written is None:
            return None
        if (written.number is None) is (written.share is None):
            text = Text("名额写 places（个数）或 share（比例）之一", "a quota has either `places` or a `share`")
            hint = Text("places: 3，或 share: 15%, rounding: down", "places: 3, or share: 15%, rounding: down")
            self.problems.error("wrong-shape", written.at(), text, hint)
        if written.share is not None and written.rounding is None:
            text = Text("按比例的名额须写明怎样取整", "a quota by share must say how it is rounded")
            self.problems.error(
                "missing-key", written.at("share"), text, Text("加上 rounding: down、half_up 或 up", "add rounding: down, half_up or up")
            )
        return Quota(written.number, written.share, written.base, written.rounding or "down", written.on_tie, written.at())

    def veto(self, id: str, written: VetoIn) -> Veto:
        self.is_id(id, written.at())
        for indicator in written.zero:
            self.known(indicator, self.rules.indicators, "unknown-indicator", written.at("zero"))
        return Veto(
            id, written.name, self.grade(written.grade, written.at("grade")), self.grade(written.at_best, written.at("at_best")),
            written.lower, written.rank_at_best, written.commendation == "none", frozenset(written.zero), written.zero_item == "true",
            written.deduct or Fraction(0), written.months, assumed(written.assumption), written.at(),
        )  # fmt: skip

    def extra_kind(self, id: str, written: ExtraIn) -> Extra:
        self.is_id(id, written.at())
        if id in self.written.vetoes:
            text = Text(f"“{printable(id)}”既是否决事项又是加减分项", f"'{printable(id)}' is both a veto and an extra")
            self.problems.error("defined-twice", written.at(), text)
        breaks = written.counts == "tie_break"
        return Extra(id, written.name, written.sign, written.points, written.most, written.cap, breaks, written.at())

    def commendation(self, id: str, written: CommendationIn) -> Commendation:
        self.is_id(id, written.at())
        quota = self.quota(written.quota)
        assert quota is not None
        if written.at_least is not None and not self.written.grading:
            text = Text(
                "方案没有规定等次（grading），at_least 无从比较", "the plan grades nobody (`grading`): `at_least` compares with nothing"
            )
            self.problems.error("unknown-grade", written.at("at_least"), text)
        return Commendation(
            id, written.name, self.group_ids(written.groups, written.at("groups")), quota,
            self.grade(written.at_least, written.at("at_least")), written.in_order == "true", written.at(),
        )  # fmt: skip

    def self_supplied(self, written: SelfSuppliedIn) -> SelfSupplied:
        self.known(written.unit, self.rules.units, "unknown-unit", written.at("unit"))
        if written.indicator is not None:
            self.known(written.indicator, self.rules.indicators, "unknown-indicator", written.at("indicator"))
        if (written.second_source is None) is (written.recused is None):
            text = Text("写 second_source（第二来源）或 recused（回避）之一", "say either `second_source` or `recused`")
            self.problems.error("wrong-shape", written.at(), text)
        second_source, recused = (who and self.rules.called(who) for who in (written.second_source, written.recused))
        return SelfSupplied(written.unit, written.indicator, second_source, recused, written.at())

    def unknown_word(self, word: str, known: Iterable[str], place: Place, meant: str | None = None) -> None:
        text = Text(f"此处不能写“{printable(word)}”", f"'{printable(word)}' cannot stand here")
        self.problems.error("unknown-word", place, text, did_you_mean(meant or word, list(known), listed=True))

    # The steps

    def steps(
        self,
        groups: Sequence[Group],
        gradings: Sequence[Grading],
        commendations: Sequence[Commendation],
        keys: Sequence[TieKey],
        moves_up: bool,
    ) -> tuple[Step, ...]:
        """Every step, in the order in which they run."""
        indicators = [key.indicator for key in keys if key.indicator is not None]
        steps = [*extra_steps(), *scoring_steps(self.programs, self.scoring), *key_steps(keys, indicators)]
        steps += [*quota_steps(self.left_out.ranked), *ranking_steps(self.written.ties.how, keys, moves_up)]
        for group in groups:
            grading = next((each for each in gradings if group.id in each.groups), None)
            if grading is not None:
                steps += grade_steps(grading, group, list(self.grades))
            classes = [each for each in commendations if group.id in each.groups]
            steps += commendation_steps(classes, group, grading is not None)
        return tuple(steps)


_HOWS: Mapping[str, AbsentHow] = {
    "mean_of_all": "mean_of_all", "mean_of_those": "mean_of_those", "zero": "zero", "full": "full", "spread": "spread",
    "left_out": "left_out",
}  # fmt: skip


def _rounding(written: RoundTo | None) -> Rounding | None:
    return None if written is None or written.digits is None else Rounding(written.digits, written.mode)


def _ordinal(number: int) -> str:
    """`一`, as a section is counted; from eleven on a number with spaces around it."""
    return "一二三四五六七八九十"[number - 1] if number <= 10 else f" {number} "
