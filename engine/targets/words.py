"""A tree goes in, the same rule in words comes out: with the names of things, or with the values in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from ..numbers import exact_text
from ..text import Language, Text
from ..tree import Above, Arithmetic, Call, Choice, Comparison, Grade, Logic, Name, Negative, Node, Number, Own, PeerFunction, Peers, Total

SIGNS = {"*": "×", "/": "÷", "+": "+", "-": "-", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
WORDS = {"and": Text("且", "and"), "or": Text("或", "or"), "not": Text("非", "not")}
FUNCTIONS = {
    "min": Text("取小", "the smaller of"),
    "max": Text("取大", "the larger of"),
    "abs": Text("绝对值", "the size of"),
    "clamp": Text("限于上下限", "limited"),
    "floor": Text("向下取整", "whole steps of"),
    "ceil": Text("向上取整", "begun steps of"),
    "round": Text("四舍五入", "rounded"),
    "ratio": Text("比值", "ratio"),
    "steps": Text("整档数", "whole steps"),
    "pick": Text("依次取", "the one of"),
    "band": Text("落在区间内的部分", "the part within"),
}
PEERS: dict[PeerFunction, Text] = {
    "max": Text("同组最高", "the highest among the peers of"),
    "min": Text("同组最低", "the lowest among the peers of"),
    "mean": Text("同组平均", "the mean among the peers of"),
    "median": Text("同组中位数", "the median among the peers of"),
    "sum": Text("同组合计", "the sum among the peers of"),
    "count": Text("同组单位数", "how many peers have"),
    "rank": Text("同组名次", "the rank among the peers by"),
}
_STRENGTH = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "negative": 7, "whole": 8}


def words(tree: Node, names: Mapping[str, Text], language: Language) -> str:
    """The tree as a reader writes it: `完成值 ≥ 目标值 × 底线`.

    `names` gives what stands for each name and each grade: its label for the rule, its value for the arithmetic.
    """
    return _Writer(names, language).text(tree)[0]


class _Writer:
    def __init__(self, names: Mapping[str, Text], language: Language) -> None:
        self.names, self.language = names, language

    def text(self, node: Node) -> tuple[str, int]:
        """The text, and how strongly it holds together: a weaker one inside a stronger one is put in brackets."""
        match node:
            case Number(value):
                return exact_text(value), _STRENGTH["whole"] if value.denominator == 1 or "/" not in exact_text(value) else _STRENGTH["/"]
            case Grade(name):
                return self.names[name][self.language], _STRENGTH["whole"]
            case Name(name):
                shown = self.names[name][self.language]
                return shown, _STRENGTH["negative"] if shown.startswith("-") else _STRENGTH["whole"]
            case Negative(operand):
                return "-" + self.within(operand, _STRENGTH["negative"]), _STRENGTH["negative"]
            case Arithmetic(sign, left, right):
                strength = _STRENGTH[sign]
                return f"{self.within(left, strength)} {SIGNS[sign]} {self.within(right, strength + 1)}", strength
            case Comparison(sign, left, right):
                strength = _STRENGTH["compare"]
                return f"{self.within(left, strength + 1)} {SIGNS[sign]} {self.within(right, strength + 1)}", strength
            case Logic("not", (operand,)):
                return f"{WORDS['not'][self.language]} {self.within(operand, _STRENGTH['not'])}", _STRENGTH["not"]
            case Logic(word, operands):
                parts = [self.within(operand, _STRENGTH[word]) for operand in operands]
                return f" {WORDS[word][self.language]} ".join(parts), _STRENGTH[word]
            case Choice():
                return self.choice(node), 0
            case Call(function, arguments):
                inner = ("，", ", ")[self.language == "en"].join(self.text(argument)[0] for argument in arguments)
                return f"{FUNCTIONS[function][self.language]}{self.bracketed(inner)}", _STRENGTH["whole"]
            case Peers("count", Comparison("==", Number(left), Number(right))) if left == right:
                return Text("同组单位数", "the number of peers")[self.language], _STRENGTH["whole"]
            case Peers(gather, body):
                return f"{PEERS[gather][self.language]}{self.bracketed(self.text(body)[0])}", _STRENGTH["whole"]
            case Own(body):
                return f"{Text('本单位', 'own')[self.language]}{self.bracketed(self.text(body)[0])}", _STRENGTH["whole"]
            case Above(name):
                return Text(f"上一级的{name}", f"{name} of what is above")[self.language], _STRENGTH["whole"]
            case Total(name):
                return Text(f"各项{name}之和", f"the sum of {name}")[self.language], _STRENGTH["whole"]
            case _:
                assert_never(node)

    def bracketed(self, inner: str) -> str:
        return f"（{inner}）" if self.language == "zh" else f" ({inner})"

    def within(self, node: Node, strength: int) -> str:
        text, own = self.text(node)
        return f"({text})" if own < strength else text

    def choice(self, node: Choice) -> str:
        zh = self.language == "zh"
        cases = [
            f"{self.text(when)[0]} 时 {self.text(then)[0]}" if zh else f"{self.text(then)[0]} if {self.text(when)[0]}"
            for when, then in node.cases
        ]
        otherwise = self.text(node.otherwise)[0]
        return "；".join([*cases, f"否则 {otherwise}"]) if zh else ", ".join([*cases, f"else {otherwise}"])
