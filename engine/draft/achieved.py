"""A document that reports goes in, what it says was done comes out: actuals beside their targets and rates of completion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ..problems import Place
from ..text import Text
from .document import Document, Line

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*(?: [0-9]+)?"
_MEASURE = r"(?:%|‰|个百分点|万?(?:人次|人|户|元|亩|吨|个|件|项|平方米|公里)|亿元)"
_DONE = re.compile(
    rf"(?P<name>[一-鿿、（）()“”]{{2,40}}?)(?:达到|达|为|完成)?\s*(?P<actual>{_NUMBER})\s*(?P<measure>{_MEASURE})\s*,\s*"
    rf"(?:分别)?(?:完成|为|占|是)(?:了)?(?:年度|全年|年初|当年)?(?:目标)?(?:任务)?数?\s*"
    rf"(?:(?P<target>{_NUMBER})\s*(?P<of>{_MEASURE})?\s*)?的?\s*(?P<rate>{_NUMBER})\s*%"
)
_EMPTY = re.compile(r"^(?:其中|截至|截止|全年|年末|共|已|、|完成|培训工作|就业工作)+")
_NAME = re.compile(r"(?!(?:万|亿)?(?:人次|人|户|元)?[、,]?$)[一-鿿（(].*[一-鿿）)]")


class Achieved(NamedTuple):
    """One thing that was done: the actual with its measure, the target where it is printed, the rate in percent."""

    name: str
    actual: str
    measure: str
    target: str | None
    rate: str
    place: Place
    guesses: tuple[Text, ...]


def achieved_in(document: Document) -> tuple[Achieved, ...]:
    """Everything of the kind "done so much, so many percent of the target" that the document says in running text."""
    lines = [block for block in document.blocks if isinstance(block, Line)]
    text, starts = "", list[tuple[int, Place]]()
    for line in lines:
        starts.append((len(text), line.place))
        text += _plain(line.text)
    return tuple(_found(text, starts))


def _found(text: str, starts: list[tuple[int, Place]]) -> Iterator[Achieved]:
    for match in _DONE.finditer(text):
        place = next(place for start, place in reversed(starts) if start <= match.start())
        name = re.sub(r"[“”]", "", _EMPTY.sub("", match["name"]))
        if not _NAME.match(name):
            continue  # the last of several numbers in a row: which name is its own is not said here
        numbers = [match[key] for key in ("actual", "target", "rate") if match[key]]
        lost = [number for number in numbers if " " in number]
        guesses = tuple(Text(f"“{each}”的空格读作小数点", f"the space in '{each}' is read as a decimal point") for each in lost)
        target = None if match["target"] is None else _number(match["target"]) + (match["of"] or match["measure"])
        yield Achieved(name, _number(match["actual"]), match["measure"], target, _number(match["rate"]), place, guesses)


def _number(text: str) -> str:
    return text.replace(",", "").replace(" ", ".")


def _plain(text: str) -> str:
    """The line with ASCII digits and stops; a space between digits stays, it may have been a decimal point."""
    plain = unicodedata.normalize("NFKC", text).replace("ꎬ", ",").replace("，", ",").replace("ꎻ", ";").replace("ꎮ", "。")
    plain = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "\0", plain)
    return re.sub(r"\s+", "", plain).replace("\0", " ")
