"""The expression language: what is in it is read with its place, everything else is refused and nothing ever runs."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.engine.parse import DEEPEST, LONGEST_EXPRESSION, MOST_NODES, parse
from kaohe.engine.problems import Place, Problems
from kaohe.engine.tree import Arithmetic, Call, Comparison, Logic, Name, Negative, Node, Number, walk

HERE = Place("rules.yaml", 3, 10)


def refused(text: str) -> str:
    problems = Problems()
    assert parse(text, HERE, problems) is None
    assert len(problems.found) == 1
    return problems.found[0].code


def read(text: str) -> Node:
    problems = Problems()
    tree = parse(text, HERE, problems)
    assert tree is not None, problems.lines("en")
    assert problems.found == []
    return tree


def test_a_literal_is_the_number_that_is_written() -> None:
    assert read("0.1") == Number(Fraction(1, 10))
    assert read("12.350") == Number(Fraction("12.35"))


def test_every_node_has_its_place() -> None:
    tree = read("actual >= target * 0.8")
    columns = {type(node).__name__ + getattr(node, "name", ""): node.place.column for node in walk(tree)}
    assert columns == {"Comparison": 10, "Nameactual": 10, "Arithmetic": 20, "Nametarget": 20, "Number": 29}


def test_columns_count_characters_not_bytes() -> None:
    problems = Problems()
    tree = parse("完成值 * x", HERE, problems)
    assert isinstance(tree, Arithmetic)
    assert tree.right.place.column == 16


def test_a_chained_comparison_is_two() -> None:
    a, b, c = Name("a"), Name("b"), Name("c")
    assert read("a <= b < c") == Logic("and", (Comparison("<=", a, b), Comparison("<", b, c)))


def test_a_conditional_expression_is_a_ladder_of_one_rung() -> None:
    assert read("-a if not b > 0 else max(a, 1)") == read("(-(a)) if (not (b > 0)) else max(a,1)")
    assert any(node == Negative(Name("a")) for node in walk(read("-a if b > 0 else 1")))
    assert any(node == Call("max", (Name("a"), Number(Fraction(1)))) for node in walk(read("max(a, 1)")))


ATTACKS = [
    "actual = 95", "a; b", "a\nb", "a # b", "(a := 3)", "lambda: 1", "a.b", "a.__class__", "().__class__", "a[0]", "[1, 2]", "{1}",
    "{1: 2}", "(1, 2)", "f'{1}'", "'x'", '"x"', "b'x'", "1j", "1e5", "0x10", "0b1", "1_000", "None", "True", "False", "...", "a ** 9",
    "9 ** 9 ** 9", "a // b", "a % b", "a @ b", "a << 3", "a | b", "a & b", "a ^ b", "~a", "+a", "a is b", "a in b", "a not in b",
    "[x for x in y]", "(x for x in y)", "await x", "yield", "import os", "__import__('os')", "open('x')", "eval('1')", "exec('1')",
    "max(*a)", "max(a, key=b)", "max(a)(b)", "getattr(a, b)", "print(a)", "max", "ｍａｘ(1, 2)", "𝐩𝐨𝐢𝐧𝐭𝐬", "指标１", "a\u200bb", "a\u202eb",
    "a\\\nb", "a\tb", "a\x00b", "", " ", "(", ")", "a b", "1 2", "a +", "a ≥ b", "a × b", "a = = b", "a <> b", "a && b", "a || b", "!a",
    "max()", "max(1)", "ratio(1, 2)", "round(1)", "clamp(1, 2)", "maximum(1, 2)", "floor(1, 2)", "80%", "a ? b : c", "`a`", "$a", "@a",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text in ATTACKS if text != "max"])
def test_what_is_not_listed_is_refused(text: str) -> None:
    assert refused(text) in (
        "forbidden-expression", "malformed-expression", "unknown-function", "wrong-argument-count", "expression-too-large",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "instead", "column"),
    [("a ≥ b", ">=", 12), ("max（a, 1)", "(", 13), ("a ＞ b", ">", 12), ("a ＝ b", "==", 12), ("a <> b", "!=", 12), ("a => b", ">=", 12),
     ("a =< b", "<=", 12), ("a && b", "and", 13), ("(a > 1) & (b > 1)", "and", 10), ("!a", "not", 10), ("a ** 2", "a * a", 10)],
)  # fmt: skip
def test_a_refusal_says_what_to_write_instead(text: str, instead: str, column: int) -> None:
    problems = Problems()
    assert parse(text, HERE, problems) is None
    assert problems.found[0].hint is not None
    assert problems.found[0].hint.en.endswith(f"write {instead}")
    assert problems.found[0].place == Place("rules.yaml", 3, column)


def test_what_ends_too_early_is_wrong_at_its_end() -> None:
    problems = Problems()
    assert parse("a >=", HERE, problems) is None
    assert problems.found[0].place.column == 14


def test_a_function_without_its_brackets_is_only_a_name() -> None:
    assert read("max") == Name("max")


@pytest.mark.parametrize(
    "text",
    ["-" * 497 + "1", "-" * 100_000 + "1", "(" * 400 + "1" + ")" * 400, "1+" * 490 + "1", "a" * (LONGEST_EXPRESSION + 1), "9" * 31,
     "not " * 200 + "a", "max(1," * 150 + "1" + ")" * 150, "a if b else " * 80 + "c", "a < " * 240 + "a"],
)  # fmt: skip
def test_what_is_too_large_is_refused_at_once(text: str) -> None:
    started = time.monotonic()
    assert refused(text) in ("expression-too-large", "malformed-expression", "forbidden-expression")
    assert time.monotonic() - started < 5  # a hang, not a speed: the suite must end


def test_the_limits_are_reached_and_not_passed() -> None:
    """A sum of n names is n - 1 operations in each other: 30 deep is read, one deeper is not."""
    assert len(list(walk(read("+".join(["a"] * (DEEPEST - 1)))))) == 2 * DEEPEST - 3
    assert refused("+".join(["a"] * (DEEPEST + 1))) == "expression-too-large"
    assert refused(f"max({', '.join(['a*b+c*d'] * 8)}) + " * 4 + "a") == "expression-too-large"
    assert len("+".join(["a"] * MOST_NODES)) < LONGEST_EXPRESSION


ALPHABET = "abcxyz0123456789.,()[]{}+-*/%<>=!&|^~@#:;'\"\\ \t_" + "目标值≥×÷１ａ\u200b"


@settings(max_examples=400, deadline=None)
@given(st.text(ALPHABET, max_size=60))
def test_any_text_gives_a_tree_or_one_problem(text: str) -> None:
    problems = Problems()
    tree = parse(text, HERE, problems)
    assert (tree is None) == (len(problems.found) == 1)


TOKENS = [
    "a",
    "b",
    "1",
    "0.5",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    "<",
    ">=",
    "==",
    "and",
    "or",
    "not",
    "if",
    "else",
    "max(",
    "ratio(",
    ",",
    "%",
    ".",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=25))
def test_any_tokens_give_a_tree_or_one_problem(tokens: list[str]) -> None:
    problems = Problems()
    tree = parse(" ".join(tokens), HERE, problems)
    assert (tree is None) == (len(problems.found) == 1)
