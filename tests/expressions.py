"""Expressions for fuzzing (any text, any tokens, any of the language, each with changes in it), and what must become of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import NamedTuple, get_args

from hypothesis import strategies as st

from kaohe.engine.checks.division import zero_divisor
from kaohe.engine.checks.examples import examples_hold
from kaohe.engine.inputs import SettingType
from kaohe.engine.integers import columns, lower
from kaohe.engine.methods import Method
from kaohe.engine.numbers import exact_text
from kaohe.engine.parse import LONGEST_EXPRESSION, MOST_NODES
from kaohe.engine.problems import CODES, Problems
from kaohe.engine.program import award_step
from kaohe.engine.read.rules import Methods
from kaohe.engine.register import Rules
from kaohe.engine.targets import Refused, sql
from kaohe.engine.targets.exact import MOST_BITS, Exact, TooLarge
from kaohe.engine.targets.words import words
from kaohe.engine.text import LANGUAGES
from kaohe.engine.tree import FUNCTIONS, PEER_FUNCTIONS, ArithmeticSign, ComparisonSign, Node, walk

GRADES = ("met", "unmet")
SETTINGS: Mapping[str, SettingType] = {**{f"s_{type}": type for type in get_args(SettingType)}, "n": "number", "m": "number"}
INPUTS = ("other", "另一项")
NAMES = (*FIXED_NAMES, *SETTINGS, *INPUTS)
BARE = tuple(name for name, type in SETTINGS.items() if type == "number")
"""Names whose values fit any measure, so that what is made of them is accepted."""

ATTACKS = (
    "().__class__.__bases__[0].__subclasses__()", "actual.__class__", "points.numerator", "__import__('os').system('id')", "lambda: 0",
    "(lambda: (yield))()", "(a := 9)", "f'{1:999999999}'", "'%999999999d' % 1", "[x for x in (1, 2)]", "{**points}", "9 ** 9 ** 9 ** 9",
    "9" * 500, "1" + "0" * 29, "0." + "0" * 27 + "1", "1e1000000000", "0x" + "f" * 99, "1_000", "1j", "nan", "inf", "None", "True", "...",
    "(" * 200 + "1" + ")" * 200, "-" * 497 + "1", "-" * 20_000 + "1", "not " * 99 + "points", "[" * 300, "max(1, " * 28 + "n" + ")" * 28,
    "1 / (" * 28 + "n" + ")" * 28, "clamp(n, 1, " * 27 + "m" + ")" * 27, "points; points", "points # target", "points \\\n", "points\x00",
    "ｍａｘ(1, 2)", "𝐩𝐨𝐢𝐧𝐭𝐬", "指标１", "points（1）", "a\u200bb", "a\u202eb", "ﬁ", "round(n, 10 ** 9)", "round(n, 999999999)",
    "round(n, n)", "n < (" * 28 + "n" + ") < n" * 28, "floor(n * " + "9" * 30 + ")", "own(n)", "peer_max(peer_max(n))",
    "peer_sum(own(peer_sum(own(peer_sum(n)))))", "peer_mean(1 / n)",
    "peer_sum(own(1 / actual) if actual > 0 else 0)", "n / (n - n)", "1 / 0", "steps(n, 0)", "ratio(1, 0, 1 / n)", "pick(n, 1)", "met",
    " * ".join(["(" + " * ".join(["n"] * 24) + ")"] * 4), " + ".join(f"1 / (n + {i})" for i in range(20)), "n < m < n < m", "max", "max()",
)  # fmt: skip
"""What has been tried on tools like this one, and what was found to be dear."""

_LOOK_ALIKES = "（），；：＝＞＜≥≤≠×÷％％１２ａｘ–—‘’“”\u200b\u202e\u00a0\u3000ﬁ²½Ⅷµ"
_SIGNS = (*get_args(ArithmeticSign), *get_args(ComparisonSign))
_OTHER_SIGNS = (
    "=",
    "**",
    "//",
    "%",
    "@",
    "<<",
    "|",
    "&",
    "^",
    "~",
    "!",
    ":=",
    ":",
    ".",
    ";",
    "#",
    "\\",
    "'",
    '"',
    "`",
    "{",
    "}",
    "[",
    "]",
    "$",
)
_WORDS = ("and", "or", "not", "if", "else", "is", "in", "lambda", "for", "await", "yield", "None", "True", "import", "__class__", "f'")
_FUNCTIONS = (*FUNCTIONS, *(f"peer_{each}" for each in PEER_FUNCTIONS), "own")
TOKENS = (*NAMES, *GRADES, *_FUNCTIONS, *(f"{each}(" for each in _FUNCTIONS), *"(()),,,", *_SIGNS, *_OTHER_SIGNS, *_WORDS,
          *_LOOK_ALIKES, "0", "1", "0.5", "12.350", "9" * 30, "9" * 31, "1e5", "x", "目标值", " ", "\t", "\n")  # fmt: skip


class Written(NamedTuple):
    """A method of one condition and one award as a file holds it, and the values of its example."""

    when: str
    award: str
    graded: bool
    include_self: bool
    given: Mapping[str, str]
    peers: tuple[Mapping[str, str], ...]

    @property
    def yaml(self) -> str:
        """The file `methods.yaml`, with the settings that the expressions use. A text in double quotes is in YAML as in JSON."""
        text = self.when + self.award
        settings = {name: {"type": type, "name": name} for name, type in SETTINGS.items() if name in text}
        known = {*settings, *INPUTS, *FIXED_NAMES}
        given, *peers = ({name: value for name, value in frame.items() if name in known} for frame in (self.given, *self.peers))
        method = {
            "name": "任意", "says": "任意", "declares": ["bonus", "penalty"], "settings": settings,
            "inputs": {name: {"name": name} for name in INPUTS},
            "grades": {name: {"name": name} for name in GRADES} if self.graded else {},
            **({"peers": {"include_self": str(self.include_self).lower(), "missing": "leave_out"}} if "peer_" in text else {}),
            "ladder": [{"when": self.when, "award": self.award}, {"award": "0"}],
            "examples": [{"given": given, "peers": peers, "award": "0"}],
        }  # fmt: skip
        return json.dumps({"method": method}, ensure_ascii=False)


class Maker:
    """Makes expressions and figures from a source of chance; `names` are those that the expressions are made of."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = random.choice(
            [BARE, BARE, BARE, BARE, (*BARE, "points"), (*BARE, "actual", "other"), NAMES, (*NAMES, *GRADES, "unknown")]
        )
        self.peers = "none"

    def seldom(self) -> bool:
        return self.random.randrange(50) == 0

    def text(self) -> str:
        """Characters of the language and, now and then, any other that a file can hold."""
        return "".join(
            chr(self.random.randrange(0x20, 0xD800)) if self.seldom() else self.random.choice(self.random.choice(TOKENS))
            for _ in range(self.random.randrange(60))
        )

    def tokens(self) -> str:
        return self.random.choice([" ", ""]).join(self.random.choices(TOKENS, k=self.random.randrange(30)))

    def expression(self) -> str:
        return self.random.choice([self.number, self.truth])(self.random.choice([1, 2, 2, 3, 3, 4, 5]))

    def number(self, levels: int = 3) -> str:
        if levels <= 0 or self.random.randrange(8) == 0:
            return self.random.choice([*self.names, *self.names, "0", "1", "0.5", "7", "100", "9" * 30, "0." + "3" * 28])
        makers = [self.sum, self.sum, self.quotient, self.call, self.call, self.choice, self.over_peers, self.negative]
        return self.random.choice(makers)(levels - 1)

    def negative(self, levels: int) -> str:
        return f"-{self.number(levels)}"

    def sum(self, levels: int) -> str:
        text = self.number(levels)
        for _ in range(self.random.choice([1, 1, 2, 3])):
            text += f" {self.random.choice('+-*')} {self.number(levels)}"
        return self.random.choice(["{}", "({})"]).format(text)

    def quotient(self, levels: int) -> str:
        """A quotient: of a parameter, guarded, by a function, or one whose divisor may be zero."""
        form = self.random.choice(["{a} / n", "{a} / ({d})", "({a} / ({d}) if {g} else {a})", "ratio({a}, {d}, 1)", "steps({a}, m)"])
        below = self.number(levels)
        guard = self.random.choice(["{d} > 0", "{d} != 0", "not {d} <= 0", "{d} >= 0", "own(n) > 0", "n > 0 and {d} > 1"])
        return form.format(a=self.number(levels), d=below, g=guard.format(d=below))

    def call(self, levels: int) -> str:
        """A call of any function of the language, seldom with a wrong number of arguments."""
        name = self.random.choice(sorted(FUNCTIONS))
        fewest, most = FUNCTIONS[name]
        count = self.random.choice([fewest - 1, most + 1]) if self.seldom() else self.random.randint(fewest, min(most, fewest + 3))
        arguments = [self.number(levels) for _ in range(count)]
        if name == "round" and count == 2 and not self.seldom():
            arguments[1] = self.random.choice(["0", "2", "12"])
        return f"{name}({', '.join(arguments)})"

    def choice(self, levels: int) -> str:
        return f"({self.number(levels)} if {self.truth(levels)} else {self.number(levels)})"

    def over_peers(self, levels: int) -> str:
        """A value over peers, or within one the unit's own; seldom one where it must not stand."""
        before, misplaced = self.peers, self.seldom()
        if before == "own" and not misplaced:
            return self.number(levels)
        self.peers = "own" if (before == "peers") is not misplaced else "peers"
        name = "own" if self.peers == "own" else f"peer_{self.random.choice(PEER_FUNCTIONS)}"
        body = self.truth(levels) if name == "peer_count" else self.number(levels)
        self.peers = before
        return f"{name}({body})"

    def truth(self, levels: int = 3) -> str:
        kind = self.random.randrange(10) if levels > 0 else 9
        if kind < 2:
            return f"({self.truth(levels - 1)} {self.random.choice(['and', 'or'])} {self.truth(levels - 1)})"
        if kind == 2:
            return f"not {self.truth(levels - 1)}"
        if kind == 3 and self.seldom():
            return self.random.choice(["actual == met", "actual != unmet and n > 0", "actual < met", "met"])
        sides = [self.number(levels - 1) for _ in range(3 if kind == 4 else 2)]
        return f" {self.random.choice(get_args(ComparisonSign))} ".join(sides)

    def attack(self) -> str:
        return self.random.choice(ATTACKS)

    def mutant(self) -> str:
        """A text with up to three changes: something put in or in place of a piece of it, or a piece of it doubled."""
        text = self.random.choice([self.attack, self.expression, self.expression])()
        for _ in range(self.random.randint(1, 3)):
            start, length = self.random.randint(0, len(text)), self.random.choice([0, 0, 1, 1, 5, 30])
            piece = text[start : start + length] * 2
            text = text[:start] + self.random.choice([piece, "", *self.random.choices(TOKENS, k=6), self.attack()]) + text[start + length :]
        return text[: 2 * LONGEST_EXPRESSION]

    def figure(self) -> str:
        small = ["0", "0", "1", "-0.5", "12.35", exact_text(Fraction(self.random.randint(-(10**6), 10**6), 100))]
        large = ["9" * 64, "0." + "0" * 61 + "1", "-" + "7" * 63, "3." + "1" * 62]
        return self.random.choice(large if self.random.randrange(4) == 0 else small)

    def frame(self, graded: bool) -> Mapping[str, str]:
        values = {name: self.figure() for name in NAMES}
        values |= {name: values[name].strip("-").replace(".", "") for name, type in SETTINGS.items() if type == "count"}
        values |= {name: self.random.choice(["0", "80%", "1/3", "10"]) for name, type in SETTINGS.items() if type == "ratio"}
        return {**values, "actual": self.random.choice(GRADES)} if graded else values

    def pair(self) -> tuple[str, str]:
        """A condition and an award: both of the language, or one of any kind."""
        made = KINDS[self.random.choice([*KINDS])](self)
        return self.random.choice([(self.truth(), self.number()), (self.truth(), self.number(5)), ("n > 0", made), (made, "points")])

    def method(self, when: str, award: str) -> Written:
        """A method with these expressions, over figures small and extreme, with up to three peers."""
        graded = "met" in when and "met" not in award
        peers = [self.frame(graded) for _ in range(self.random.choice([1, 1, 2, 3, 0]))] if "peer_" in when + award else []
        return Written(when, award, graded, self.random.choice([True, False]), self.frame(graded), tuple(peers))


