"""The figures of many rows go in, the version of each that counts comes out."""

from __future__ import annotations

from collections.abc import Sequence

from ..figures import VERSIONS, Figure, FigureKey, Figures, Version
from ..problems import Fault, Problems
from ..text import Text


def latest(figures: Sequence[Figure], problems: Problems) -> Figures:
    """The latest version of each figure; a version that is there twice is a problem."""
    order = list(VERSIONS)
    current: dict[FigureKey, Figure] = {}
    seen: dict[tuple[FigureKey, Version], Figure] = {}
    superseded = []
    for figure in figures:
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


def _duplicate_figure(figure: Figure, first: Figure) -> Fault:
    version = VERSIONS[figure.version]
    return Fault(
        "duplicate-figure",
        Text(f"同一数据（{version.zh}）在 {first.place} 已有", f"this figure ({version.en}) is already given at {first.place}"),
        Text("请删去一行，或注明版本（快报、年报、修订）", "delete one of the rows, or give their versions (flash, annual, revised)"),
    )
