"""Method entries go in, methods with checked trees come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from .divisions import fixed_divisors, unguarded_divisors
from .examples import Example, read_example
from .figures import ActualType
from .inputs import MethodIn, RequirementIn, ResultType
from .kinds import gives, peers_are_in_place, truth
from .numbers import LONGEST_NUMBER, exact_text
from .parse import parse
from .problems import Fault, Place, Problems
from .text import Text, printable
from .tree import (
    Arithmetic,
    Choice,
    Grade,
    Logic,
    Name,
    Node,
    Number,
    Peers,
    names,
    previous,
    substitute,
    walk,
)
from .vocabulary import RESULT_KINDS, Setting, Vocabulary, read_vocabulary, unknown_name

YES, NO = Number(Fraction(1)), Number(Fraction(0))


class PeerRule(NamedTuple):
    """Who the peers are: whether the unit itself is one; whether one without figures is left out, or keeps all open."""

    include_self: bool
    leave_out_missing: bool


class BallotRule(NamedTuple):
    """How many of the highest and of the lowest ballots are left out, and between what every ballot must be."""

    drop_highest: int = 0
    drop_lowest: int = 0
    low: Fraction | None = None
    high: Fraction | None = None

    def allows(self, ballot: Fraction) -> bool:
        return (self.low is None or ballot >= self.low) and (self.high is None or ballot <= self.high)


class Requirement(NamedTuple):
    """A condition that figures must meet to be scored at all, and what to say of those that do not."""

    that: Node
    says: Text
    place: Place


class Rung(NamedTuple):
    """One line of the ladder. The last has no condition."""

    when: Node | None
    award: Node
    says: Text
    place: Place


class Method(NamedTuple):
    """How actuals become points (or money, or a class): a ladder of conditions and awards over named values.

    `names` are all that it needs a value for, whichever rung holds; `divisors` are what it divides by that a sheet fixes
    (its target, a setting), inner ones first: each must be other than zero there. `earlier` are the versions before this
    one, the oldest first.
    """

    id: str
    name: Text
    says: Text
    vocabulary: Vocabulary
    peers: PeerRule | None
    ballots: BallotRule
    declares: frozenset[str]
    requires: tuple[Requirement, ...]
    rungs: tuple[Rung, ...]
    ladder: Choice
    names: frozenset[str]
    divisors: tuple[Node, ...]
    examples: tuple[Example, ...]
    valid_from: date | None
    valid_to: date | None
    place: Place
    earlier: tuple[Method, ...] = ()

    @property
    def actual(self) -> ActualType:
        return self.vocabulary.actual

    @property
    def result(self) -> ResultType:
        return self.vocabulary.result

    @property
    def grades(self) -> Mapping[str, Text]:
        return self.vocabulary.grades

    @property
    def classes(self) -> Mapping[str, Text]:
        return self.vocabulary.classes

    @property
    def settings(self) -> Mapping[str, Setting]:
        return self.vocabulary.settings

    @property
    def inputs(self) -> Mapping[str, Text]:
        return self.vocabulary.inputs

    @property
    def labels(self) -> dict[str, Text]:
        """What each name is called in a sentence."""
        return self.vocabulary.labels

    @property
    def words(self) -> dict[str, Text]:
        """What each name and each bare name is called in a sentence."""
        return {**self.vocabulary.labels, **self.vocabulary.words}

    @property
    def figures(self) -> frozenset[str]:
        """The names that stand for submitted figures."""
        return self.names & set(self.vocabulary.figures)

    @property
    def trees(self) -> Iterator[Node]:
        """Every expression of the method: the conditions and awards of its rungs, and what it requires."""
        pairs = ((rung.when, rung.award) for rung in self.rungs)
        return (tree for tree in chain(*pairs, (each.that for each in self.requires)) if tree is not None)

    @property
    def meets(self) -> Node:
        """1 where the figures meet every requirement, 0 where they do not: what a target gives that has no conditions."""
        conditions = tuple(each.that for each in self.requires)
        if not conditions:
            return YES
        return Choice(((conditions[0] if len(conditions) == 1 else Logic("and", conditions), YES),), NO)

    @property
    def versions(self) -> tuple[Method, ...]:
        """This one and those before it, the oldest first."""
        return (*self.earlier, self)

    def valid_on(self, day: date) -> Method | None:
        """The version that is valid on a day."""
        return next((each for each in self.versions if (each.valid_from or day) <= day <= (each.valid_to or day)), None)

    def undeclared(self, award: Fraction, points: Fraction, of: Text) -> Fault | None:
        """What is wrong with an award above the points or below zero that the method has not declared possible."""
        if self.classes:
            return None
        kind = "bonus" if award > points and self.result == "points" else "penalty" if award < 0 else None
        if kind is None or kind in self.declares:
            return None
        limit = "min(points, …)" if kind == "bonus" else "max(0, …)"
        shown = printable(exact_text(award), LONGEST_NUMBER)
        over = Text("低于零", "below zero")
        if kind == "bonus":
            over = Text(f"超过分值 {exact_text(points)}", f"above the {exact_text(points)} points")
        return Fault(
            "undeclared-bonus" if kind == "bonus" else "undeclared-penalty",
            Text(
                f"{of.zh}：计分办法“{self.name.zh}”得 {shown} 分，{over.zh}，而没有声明",
                f"{of.en}: the method '{self.name.en}' awards {shown}, {over.en}, and has not declared it",
            ),
            Text(
                f"如确可如此，在计分办法中写 declares: [{kind}]；否则写作 {limit}，或用 requires 拒绝这样的数据",
                f"if it may, declare it: declares: [{kind}]; otherwise limit it: {limit}, or refuse such figures by `requires`",
            ),
        )


def build_method(id: str, entry: MethodIn, problems: Problems) -> Method | None:
    """The method of one entry; None, with the problems added, where its ladder cannot be trusted."""
    own = Problems()
    vocabulary = read_vocabulary(entry, own)
    rungs = _rungs(entry, vocabulary, own)
    requires = tuple(each for written in entry.requires if (each := _requirement(written, vocabulary, own)))
    _check_result(entry, own)
    problems.extend(own)
    if own.has_errors or not rungs:
        return None
    method = _method(id, entry, vocabulary, rungs, requires)
    _check_kinds(method, own := Problems())
    _check_divisions(method, own)
    _check_use(method, entry, own)
    _check_peers(method, own)
    examples = _examples(method, entry, own)
    problems.extend(own)
    return None if own.has_errors else method._replace(examples=examples)


def _examples(method: Method, entry: MethodIn, problems: Problems) -> tuple[Example, ...]:
    needed = method.names | ({"points"} if method.result == "points" else set())
    include_self = method.peers is not None and method.peers.include_self
    read = []
    for written in entry.examples:
        example = read_example(method.vocabulary, needed, include_self, written, problems)
        if example is not None and not example.peers and method.peers is not None and needs_peers(method.ladder):
            problems.error(
                "incomplete-example", written.at(), Text("示例没有 peers，无从比较", "the example gives no peers to compare with")
            )
        elif example is not None:
            read.append(example)
    return tuple(read)


def needs_peers(tree: Node) -> bool:
    """Whether the tree has no value where there is no peer: the sum, the count and the rank of nothing are 0, 0 and 1."""
    return any(isinstance(node, Peers) and node.function in ("max", "min", "mean", "median") for node in walk(tree))


def _method(id: str, entry: MethodIn, vocabulary: Vocabulary, rungs: tuple[Rung, ...], requires: tuple[Requirement, ...]) -> Method:
    cases = tuple((rung.when, rung.award) for rung in rungs[:-1] if rung.when is not None)
    ladder = Choice(cases, rungs[-1].award, rungs[0].place)
    trees = (ladder, *(each.that for each in requires))
    used = frozenset(chain(*map(names, trees)))
    figures = used & set(vocabulary.figures)
    divisors = tuple(chain(*(fixed_divisors(tree, figures) for tree in trees)))
    written = entry.ballots
    ballots = BallotRule(written.drop_highest, written.drop_lowest, written.low, written.high) if written else BallotRule()
    return Method(
        id, entry.name, entry.says, vocabulary, _peer_rule(entry), ballots, frozenset(entry.declares), requires, rungs, ladder,
        used, divisors, (), entry.valid_from, entry.valid_to, entry.at(),
    )  # fmt: skip


def _check_result(entry: MethodIn, problems: Problems) -> None:
    """A result by classes names them, no other does; and what is said of ballots is said of an actual made of them."""
    example = "classes: {good: {name: good}, poor: {name: poor}}"
    if entry.result == "class" and not entry.classes:
        problems.error(
            "wrong-result",
            entry.at_key("result"),
            Text("result: class 须用 classes 写明各级别", "result: class needs `classes`"),
            Text(f"例如 {example}，从好到差", f"for example {example}, the best first"),
        )
    elif entry.classes and entry.result != "class":
        problems.error(
            "wrong-result",
            entry.at_key("classes"),
            Text("classes 只用于 result: class", "`classes` needs result: class"),
            Text("加上 result: class", "add result: class"),
        )
    if entry.inputs and entry.actual == "ballots":
        text = Text("测评票不与比照指标一起计分", "ballots are not scored together with other indicators")
        problems.error("wrong-result", entry.at_key("inputs"), text, Text("分成两个其中项", "make them two parts"))
    if entry.ballots is not None and entry.actual != "ballots":
        problems.error(
            "wrong-result",
            entry.at_key("ballots"),
            Text("ballots 只用于 actual: ballots", "`ballots` is said of an actual that is made of them"),
            Text("加上 actual: ballots", "add actual: ballots"),
        )


def _requirement(written: RequirementIn, vocabulary: Vocabulary, problems: Problems) -> Requirement | None:
    that = _tree(written.that, written.at("that"), vocabulary, problems)
    return None if that is None else Requirement(that, written.says, written.at())


def _rungs(entry: MethodIn, vocabulary: Vocabulary, problems: Problems) -> tuple[Rung, ...]:
    rungs = []
    for index, written in enumerate(entry.ladder):
        last = index == len(entry.ladder) - 1
        if last is not (written.when is None):
            problems.fault(_open_ladder(last), written.at())
        when = None if written.when is None else _tree(written.when, written.at("when"), vocabulary, problems)
        award = _tree(written.award, written.at("award"), vocabulary, problems, is_award=True)
        if award is not None:
            says = written.says or Text(f"按第 {index + 1} 档", f"rung {index + 1}")
            rungs.append(Rung(when, award, says, written.at()))
    return tuple(rungs)


def _tree(text: str, place: Place, vocabulary: Vocabulary, problems: Problems, *, is_award: bool = False) -> Node | None:
    """The tree of one expression, with the method's bare names in it and every other name known. One that is both a grade
    and a class is the class in an award and the grade in a condition."""
    tree = parse(text, place, problems)
    if tree is None:
        return None
    sets = (("grade", vocabulary.grades), ("class", vocabulary.classes))
    words = {
        name: (position, of)
        for of, names_of in (("unit_class", vocabulary.unit_classes), *(sets if is_award else reversed(sets)))
        for position, name in enumerate(names_of)
    }

    def word(node: Node) -> Node | None:
        return (
            Grade(node.name, words[node.name][0], words[node.name][1], node.place)
            if isinstance(node, Name) and node.name in words
            else None
        )

    tree = substitute(tree, word)
    known = {**vocabulary.labels, **vocabulary.words}
    for node in walk(tree):
        if isinstance(node, Name) and node.name not in known:
            problems.fault(unknown_name(node.name, known), node.place)
    return tree


def _check_kinds(method: Method, problems: Problems) -> None:
    """Conditions are conditions, awards are what the method results in, and nothing adds up what is not alike."""
    kinds = method.vocabulary.kinds
    for rung in method.rungs:
        if rung.when is not None:
            truth(rung.when, kinds, problems)
        gives(rung.award, RESULT_KINDS[method.result], kinds, problems)
    for each in method.requires:
        truth(each.that, kinds, problems)


def _peer_rule(entry: MethodIn) -> PeerRule | None:
    return None if entry.peers is None else PeerRule(entry.peers.include_self == "true", entry.peers.missing == "leave_out")


def _check_peers(method: Method, problems: Problems) -> None:
    """Peers are only compared with by a method that says who they are."""
    for tree in method.trees:
        peers_are_in_place(tree, problems)
    for each in method.requires:
        if any(isinstance(node, Peers) for node in walk(each.that)):
            text = Text("requires 只能用本单位的数据", "a requirement is about the unit's own figures")
            problems.error("misplaced-peers", each.that.place, text)
    uses = any(isinstance(node, Peers) for node in walk(method.ladder))
    if uses and method.peers is None:
        add = "peers: {include_self: true, missing: leave_out}"
        text = Text("计分用到同组单位，须写明 peers", "the ladder compares peers: it must say which, by `peers`")
        problems.error("peers-not-declared", method.place, text, Text(f"例如 {add}", f"for example {add}"))
    elif method.peers is not None and not uses:
        problems.error("peers-not-declared", method.place, Text("写了 peers，却没有用到", "`peers` is declared and no peer is compared"))


def _check_use(method: Method, entry: MethodIn, problems: Problems) -> None:
    """Every setting and input that is declared must be used: an unused one is a rule that does nothing."""
    used = method.names
    for key in ("settings", "inputs"):
        for name, each in getattr(entry, key).items():
            if not {name, previous(name)} & used:
                problems.warning(
                    "unused-name",
                    each.at(),
                    Text(f"“{name}”已声明但计分中没有用到", f"'{name}' is declared and never used in the ladder"),
                )


def _check_divisions(method: Method, problems: Problems) -> None:
    """Refuses a division whose divisor may be zero.

    A divisor of parameters alone (target, points, settings) is checked on every sheet, where it is known. One with a
    figure in it needs a rung above, or a condition of its own, that excludes zero.
    """
    for tree in (method.ladder, *(each.that for each in method.requires)):
        check_divisions(tree, method.figures, problems)


def check_divisions(tree: Node, figures: frozenset[str], problems: Problems) -> None:
    """Adds a problem for every divisor of the tree that may be zero."""
    for divisor in unguarded_divisors(tree, figures):
        problems.fault(_division(divisor), divisor.place)


def _division(divisor: Node) -> Fault:
    if isinstance(divisor, Number):
        return Fault("division-by-zero", Text("除数为零", "the divisor is zero"), Text("请核对除数", "correct the divisor"))
    if any(isinstance(node, Peers) for node in walk(divisor)):
        return _division_by_peers(isinstance(divisor, Arithmetic) and divisor.sign == "-")
    return Fault(
        "division-by-zero",
        Text("除数可能为零", "the divisor may be zero"),
        Text("先用一档排除零（如 when: 除数 <= 0），或写作 ratio(a, b, 除数为零时的值)",
             "exclude zero by an earlier rung, or write ratio(a, b, value_if_zero)"),
    )  # fmt: skip


def _division_by_peers(is_difference: bool) -> Fault:
    """What the units of a group may have in common, and what to write for that."""
    if is_difference:
        return Fault(
            "division-by-zero",
            Text("除数可能为零：同组各单位的数可能都相同", "the divisor may be zero: the units of the group may all be alike"),
            Text("写作 ratio(a, b, 全组相同时的值)，如 ratio(actual - peer_min(actual), peer_max(actual) - peer_min(actual), 1)",
                 "write ratio(a, b, value_if_all_are_alike): ratio(actual - peer_min(actual), peer_max(actual) - peer_min(actual), 1)"),
        )  # fmt: skip
    return Fault(
        "division-by-zero",
        Text("除数可能为零：同组各单位的数可能都是零", "the divisor may be zero: the units of the group may all have zero"),
        Text("写作 ratio(a, b, 全组为零时的值)，如 ratio(actual, peer_max(actual), 0)",
             "write ratio(a, b, value_if_all_are_zero): ratio(actual, peer_max(actual), 0)"),
    )  # fmt: skip


def _open_ladder(last: bool) -> Fault:
    if last:
        text = Text("最后一档应不带 when，兜住其余情形", "the last rung must have no `when`: it takes whatever is left")
        return Fault(
            "open-ladder", text, Text("删去这一档的 when，或加一行 - {award: 0}", "delete its `when`, or add a line `- {award: 0}`")
        )
    return Fault(
        "open-ladder",
        Text("不带 when 的一档之后的各档永远用不到", "no rung below one without `when` can ever apply"),
        Text("给这一档加上 when，或把它移到最后", "give this rung a `when`, or move it to the end"),
    )
