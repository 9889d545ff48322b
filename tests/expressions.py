"""A source of chance goes in, expressions for fuzzing come out: any text, tokens, the whole language, attacks, each with changes in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from random import Random
from typing import NamedTuple, get_args

from hypothesis import strategies as st

from kaohe.engine.figures import ActualType
from kaohe.engine.inputs import ResultType, SettingType
from kaohe.engine.kinds import CONSTANT, COUNT, DATE, GRADE, RATIO, UNIT_CLASS
from kaohe.engine.numbers import exact_text
from kaohe.engine.parse import LONGEST_EXPRESSION
from kaohe.engine.problems import Place
from kaohe.engine.text import Text, same
from kaohe.engine.tree import FUNCTIONS, PEER_FUNCTIONS, ArithmeticSign, ComparisonSign
from kaohe.engine.vocabulary import MET, OTHER_CLASS, Setting, Vocabulary

from .generated_items import MOST_PARTS

SETTINGS: Mapping[str, SettingType] = {**{f"s_{type}": type for type in get_args(SettingType)}, "n": "number", "m": "number"}
INPUTS = ("other", "另一项")
GRADES, CLASSES, UNIT_CLASSES = ("done", "undone"), ("good", "poor"), ("city", "county")
BARE = tuple(name for name, type in SETTINGS.items() if type == "number")
"""Names whose values fit any measure, so that what is made of them is accepted."""


def named(names: tuple[str, ...]) -> dict[str, Text]:
    return {name: same(name) for name in names}


def shape(actual: ActualType = "amount", result: ResultType = "points", graded: bool = False, classed: bool = False) -> Vocabulary:
    """What sort of method the expressions stand in: that decides what they may name."""
    settings = {name: Setting(type, same(name), None, Place("")) for name, type in SETTINGS.items()}
    classes = {"class": named(CLASSES), "met": MET}.get(result, {})
    return Vocabulary(
        actual, result, settings, named(INPUTS), named(GRADES if graded else ()), classes, named(UNIT_CLASSES if classed else ())
    )


PLAIN = shape()
OF_PARTS = PLAIN._replace(actual="points", settings={}, inputs=named(tuple(f"part_{index}" for index in range(1, MOST_PARTS + 1))))
"""What an item's own award may name: the points, and the awards of its parts."""
AWARDS: Mapping[ResultType, str] = {"points": "points", "money": "n", "class": "good", "met": "met"}
"""An award that is always sound."""
NAMES = tuple({**shape(classed=True).labels, **shape("ballots").labels, **OF_PARTS.inputs})

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
    "previous(n)", "previous(previous(actual))", "previous(actual + 1)", "previous()", "previous(points)", "previous(previous)", "previous",
    "2011-12-31", "s_date - 2011-12-31", "s_date * 2", "-s_date", "s_date + s_date", "peer_max(s_date)", "s_date > 0", "n - s_date",
    "s_date - (s_date + " + "9" * 30 + ")", "1 / (s_date - s_date)", "actual.year", "peer_count(peer_count())", "peer_count(1)", "own()",
    "unit_class", "unit_class == 1", "unit_class < city", "actual == good", "part_1", "ballots", "ballot_1", "floor(band(n, m, n))",
    "band(1 / n, " * 28 + "n" + ", m)" * 28, "band(n, " * 28 + "1 / n" + ", m)" * 28,
    "peer_max(clamp(" + "clamp(" * 25 + "n" + ", n, m)" * 26 + ")",
    " * ".join(["(" + " * ".join(["n"] * 24) + ")"] * 4), " + ".join(f"1 / (n + {i})" for i in range(20)), "n < m < n < m", "max", "max()",
)  # fmt: skip
"""What has been tried on tools like this one, and what was found to be dear."""

_LOOK_ALIKES = "（），；：＝＞＜≥≤≠×÷％％１２ａｘ–—‘’“”\u200b\u202e\u00a0\u3000ﬁ²½Ⅷµ"
_SIGNS = (*get_args(ArithmeticSign), *get_args(ComparisonSign))
_OTHER_SIGNS = ("=", "**", "//", "%", "@", "<<", "|", "&", "^", "~", "!", ":=", ":", ".", ";", "#", "\\", "'", '"', *"`{}[]$")
_WORDS = ("and", "or", "not", "if", "else", "is", "in", "lambda", "for", "await", "yield", "None", "True", "import", "__class__", "f'")
_FUNCTIONS = (*FUNCTIONS, *(f"peer_{each}" for each in PEER_FUNCTIONS), "own", "previous")
TOKENS = (*NAMES, *GRADES, *CLASSES, *UNIT_CLASSES, *MET, *_FUNCTIONS, *(f"{each}(" for each in _FUNCTIONS), *"(()),,,",
          *_SIGNS, *_OTHER_SIGNS, *_WORDS, *_LOOK_ALIKES, "0", "1", "0.5", "12.350", "9" * 30, "9" * 31, "1e5", "x", "目标值",
          " ", "\t", "\n")  # fmt: skip


