"""Rules of a plan that do nothing, or that nothing can satisfy: each is one that somebody meant otherwise."""

from __future__ import annotations

from ..happened import first_day
from ..numbers import exact_text
from ..plan import Extra, Plan, Quota, Veto
from ..problems import Place, Problems
from ..program import Program
from ..register import Rules, plain_name
from ..text import Text


def vetoes_do_something(plan: Plan, rules: Rules, problems: Problems) -> None:
    for veto in plan.vetoes.values():
        acts = veto.touches_grade or veto.rank_at_best or veto.no_commendation or veto.zero or veto.zero_item or veto.deduct
        if veto.months == 0:
            text = Text(f"否决事项“{veto.name.zh}”的期限应大于零", f"the veto '{veto.name.en}' lasts for at least a month")
            problems.error("not-positive", veto.place, text, Text("没有期限的不写 months", "one without a term has no `months`"))
        if not acts:
            hint = Text("写明 grade、at_best、lower、rank_at_best、commendation、zero、zero_item 或 deduct",
                        "say `grade`, `at_best`, `lower`, `rank_at_best`, `commendation`, `zero`, `zero_item` or `deduct`")  # fmt: skip
            text = Text(f"否决事项“{veto.name.zh}”没有任何后果", f"the veto '{veto.name.en}' has no effect")
            problems.error("veto-does-nothing", veto.place, text, hint)
        elif veto.touches_grade and not plan.gradings and not plan.left_out.groups:  # the grades may be those of others
            zh = f"否决事项“{veto.name.zh}”影响等次，而方案没有规定等次"
            text = Text(zh, f"the veto '{veto.name.en}' is about grades, and the plan has none")
            problems.warning("unused-name", veto.place, text, Text("加上 grading", "add `grading`"))


def extras_count_somewhere(plan: Plan, rules: Rules, problems: Problems) -> None:
    """What only breaks ties is one of the keys that break them."""
    names = {key.name for key in plan.keys}
    for extra in plan.extras.values():
        if extra.breaks_ties_only and "tie_break" not in names:
            zh = f"“{extra.name.zh}”只用于同分排序，而 ties 的 keys 中没有 tie_break"
            text = Text(zh, f"'{extra.name.en}' only breaks ties, and `keys` has no tie_break")
            hint = Text("在 ties 的 keys 中加上 tie_break", "add tie_break to the `keys` of `ties`")
            problems.warning("unused-name", extra.place, text, hint)


def events_have_one_meaning(plan: Plan, rules: Rules, problems: Problems) -> None:
    """What a table of events calls a veto or an extra is one of them; and what each is worth is said once."""
    owners: dict[str, str] = {}
    kinds: list[Veto | Extra] = [*plan.vetoes.values(), *plan.extras.values()]
    for kind in kinds:
        for name in dict.fromkeys(map(plain_name, (kind.id, kind.name.zh, kind.name.en))):
            if (owner := owners.setdefault(name, kind.id)) != kind.id:
                text = Text(f"“{name}”同时是 {owner} 和 {kind.id} 的名称", f"'{name}' is a name of both {owner} and {kind.id}")
                problems.error("name-means-two-things", kind.place, text)
        if isinstance(kind, Extra) and kind.points is not None and kind.most is not None:
            text = Text(f"“{kind.name.zh}”已写明每件分数（points），不再写 most", f"'{kind.name.en}' has its `points`: there is no `most`")
            problems.error("wrong-shape", kind.place, text)


def groups_have_units(plan: Plan, rules: Rules, problems: Problems) -> None:
    for group in plan.groups:
        if not group.units:
            text = Text(f"“{group.name.zh}”中没有单位", f"there is no unit in '{group.name.en}'")
            problems.error("empty-list", group.place, text, Text("写 units 或 classes", "say `units` or `classes`"))


def day_is_not_before_the_period(plan: Plan, rules: Rules, problems: Problems) -> None:
    if plan.day < first_day(plan.period):
        text = Text(
            f"认定日 {plan.day} 早于考核期 {plan.period}", f"the day of the assessment, {plan.day}, is before the period {plan.period}"
        )
        problems.error("not-a-date", plan.places["day"], text)


def quotas_are_positive(plan: Plan, rules: Rules, problems: Problems) -> None:
    """A quota is of at least one place, or of a share above zero and at most all."""
    bands = (band.quota for grading in plan.gradings for band in grading.bands if band.quota is not None)
    for quota in (*bands, *(each.quota for each in plan.commendations)):
        _positive(quota, quota.place, problems)


def _positive(quota: Quota, place: Place, problems: Problems) -> None:
    if quota.places == 0:
        problems.error("not-positive", place, Text("名额应大于零", "a quota has at least one place"))
    elif quota.share is not None and not 0 < quota.share <= 1:
        shown = exact_text(quota.share)
        text = Text(f"名额的比例应在 0 至 1 之间，不能是 {shown}", f"a quota's share is above 0 and at most 1, not {shown}")
        problems.error("not-a-ratio", place, text, Text("百分之十五写作 15%", "fifteen per cent is written 15%"))


def units_have_one_sheet(plan: Plan, rules: Rules, problems: Problems) -> None:
    first: dict[str, Program] = {}
    for program in plan.programs:
        if (other := first.setdefault(program.unit, program)) is not program:
            name, where = program.unit_name, other.place.file
            text = Text(f"{name.zh}有两份责任目标书（另一份：{where}）", f"{name.en} has two sheets (the other: {where})")
            problems.error(
                "defined-twice",
                program.place,
                text,
                Text(
                    "一个单位一份：改这一份的 unit，或在方案的 sheets 中只写一份",
                    "a unit has one: write another `unit` here, or name one of them in the plan's `sheets`",
                ),
            )
