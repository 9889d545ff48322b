"""An example of a method goes in, its values by name come out, with what they must earn."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from .fields import Bindings, read_date
from .inputs import ExampleIn
from .numbers import read_plain
from .problems import Fault, Place, Problems
from .text import Text
from .vocabulary import OTHER_CLASS, REFUSED, Vocabulary, unknown_grade, unknown_name


class Example(NamedTuple):
    """Values by name, those of its peers, and the award that they must earn, rounded to two decimals (a class is its
    position); None where they must be refused."""

    given: Mapping[str, Fraction]
    peers: tuple[Mapping[str, Fraction], ...]
    award: Fraction | None
    place: Place


def read_example(vocabulary: Vocabulary, needed: Set[str], include_self: bool, written: ExampleIn, problems: Problems) -> Example | None:
    """The example's values, its settings completed by their defaults, and its peers, who share what they do not say."""
    defaults = {name: setting.default for name, setting in vocabulary.settings.items() if setting.default is not None}
    given = defaults | _given(vocabulary, written.given, problems)
    if missing := sorted(needed - set(given) - set(written.given.values)):
        listed = ", ".join(missing)
        text = Text(f"示例缺少 {listed}", f"the example does not give {listed}")
        problems.error("incomplete-example", written.at("given"), text, _class_hint(vocabulary) if "unit_class" in missing else None)
    award = _award(vocabulary, written.award)
    if isinstance(award, Fault):
        problems.fault(award, written.at("award"))
    if needed - set(given) or isinstance(award, Fault):
        return None
    others = tuple({**given, **_given(vocabulary, each, problems)} for each in written.peers)
    return Example(given, (*((given,) if include_self else ()), *others), award, written.at("award"))


def _class_hint(vocabulary: Vocabulary) -> Text:
    ids = list(vocabulary.unit_classes)
    return Text(f"unit_class: {OTHER_CLASS}，或 {'、'.join(ids)}", f"`unit_class: {OTHER_CLASS}` or one of {', '.join(ids)}")


def _award(vocabulary: Vocabulary, text: str) -> Fraction | Fault | None:
    if text == REFUSED:
        return None
    if vocabulary.classes:
        classes = list(vocabulary.classes)
        return Fraction(classes.index(text)) if text in classes else unknown_grade(text, vocabulary.classes)
    return read_plain(text)


def _given(vocabulary: Vocabulary, written: Bindings, problems: Problems) -> dict[str, Fraction]:
    """The values that one frame of an example gives."""
    given, labels = {}, vocabulary.labels
    for name, text in written.values.items():
        if name not in labels:
            problems.fault(unknown_name(name, labels), written.places[name])
        elif isinstance(value := vocabulary.value(name, text), Fault):
            problems.fault(_in_example(value, text), written.places[name])
        else:
            given[name] = value
    return given


def _in_example(fault: Fault, text: str) -> Fault:
    """The fault of an example's value: a figure in it has no measure, so `13%` is no number there, nor is a date."""
    if fault.code == "not-a-number" and isinstance(read_date(text.strip()), date):
        return fault._replace(hint=Text("日期须在计分办法中写 actual: date", "of dates the method says so: actual: date"))
    if fault.code != "not-a-number" or fault.hint is not None:
        return fault
    return fault._replace(hint=Text("示例中写不带计量单位的数，如 13", "plain numbers in examples: 13"))