class Written(NamedTuple):
    """A method of one condition and one award (and, maybe, a requirement) as a file holds it, and the values of its example."""

    when: str
    award: str
    requires: str | None
    shape: Vocabulary
    include_self: bool
    given: Mapping[str, str]
    peers: tuple[Mapping[str, str], ...]

    @property
    def yaml(self) -> str:
        """The file `methods.yaml`, with the settings that the expressions use. A text in double quotes is in YAML as in JSON."""
        text, shape = f"{self.when} {self.award} {self.requires}", self.shape
        settings = {name: {"type": type, "name": name} for name, type in SETTINGS.items() if name in text}
        known = set(shape.labels) - (set(SETTINGS) - set(settings))
        given, *peers = ({name: value for name, value in frame.items() if name in known} for frame in (self.given, *self.peers))
        method = {
            "name": "任意", "says": "任意", "declares": ["bonus", "penalty"], "settings": settings,
            "actual": shape.actual, "result": shape.result, "classes": _named(() if shape.result == "met" else shape.classes),
            "unit_classes": _named(shape.unit_classes), "inputs": _named(shape.inputs), "grades": _named(shape.grades),
            **({"peers": {"include_self": str(self.include_self).lower(), "missing": "leave_out"}} if "peer_" in text else {}),
            "requires": [] if self.requires is None else [{"that": self.requires, "says": "任意"}],
            "ladder": [{"when": self.when, "award": self.award}, {"award": AWARDS[shape.result] if shape.classes else "0"}],
            "examples": [{"given": given, "peers": peers, "award": AWARDS[shape.result] if shape.classes else "0"}],
        }  # fmt: skip
        return json.dumps({"method": method}, ensure_ascii=False)


