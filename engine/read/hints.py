"""A key and what is wrong with its value go in, what to write instead comes out, where that is certain."""

from __future__ import annotations

from collections.abc import Sequence

from ..problems import Code
from ..text import Text, same

_SHAPES = {
    "inputs": "inputs: {other: indicator}",
    "settings": "settings: {floor: 80%}",
    "source": "source: {document: …}",
    "given": "given: {points: 10, actual: 8}",
    "assumption": "assumption: {text: …}",
}
"""What a key of a sheet (or of an example) holds; `…` stands for what only the document says."""
_METHOD_SHAPES = {
    "inputs": "inputs: {other: {name: …}}",
    "settings": "settings: {floor: {type: ratio, name: …}}",
    "peers": "peers: {include_self: false, missing: leave_out}",
    "grades": "grades: {met: {name: …}, unmet: {name: …}}",
}
_MISSING = {
    "missing": Text("missing: leave_out（不计）或 open（待齐）", "missing: leave_out or open"),
    "include_self": Text("include_self: true（含本单位）或 false", "include_self: true or false"),
}


def hint_for(code: Code, path: Sequence[str | int]) -> Text | None:
    """What to write at the end of `path`, which leads there through keys and positions in lists."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return None
    if code == "missing-key" and keys[-1] in _MISSING:
        return _MISSING[keys[-1]]
    if code == "unknown-key" and keys[-1] == "points" and "parts" in keys:
        return Text("其中项写权重（share），不写分值", "a part has a `share`, not points")
    return _shape(keys) if code == "wrong-shape" else None


def _shape(keys: Sequence[str]) -> Text | None:
    if "examples" in keys:
        return same("peers: [{actual: 0}]" if keys[-1] == "peers" else _SHAPES["given"]) if keys[-1] in ("peers", "given") else None
    if keys[0] == "settings" and len(keys) <= 2:
        return same("settings: {method: {floor: 80%}}")
    return same(_SHAPES[keys[-1]]) if keys[-1] in _SHAPES else None


def method_hint_for(code: Code, path: Sequence[str | int]) -> Text | None:
    """The same for the entry of a method."""
    last = path[-1] if path else ""
    if code == "wrong-shape" and len(path) == 1 and last in _METHOD_SHAPES:
        return same(_METHOD_SHAPES[str(last)])
    return hint_for(code, path) if code != "wrong-shape" or "examples" in path else None
