"""Expression text goes in, a tree comes out; whatever is not listed here is refused.

The only room that sees Python's `ast`. It is used as a grammar alone: nothing is ever compiled or run, literals are
read from their source text, and every node that is not in the language is a problem with its place.
"""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from fractions import Fraction
from itertools import islice
from typing import cast

from .problems import Fault, Place, Problems
from .text import Text, did_you_mean, printable
from .tree import (
    FUNCTIONS,
    PEER_FUNCTIONS,
    Arithmetic,
    ArithmeticSign,
    Call,
    Choice,
    Comparison,
    ComparisonSign,
    Logic,
    LogicWord,
    Name,
    Negative,
    Node,
    Number,
    Own,
    Peers,
    previous,
    walk,
)

LONGEST_EXPRESSION = 1000
MOST_NODES = 200
DEEPEST = 30
LONGEST_LITERAL = 30
EVERYONE = Number(Fraction(1))
"""`peer_count()` counts the peers for which this equals itself."""

_DATE = re.compile(r"(?<![\w.])[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![\w.])")
_LITERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ARITHMETIC: dict[type[ast.operator], ArithmeticSign] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISON: dict[type[ast.cmpop], ComparisonSign] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_FORBIDDEN = frozenset("\"'`#\\;@$?!{}≥≤≠×÷")
_WRITTEN_SO = {"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "=": "==", "&": "and", "|": "or", "!": "not", "%": "* 0.01"}
_SIGNS_SO = {"<>": "!=", "=>": ">=", "=<": "<=", "&&": "and", "||": "or"}
_OPERATORS_SO: dict[type[ast.operator], str] = {
    ast.BitAnd: "and", ast.BitOr: "or", ast.Pow: "a * a", ast.BitXor: "a * a", ast.FloorDiv: "floor(a / b)",
}  # fmt: skip
"""What to write instead: for a character, for signs that Python's grammar has not, for those that only Python has."""


class _Refused(Exception):
    """Ends the reading of one expression."""

    def __init__(self, fault: Fault, column: int) -> None:
        self.fault, self.column = fault, column


def parse(text: str, place: Place, problems: Problems) -> Node | None:
    """The tree of `text`; None, with the problem added, if it is not an expression of the language.

    `place` is where the text's first character stands; every node gets the place of its own.
    """
    try:
        _check_characters(text)
        parsed = _grammar(text)
        _check_size(parsed)
        tree = _Reader(text, place).node(parsed)
        _check_written_out(tree)
        return tree
    except _Refused as refused:
        problems.fault(refused.fault, place.shifted(refused.column))
        return None


def _check_characters(text: str) -> None:
    if date := _DATE.search(text):  # Python would read 2011-12-31 as two subtractions
        raise _Refused(_date_in_expression(date.group()), date.start())
    if len(text) > LONGEST_EXPRESSION:
        raise _Refused(_too_large(f"{len(text)} 个字符", f"{len(text)} characters", LONGEST_EXPRESSION), 0)
    for column, character in enumerate(text):
        forbidden = character in _FORBIDDEN and text[column : column + 2] != "!="
        if forbidden or not (character.isascii() or unicodedata.is_normalized("NFKC", character)) or not character.isprintable():
            fault = _forbidden(character, _instead(character))
            raise _Refused(fault._replace(hint=_NO_QUOTES) if character in "\"'`“”‘’" else fault, column)


def _grammar(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        column = len(text) if not error.offset else error.offset - 1  # Python 3.11 says 0 where the text ends too early
        raise _Refused(_syntax(text, column), min(max(column, 0), len(text))) from None
    except (ValueError, RecursionError, MemoryError):
        raise _Refused(_too_large("层次过深", "too deeply nested", DEEPEST), 0) from None


def _check_size(root: ast.expr) -> None:
    """Counts nodes and depth with a loop: a recursion would be what the attack is after."""
    waiting, count = [(cast(ast.AST, root), 1)], 0
    while waiting:
        node, depth = waiting.pop()
        count += isinstance(node, ast.expr)
        if count > MOST_NODES:
            raise _Refused(_too_large("运算项过多", "too many operations", MOST_NODES), 0)
        if depth > DEEPEST:
            raise _Refused(_too_large("层次过深", "too deeply nested", DEEPEST), 0)
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


def _check_written_out(tree: Node) -> None:
    """The middle of `a <= b < c` is compared twice: 28 of them in each other would be 2^28 trees for whoever walks them."""
    if sum(1 for _ in islice(walk(tree), MOST_NODES + 1)) > MOST_NODES:
        raise _Refused(_too_large("运算项过多", "too many operations", MOST_NODES), 0)


class _Reader:
    """Turns the nodes of one expression into ours."""

    def __init__(self, text: str, place: Place) -> None:
        self.text, self.origin = text, place
        self.bytes = text.encode()

    def column(self, node: ast.expr) -> int:
        """The column in characters: `ast` counts UTF-8 bytes."""
        return len(self.bytes[: node.col_offset].decode())

    def source(self, node: ast.expr) -> str:
        return self.bytes[node.col_offset : node.end_col_offset].decode()

    def place(self, node: ast.expr) -> Place:
        return self.origin.shifted(self.column(node))

    def refuse(self, node: ast.expr, fault: Fault) -> _Refused:
        return _Refused(fault, self.column(node))

    def node(self, node: ast.expr) -> Node:
        place = self.place(node)
        match node:
            case ast.Constant():
                return self.literal(node)
            case ast.Name(id=name):
                return Name(name, place)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.node(operand), place)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Logic("not", (self.node(operand),), place)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(operator)], self.node(left), self.node(right), place)
            case ast.BoolOp(op=boolean, values=values):
                word: LogicWord = "and" if isinstance(boolean, ast.And) else "or"
                return Logic(word, tuple(self.node(value) for value in values), place)
            case ast.Compare():
                return self.comparison(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return Choice(((self.node(test), self.node(body)),), self.node(orelse), place)
            case ast.Call():
                return self.call(node)
            case ast.BinOp(op=operator):
                raise self.refuse(node, _forbidden(self.source(node), _OPERATORS_SO.get(type(operator))))
            case _:
                raise self.refuse(node, _forbidden(self.source(node)))

    def literal(self, node: ast.Constant) -> Number:
        source = self.source(node)
        if not _LITERAL.fullmatch(source):
            raise self.refuse(node, _forbidden(source))
        if len(source) > LONGEST_LITERAL:
            raise self.refuse(node, _long_number())
        return Number(Fraction(source), self.place(node))

    def comparison(self, node: ast.Compare) -> Node:
        """`a <= b < c` is `a <= b and b < c`."""
        written = [node.left, *node.comparators]
        sides = [self.node(side) for side in written]
        steps: list[Node] = []
        for operator, side, left, right in zip(node.ops, written, sides, sides[1:], strict=False):
            if type(operator) not in _COMPARISON:
                raise self.refuse(side, _forbidden(self.source(node)))
            steps.append(Comparison(_COMPARISON[type(operator)], left, right, self.place(side)))
        return steps[0] if len(steps) == 1 else Logic("and", tuple(steps), self.place(node))

    def peers(self, name: str, node: ast.Call) -> Peers | Own | None:
        """`peer_max(…)` and its like, and `own(…)`; None for any other function."""
        function = next((each for each in PEER_FUNCTIONS if name == f"peer_{each}"), None)
        if function is None and name != "own":
            return None
        place = self.place(node)
        if function == "count" and not node.args:
            return Peers("count", Comparison("==", EVERYONE, EVERYONE, place), place)
        if len(node.args) != 1:
            raise self.refuse(node, _wrong_count(name, len(node.args), 1, 1))
        body = self.node(node.args[0])
        return Own(body, place) if function is None else Peers(function, body, place)

    def previous(self, node: ast.Call) -> Name:
        """`previous(actual)` is a name of its own: the figure of the same period a year before."""
        if len(node.args) != 1:
            raise self.refuse(node, _wrong_count("previous", len(node.args), 1, 1))
        argument = node.args[0]
        if not isinstance(argument, ast.Name):
            raise self.refuse(argument, _only_of_a_figure())
        return Name(previous(argument.id), self.place(node))

    def call(self, node: ast.Call) -> Node:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.refuse(node, _forbidden(self.source(node)))
        name = node.func.id
        if name == "previous":
            return self.previous(node)
        if peers := self.peers(name, node):
            return peers
        if name not in FUNCTIONS:
            raise self.refuse(node, _unknown_function(name))
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(node.args) <= most:
            raise self.refuse(node, _wrong_count(name, len(node.args), fewest, most))
        return Call(name, tuple(self.node(argument) for argument in node.args), self.place(node))


_NO_QUOTES = Text("名称不加引号", "names are written without quotes")


def _instead(character: str) -> str | None:
    """What to write for a character that is not in the language: its sign, or its half-width form."""
    plain = unicodedata.normalize("NFKC", character)
    return _WRITTEN_SO.get(plain, plain if plain != character and plain.isascii() else None)


def _forbidden(what: str, instead: str | None = None) -> Fault:
    shown = printable(what, 24)
    return Fault(
        "forbidden-expression",
        Text(f"表达式中不能使用“{shown}”", f"'{shown}' is not part of the expression language"),
        None if instead is None else Text(f"请写作 {instead}", f"write {instead}"),
    )


def _syntax(text: str, column: int) -> Fault:
    hint = None
    if sign := next((sign for sign in _SIGNS_SO if sign in text), None):
        hint = Text(f"“{sign}”请写作 {_SIGNS_SO[sign]}", f"for '{sign}' write {_SIGNS_SO[sign]}")
    elif re.search(r"(?<![<>=!])=(?!=)", text):
        hint = Text("判断相等请写作 ==", "to compare, write ==")
    elif "%" in text:
        hint = Text("百分数请写作小数，如 0.8；或设为计分办法的参数（settings）",
                    "write a percentage as a decimal (0.8), or make it a setting of the method")  # fmt: skip
    elif text.count("(") != text.count(")"):
        hint = Text("括号没有成对", "a bracket is never closed, or never opened")
    return Fault(
        "malformed-expression",
        Text(f"表达式“{printable(text, 40)}”不完整或有误", f"'{printable(text, 40)}' is not a complete expression"),
        hint,
    )


def _date_in_expression(date: str) -> Fault:
    return Fault(
        "forbidden-expression",
        Text(f"表达式中不能写日期（{date}）", f"a date ({date}) cannot stand in an expression"),
        Text("写作目标，或设为计分办法的参数（type: date）", "make it the target, or a setting of the type date"),
    )


def _only_of_a_figure() -> Fault:
    return Fault(
        "forbidden-expression",
        Text("previous(…) 中只能写一个数据的名称", "previous(...) takes the name of one figure"),
        Text("例如 previous(actual)", "for example previous(actual)"),
    )


def _too_large(zh: str, en: str, limit: int) -> Fault:
    return Fault("expression-too-large", Text(f"表达式{zh}（上限 {limit}）", f"the expression is too large: {en} (at most {limit})"))


def _long_number() -> Fault:
    return Fault(
        "expression-too-large",
        Text(f"表达式中的数字过长（上限 {LONGEST_LITERAL} 位）", f"a number has too many characters (at most {LONGEST_LITERAL})"),
    )


def _unknown_function(name: str) -> Fault:
    functions = [*FUNCTIONS, *(f"peer_{each}" for each in PEER_FUNCTIONS), "own", "previous"]
    return Fault(
        "unknown-function",
        Text(f"没有函数“{printable(name)}”", f"there is no function '{printable(name)}'"),
        did_you_mean(name, functions, listed=True),
    )


def _wrong_count(name: str, given: int, fewest: int, most: int) -> Fault:
    wanted = f"{fewest}" if fewest == most else f"{fewest}–{most}"
    return Fault(
        "wrong-argument-count",
        Text(f"函数 {name} 需要 {wanted} 个参数，给了 {given} 个", f"{name} takes {wanted} arguments, not {given}"),
    )