def _named(names: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    return {name: {"name": name} for name in names}


class Maker:
    """Makes expressions and figures from a source of chance, for a method of one shape; `names` are those that the
    expressions are made of."""

    def __init__(self, random: Random, shape_: Vocabulary | None = None) -> None:
        self.random = random
        self.shape = shape_ or self.any_shape()
        self.required = shape_ is None
        named = tuple(name for name in self.shape.labels if self.shape.kinds.get(name, CONSTANT).family == "number")
        self.bare = tuple(name for name in named if name in BARE) or named
        measured = tuple(name for name in self.shape.figures if name in named)
        self.names = random.choice([*[self.bare] * 6, (*self.bare, "points"), (*self.bare, *measured), named, (*NAMES, *GRADES, "unknown")])
        self.dates = [name for name, kind in self.shape.kinds.items() if kind == DATE and name in self.shape.labels]
        self.peers = "none"

    @classmethod
    def of_parts(cls, random: Random) -> Maker:
        """One of awards of items, which name nothing but the points and what the parts are awarded."""
        maker = cls(random, OF_PARTS)
        maker.bare = maker.names = ("points", *OF_PARTS.inputs)
        maker.peers, maker.dates = "own", []
        return maker

    def any_shape(self) -> Vocabulary:
        graded = self.random.randrange(8) == 0
        actual: ActualType = "amount" if graded else self.random.choice(["amount", "amount", "amount", *get_args(ActualType)])
        result: ResultType = self.random.choice(["points", "points", "points", *get_args(ResultType)])
        return shape(actual, result, graded, self.random.randrange(4) == 0)

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
        return self.random.choice([self.award, self.truth])(self.random.choice([1, 2, 2, 3, 3, 4, 5]))

    def award(self, levels: int = 3) -> str:
        """What the method results in: a number, or one of its classes."""
        return self.word(levels) if self.shape.classes else self.number(levels)

    def word(self, levels: int) -> str:
        word = self.random.choice([*self.shape.classes])
        return f"({self.word(levels - 1)} if {self.truth(levels - 1)} else {word})" if levels > 0 else word

    def number(self, levels: int = 3) -> str:
        if levels <= 0 or self.random.randrange(8) == 0:
            return self.random.choice([*self.names, *self.names, "0", "1", "0.5", "7", "100", "9" * 30, "0." + "3" * 28])
        makers = [self.sum, self.sum, self.quotient, self.call, self.call, self.choice, self.over_peers, self.negative, self.days]
        return self.random.choice(makers)(levels - 1)

    def negative(self, levels: int) -> str:
        return f"-{self.number(levels)}"

    def sum(self, levels: int) -> str:
        text = self.number(levels)
        for _ in range(self.random.choice([1, 1, 2, 3])):
            text += f" {self.random.choice('+-*')} {self.number(levels)}"
        return self.random.choice(["{}", "({})"]).format(text)

    def days(self, levels: int) -> str:
        """The days between two dates."""
        return f"({self.date(levels)} - {self.date(levels)})" if self.dates else self.number(levels)

    def date(self, levels: int) -> str:
        """A date, or seldom something that is none."""
        if self.seldom():
            return self.number(levels)
        if levels <= 0 or self.random.randrange(3) == 0:
            return self.random.choice(self.dates)
        forms = [
            "({d} + {n})",
            "({d} - {n})",
            "({n} + {d})",
            "max({d}, {e})",
            "min({d}, {e})",
            "clamp({d}, {e}, {d})",
            "({d} if {t} else {e})",
        ]
        d, e, n = self.date(levels - 1), self.date(levels - 1), self.number(levels - 1)
        return self.random.choice(forms).format(d=d, e=e, n=n, t=self.truth(levels - 1))

    def quotient(self, levels: int) -> str:
        """A quotient: of a parameter, guarded, by a function, or one whose divisor may be zero."""
        form = self.random.choice(["{a} / {n}", "{a} / ({d})", "({a} / ({d}) if {g} else {a})", "ratio({a}, {d}, 1)", "steps({a}, {n})"])
        below, n = self.number(levels), self.random.choice([*self.bare, "3"])
        guard = self.random.choice(["{d} > 0", "{d} != 0", "not {d} <= 0", "{d} >= 0", "own({n}) > 0", "{n} > 0 and {d} > 1"])
        return form.format(a=self.number(levels), d=below, g=guard.format(d=below, n=n), n=n)

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
        body = self.number(levels) if name != "peer_count" else self.random.choice(["", self.truth(levels)])
        self.peers = before
        return f"{name}({body})"

    def truth(self, levels: int = 3) -> str:
        kind = self.random.randrange(10) if levels > 0 else 9
        if kind < 2:
            return f"({self.truth(levels - 1)} {self.random.choice(['and', 'or'])} {self.truth(levels - 1)})"
        if kind == 2:
            return f"not {self.truth(levels - 1)}"
        if kind == 3:
            return self.same_word()
        if kind == 4 and self.dates:
            return f"{self.date(levels - 1)} {self.random.choice(get_args(ComparisonSign))} {self.date(levels - 1)}"
        sides = [self.number(levels - 1) for _ in range(3 if kind == 5 else 2)]
        return f" {self.random.choice(get_args(ComparisonSign))} ".join(sides)

    def same_word(self) -> str:
        """A comparison of bare names, seldom one that does not make sense."""
        shape = self.shape
        sets = [("actual", shape.grades), ("unit_class", shape.unit_classes), (self.random.choice([*CLASSES, *MET]), shape.classes)]
        name, known = self.random.choice([each for each in sets if each[1]] or sets)
        if not known or self.seldom():
            return self.random.choice(
                ["actual == done", "unit_class < city", "city", "actual != undone and n > 0", "unit_class == good", "1 == 1"]
            )
        return f"{name} {self.random.choice(['==', '!='])} {self.random.choice([*known])}"

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

    def value(self, name: str) -> str:
        """A value of the name as an example writes it."""
        kind = self.shape.kinds.get(name)
        if kind == DATE:
            return self.random.choice(["2011-12-31", "2012-02-29", "0001-01-01", "9999-12-31"])
        if kind in (GRADE, UNIT_CLASS):
            return self.random.choice([*self.shape.grades] if kind == GRADE else [*self.shape.unit_classes, OTHER_CLASS])
        if kind == RATIO:
            return self.random.choice(["0", "80%", "1/3", "10"])
        return self.figure().strip("-").replace(".", "") if kind == COUNT else self.figure()

    def frame(self) -> Mapping[str, str]:
        return {name: self.value(name) for name in self.shape.labels}

    def pair(self) -> tuple[str, str]:
        """A condition and an award: both of the language, or one of any kind."""
        made = KINDS[self.random.choice([*KINDS])](self)
        pairs = [(self.truth(), self.award()), (self.truth(), self.award(5)), ("n > 0", made), (made, AWARDS[self.shape.result])]
        return self.random.choice(pairs)

    def requirement(self) -> str | None:
        """Seldom something that figures must meet; it compares no peers."""
        if not self.required or self.random.randrange(4):
            return None
        self.peers = "own"
        text = self.truth()
        self.peers = "none"
        return text

    def method(self, when: str, award: str) -> Written:
        """A method with these expressions, over figures small and extreme, with up to three peers."""
        requires = self.requirement()
        peers = [self.frame() for _ in range(self.random.choice([1, 1, 2, 3, 0]))] if "peer_" in when + award else []
        return Written(when, award, requires, self.shape, self.random.choice([True, False]), self.frame(), tuple(peers))


KINDS: Mapping[str, Callable[[Maker], str]] = {
    "text": Maker.text, "tokens": Maker.tokens, "expressions": Maker.expression, "attacks": Maker.attack, "mutants": Maker.mutant,
}  # fmt: skip
"""How a text may come about, beside Hypothesis's own `any_text`."""
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text("".join(TOKENS), max_size=80)
makers = st.randoms(use_true_random=True).map(Maker)
item_makers = st.randoms(use_true_random=True).map(Maker.of_parts)
"""From a seed: each choice drawn by Hypothesis takes a hundred times as long. With `False` it can shrink what fails."""
