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
            days = f"valid_to {entry.valid_to}", f"valid_from {entry.valid_from}"
            text = Text(f"{days[0]} 早于 {days[1]}", f"{days[0]} is before {days[1]}")
            own.error("versions-do-not-meet", entry.at("valid_to"), text)
    for before, after in pairwise(entries):
        _check_meeting(before, after, own)
    problems.extend(own)
    methods = [each for each in built if each is not None]
    return None if own.has_errors or not methods else methods[-1]._replace(earlier=tuple(methods[:-1]))


def _check_meeting(before: MethodIn, after: MethodIn, problems: Problems) -> None:
    """One version is valid up to the day before the next."""
    until, since = before.valid_to, after.valid_from
    if until is None:
        text = Text("这一版本之后还有新版本，须写 valid_to", "there is a version after this one: it needs `valid_to`")
        problems.error("versions-do-not-meet", before.at(), text)
    elif since is None:
        text = Text("这一版本之前还有旧版本，须写 valid_from", "there is a version before this one: it needs `valid_from`")
        problems.error("versions-do-not-meet", after.at(), text)
    elif since != until + timedelta(days=1):
        gap = since > until
        problems.error(
            "versions-do-not-meet",
            after.at("valid_from"),
            Text(f"前一版本有效至 {until}，本版本自 {since} 起有效：{'中间有空档' if gap else '两者重叠'}",
                 f"the version before is valid to {until}, this one from {since}: there is {'a gap' if gap else 'an overlap'}"),
            Text("从旧到新排列；前一版本的 valid_to 是本版本 valid_from 的前一天",
                 "write them oldest first; `valid_to` of one is the day before `valid_from` of the next"),
        )  # fmt: skip
