"""The versions of a method go in, the newest comes out, which knows those before it; a gap between them is a problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from .inputs import MethodIn
from .methods import Method, build_method
from .problems import Problems
from .text import Text


def build_versions(id: str, entries: Sequence[MethodIn], problems: Problems) -> Method | None:
    """The newest of a method's versions, which are written oldest first; None, with the problems added, where one of
    them cannot be trusted or it is not clear which is valid when."""
    own = Problems()
    built = [build_method(id, entry, own) for entry in entries]
    for entry in entries:
        if entry.valid_from and entry.valid_to and entry.valid_from > entry.valid_to:
            text = Text(f"{entry.valid_to} 早于 {entry.valid_from}", f"{entry.valid_to} is before {entry.valid_from}")
            own.error("versions-do-not-meet", entry.at("valid_to"), text)
    for before, after in pairwise(entries):
        _check_meeting(before, after, own)
    problems.extend(own)
    methods = [each for each in built if each is not None]
    return None if own.has_errors or not methods else methods[-1]._replace(earlier=tuple(methods[:-1]))


def _check_meeting(before: MethodIn, after: MethodIn, problems: Problems) -> None:
    """One version is valid up to the day before the next."""
    if before.valid_to and after.valid_from and after.valid_from == before.valid_to + timedelta(days=1):
        return
    until, since = before.valid_to or "…", after.valid_from or "…"
    problems.error(
        "versions-do-not-meet",
        after.at("valid_from"),
        Text(f"前一版本有效至 {until}，本版本自 {since} 起有效：中间有空档或重叠",
             f"the version before is valid to {until}, this one from {since}: there is a gap or an overlap"),
        Text("从旧到新排列；前一版本的 valid_to 应为本版本 valid_from 的前一天",
             "write them oldest first; `valid_to` of one is the day before `valid_from` of the next"),
    )  # fmt: skip
