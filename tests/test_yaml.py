"""Rules files: what is wrong in one is said at its place, in words for whoever wrote it."""

from __future__ import annotations

import pytest

from kaohe.engine.problems import Place, Problem, Problems
from kaohe.engine.read.yaml_file import Entry, parse_yaml


def read(text: str) -> Entry:
    entry = parse_yaml(text, "rules.yaml", problems := Problems())
    assert entry is not None, problems.lines("en")
    return entry


def wrong(text: str) -> Problem:
    parse_yaml(text, "rules.yaml", problems := Problems())
    assert len(problems.found) == 1
    return problems.found[0]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b", (1, 4)),
        ("a: 'b'", (1, 5)),
        ("a: b\n  c", (1, 0)),
        ("a: 'b\n  c'", (1, 0)),
        ("a: >\n  b\n  c", (2, 0)),
    ],
)
def test_a_text_of_several_lines_has_no_column(text: str, place: tuple[int, int]) -> None:
    found = read(text).find(["a"])
    assert found == Place("rules.yaml", *place)
    assert found.shifted(3) == (found if not found.column else Place("rules.yaml", place[0], place[1] + 3))


@pytest.mark.parametrize(
    ("text", "place", "reason", "hint"),
    [
        ("a: 1\nb: x\x07", (2, 5), "U+0007", "delete it"),
        ("\x07", (1, 1), "U+0007", "delete it"),
        ("a: 1\nb：2\nc: 3\n", (2, 1), "no colon", "full-width"),
        ("a: b: c\n", (1, 5), "a colon cannot stand here", "indentation"),
        ("a: 1\nb: 'c\nd: 1\n", (2, 4), "a quote is never closed", "quotes"),
        ("a: @b\n", (1, 4), "no value begins with @", "quotes"),
        ("a: {b: 1\nc: 2\n", (2, 2), "a brace is never closed", "brackets"),
        ("a:\n    b: 1\n  c: 2\n", (3, 3), "the indentation does not fit", "indentation"),
    ],
)
def test_what_is_no_yaml_is_explained_at_its_place(text: str, place: tuple[int, int], reason: str, hint: str) -> None:
    problem = wrong(text)
    assert problem.code == "malformed-yaml"
    assert problem.place == Place("rules.yaml", *place)
    assert reason in problem.text.en
    assert problem.hint is not None
    assert hint in problem.hint.en


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a: {nr：1}", "write nr: 1"),
        ("a: {nr:1}", "write nr: 1"),
        ("a: {floor: }", "add it"),
        ("a: {target: 4,000万元}", 'target: "4,000万元"'),
        ("a: {award: max(0, b)}", "quote it"),
    ],
)
def test_a_key_without_a_value_is_told_why(text: str, hint: str) -> None:
    problem = wrong(text)
    assert problem.code == "split-at-comma"
    assert problem.hint is not None
    assert hint in problem.hint.en
