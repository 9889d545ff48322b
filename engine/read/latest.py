"""The figures of many rows go in, the version of each that counts comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..figures import VERSIONS, Figure, FigureKey, Figures, Version
from ..problems import Fault, Problems
from ..register import plain_name
from ..text import Text, printable


def latest(figures: Sequence[Figure], deciding: Sequence[str], suppliers: Mapping[str, str], problems: Problems) -> Figures:
    """The latest version of each figure. One that is there twice is a problem, unless it comes from two sources: that they
    agree, or that one of them is the first of those `deciding`, settles it. `suppliers` says of every name of one which stands for all."""
    order = list(VERSIONS)
    current: dict[FigureKey, Figure] = {}
    seen: dict[tuple[FigureKey, Version], Figure] = {}
    superseded: list[Figure] = []
    for figure in _by_source(figures, deciding, suppliers, superseded, problems):
        if (first := seen.setdefault((figure.key, figure.version), figure)) is not figure:
            problems.fault(_duplicate_figure(figure, first), figure.place)
            continue
        earlier, later = current.get(figure.key), figure
        if earlier is not None:  # an empty row of a later version does not take a figure away
            both = sorted((earlier, figure), key=lambda each: (each.absence != "not-reported", order.index(each.version)))
            earlier, later = both
            superseded.append(earlier)
        current[figure.key] = later
    return Figures(current, tuple(superseded))


def _by_source(
    figures: Sequence[Figure], deciding: Sequence[str], suppliers: Mapping[str, str], superseded: list[Figure], problems: Problems
) -> Iterator[Figure]:
    """The figures, of two sources of the same version the one that decides; the other is superseded."""
    same: dict[tuple[FigureKey, Version], list[Figure]] = {}
    for figure in figures:
        same.setdefault((figure.key, figure.version), []).append(figure)

    def source(name: str) -> str:
        plain = plain_name(name)
        return suppliers.get(plain, plain)

    order = list(map(source, deciding))
    for group in same.values():
        sources = {source(figure.supplier) for figure in group}
        if len(group) == 1 or "" in sources or len(sources) < len(group):
            yield from group
            continue
        first, *others = sorted(group, key=lambda each: _weight(each, source(each.supplier), order))
        said = [each for each in others if each.absence != "not-reported"]
        differing = [each for each in said if (each.value, each.absence) != (first.value, first.absence)]
        if differing and source(first.supplier) not in order:
            problems.fault(_sources_differ(first, differing[0]), differing[0].place)
        superseded += others
        yield first


def _weight(figure: Figure, source: str, order: Sequence[str]) -> tuple[bool, int]:
    """An empty row does not take a figure away; of two figures that of the source that decides comes first."""
    return figure.absence == "not-reported", order.index(source) if source in order else len(order)


def _sources_differ(one: Figure, other: Figure) -> Fault:
    said = [(printable(each.supplier, 40), printable(each.written, 24)) for each in (one, other)]
    zh, en = "、".join(f"{name}（{value}）" for name, value in said), ", ".join(f"{name} ({value})" for name, value in said)
    return Fault(
        "sources-differ",
        Text(f"两个来源的数据不一致：{zh}；另一处在 {one.place}", f"two sources differ: {en}; the other is at {one.place}"),
        Text(f"请删去一行，或在方案中写明以谁为准：deciding_sources: [{said[0][0]}] 或 [{said[1][0]}]",
             f"delete one, or say in the plan which one decides: deciding_sources: [{said[0][0]}], or [{said[1][0]}]"),
    )  # fmt: skip


def _duplicate_figure(figure: Figure, first: Figure) -> Fault:
    version = VERSIONS[figure.version]
    return Fault(
        "duplicate-figure",
        Text(f"同一数据（{version.zh}）在 {first.place} 已有", f"this figure ({version.en}) is already given at {first.place}"),
        Text("请删去一行，或注明版本（快报、年报、修订）", "delete one of the rows, or give their versions (flash, annual, revised)"),
    )
