"""A figure that a part is scored by goes in, what is said of it comes out: where it stands, from whom, in place of what."""

from __future__ import annotations

from fractions import Fraction

from ..figures import ABSENCES, STATES, VERSIONS, Ballots, Figure, Need
from ..program import Part
from ..results import PartResult, Scorecard
from ..text import Text, joined, same

BALLOTS = Text("测评票", "ballots")


def value_words(part: Part, name: str, value: Fraction) -> Text:
    """A value of the ladder as a reader writes it: with the measure where it has one."""
    return part.method.vocabulary.value_words(name, value, part.measure)


def figure_line(card: Scorecard, result: PartResult, name: str) -> Text:
    """One figure: where it stands, what it is, from whom, when, and the versions it stands for."""
    part, figure = result.part, result.figures.get(name)
    key = part.figures[name]
    label = _whose(BALLOTS if part.method.actual == "ballots" and name == "actual" else part.method.labels[name], card.program.needs[key])
    if figure is None:
        return Text(f"{label.zh}：未报", f"{label.en}: not reported")
    measure = card.program.needs[key].measure if name in part.method.inputs else part.measure
    if figure.value is None:
        shown = ABSENCES[figure.absence or "not-reported"]
    elif figure.ballots is not None:
        shown = _ballots(figure.ballots)
    else:
        shown = _converted(figure, value_words(part, name, figure.value), measure)
    state = STATES[figure.state]
    version = Text(f"（{VERSIONS[figure.version].zh}）", f" ({VERSIONS[figure.version].en})") if figure.names_version else same("")
    supplier = Text(f" {figure.supplier}提供", f" from {figure.supplier}") if figure.supplier else same("")
    day = figure.received.isoformat() if figure.received else ""
    received = Text(f"，{day} 收到", f", received {day}") if day else same("")
    earlier = [each for each in card.figures.superseded if each.key == key]
    replaced = _replaced(figure, [each for each in earlier if each.version != figure.version])
    replaced = joined([replaced, *(_other_source(figure, each) for each in earlier if each.version == figure.version)], "", "")
    note = Text(f"；备注：{figure.note}", f"; note: {figure.note}") if figure.note else same("")
    return Text(
        f"{figure.place}  {label.zh} {shown.zh}{version.zh}{supplier.zh}{received.zh}，{state.zh}{replaced.zh}{note.zh}",
        f"{figure.place}  {label.en} {shown.en}{version.en}{supplier.en}{received.en}, {state.en}{replaced.en}{note.en}",
    )


def _whose(label: Text, need: Need) -> Text:
    """What a figure is called, and whose it is where it is not the unit's own."""
    of = need.whose
    return label if of is None else Text(f"{of.zh}的{label.zh}", f"{label.en} of {of.en}")


def _replaced(figure: Figure, earlier: list[Figure]) -> Text:
    """The earlier versions that a figure stands for."""
    others = joined(_earlier(each) for each in earlier)
    return Text(f"；代替{others.zh}", f"; in place of {others.en}") if earlier else same("")


def _other_source(figure: Figure, other: Figure) -> Text:
    """What another source says of the same version: the same, or what the plan's deciding sources set aside."""
    if other.value == figure.value:
        return Text(f"；{other.supplier}提供的相同", f"; {other.supplier} gives the same")
    written = same(other.written) if other.ballots is None else _ballots(other.ballots)
    return Text(
        f"；{other.supplier}提供的为 {written.zh}，按方案规定的数据来源不采用",
        f"; {other.supplier} gives {written.en}, set aside by the plan's deciding sources",
    )


def _earlier(figure: Figure) -> Text:
    """A version that a later one stands for."""
    version = VERSIONS[figure.version]
    written = same(figure.written) if figure.ballots is None else _ballots(figure.ballots)
    return Text(f"{version.zh} {written.zh}", f"{version.en} {written.en}")


def _ballots(ballots: Ballots) -> Text:
    """How many ballots there are of each sort; of what a single one says nothing."""
    fewer = ((ballots.void, Text("票无效", "void")), (ballots.recused, Text("人回避", "recused")))
    sorts = [(len(ballots.valid), Text("票有效", "valid")), *(each for each in fewer if each[0])]
    return joined(Text(f"{count} {name.zh}", f"{count} {name.en}") for count, name in sorts)


def _converted(figure: Figure, shown: Text, measure: str) -> Text:
    """`3.91亿元 = 39100万元` where the file wrote another measure."""
    plain = figure.written.replace(" ", "")
    if measure == "" or plain in (shown.zh, shown.zh.removesuffix(measure)):
        return shown
    return Text(f"{plain} = {shown.zh}", f"{plain} = {shown.en}")