KINDS: Mapping[str, Callable[[Maker], str]] = {
    "text": Maker.text, "tokens": Maker.tokens, "expressions": Maker.expression, "attacks": Maker.attack, "mutants": Maker.mutant,
}  # fmt: skip
"""How a text may come about, beside Hypothesis's own `any_text`."""
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text("".join(TOKENS), max_size=80)
makers = st.randoms(use_true_random=True).map(Maker)
"""From a seed: each choice drawn by Hypothesis takes a hundred times as long. With `False` it can shrink what fails."""


LONGEST_WORDS = 20 * LONGEST_EXPRESSION
"""Characters of an expression in words: names become labels, values up to 64 digits."""


def outcome(written: Written, path: Path) -> list[str]:
    """Takes the method through all rooms, by way of the file `path`: the codes of its problems, or none.

    Fails if anything is raised, a problem has no code or place, or a value is of no type or beyond its limit.
    """
    path.write_text(written.yaml, encoding="utf-8")
    problems = Problems()
    methods = Methods(path, problems)
    method = methods.get("method")
    assert (method is None) == problems.has_errors
    if method is not None:
        examples_hold(Rules(methods, {}, {}, frozenset()), problems)
        _is_sound(method, problems)
    for problem in problems.found:
        assert problem.code in CODES
        assert problem.place.file.endswith(path.name) and problem.place.line > 0
        assert all(0 < len("".join(problem.lines(language))) < 2 * LONGEST_EXPRESSION for language in LANGUAGES)
    return [problem.code for problem in problems.found if problem.severity == "error"]


def _is_sound(method: Method, problems: Problems) -> None:
    for rung in method.rungs:
        for tree in (rung.award,) if rung.when is None else (rung.when, rung.award):
            assert sum(1 for _ in walk(tree)) <= MOST_NODES
            for language in LANGUAGES:
                assert 0 < len(words(tree, {**method.labels, **method.grades}, language)) <= LONGEST_WORDS
    for example in method.examples:
        frames = (example.given, *example.peers)
        _is_whole_or_refused(award_step(method, 2).tree, [example.given], [example.peers])
        try:
            if not any(zero_divisor(method, frame) for frame in frames):
                _is_typed(method, example.given, example.peers)
        except TooLarge:
            assert "number-too-large" in {problem.code for problem in problems.found}


def _is_typed(method: Method, given: Mapping[str, Fraction], peers: tuple[Mapping[str, Fraction], ...]) -> None:
    """The award is a fraction within its limit, every condition down to the rung that applies is true or false."""
    exact = Exact()
    award = exact.value(method.ladder, given, (), peers)
    assert type(award) is Fraction
    assert max(award.numerator.bit_length(), award.denominator.bit_length()) <= MOST_BITS
    assert type(exact.value(award_step(method, 2).tree, given, (), peers)) is Fraction
    assert type(exact._eval(method.rungs[0].when)) is bool
    assert exact_text(award)


def _is_whole_or_refused(tree: Node, rows: list[Mapping[str, Fraction]], peers: list[tuple[Mapping[str, Fraction], ...]]) -> None:
    table = columns(rows, peers)
    try:
        value = lower(tree, table)
    except NotWhole:
        return
    assert max(value.numerator.size, value.denominator.size) <= MOST_STEPS
    with suppress(Refused):
        assert sql.query(tree, table).startswith("SELECT ")
