"""A part that is compared with its peers goes in; who they are, with what values, comes out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..numbers import exact_text, shown_text
from ..results import PartResult, Peer
from ..targets.exact import interpreter
from ..targets.words import words
from ..text import Text, joined, same
from ..tree import Node, Number, Own, PeerFunction, Peers, substitute, walk

MOST_LISTED = 12
"""Peers that are named one by one; of more the first and the last."""
_TAKEN: Mapping[PeerFunction, Text] = {
    "max": Text("最高", "largest"), "min": Text("最低", "smallest"), "mean": Text("平均", "mean"), "median": Text("中位数", "median"),
    "sum": Text("合计", "sum"), "rank": Text("本单位名次", "own rank"),
}  # fmt: skip


def gathered(result: PartResult, tree: Node) -> Node:
    """The tree with its value in the place of each value over peers, as it is put into the arithmetic."""

    def value(node: Node) -> Node | None:
        return Number(_value(result, node)) if isinstance(node, Peers) else None

    return substitute(tree, value) if result.peers else tree


def _value(result: PartResult, node: Peers) -> Fraction:
    rule = result.part.method.peers
    seen = [peer.values for peer in result.peers if peer.frame is not result.frame or (rule is not None and rule.include_self)]
    return interpreter().value(node, result.values, seen)


def peers_words(result: PartResult) -> list[Text]:
    """For each value that the ladder takes from the peers: which unit has what, the largest first, and what is taken of it."""
    if not result.peers:
        return []
    if result.rung is None:
        return [_mean(result)]
    found: dict[Node, dict[PeerFunction, Peers]] = {}
    for node in walk(result.part.method.ladder):
        if isinstance(node, Peers) and node.function != "count" and not any(isinstance(each, Own) for each in walk(node.body)):
            found.setdefault(node.body, {})[node.function] = node
    return [_line(result, body, nodes) for body, nodes in found.items()]


def _line(result: PartResult, body: Node, nodes: Mapping[PeerFunction, Peers]) -> Text:
    labels = result.part.method.words
    what = Text(words(body, labels, "zh"), words(body, labels, "en"))
    values = [(peer, interpreter().value(body, peer.values)) for peer in result.peers]
    values.sort(key=lambda each: -each[1])
    taken = joined(_taken(result, function, node, values) for function, node in nodes.items())
    listed = _listed([_named(result, peer, shown_text(value)) for peer, value in values])
    return Text(f"{what.zh}：{listed.zh}——{taken.zh}", f"{what.en}: {listed.en} - {taken.en}")


def _taken(result: PartResult, function: PeerFunction, node: Peers, values: list[tuple[Peer, Fraction]]) -> Text:
    """`最高 13.2（湖滨区）`."""
    value, name = _value(result, node), _TAKEN[function]
    whose = [peer.unit for peer, each in values if each == value] if function in ("max", "min") else []
    who = joined(whose[:3])
    of = Text(f"（{who.zh}）", f" ({who.en})") if whose else same("")
    return Text(f"{name.zh} {shown_text(value)}{of.zh}", f"{name.en} {shown_text(value)}{of.en}")


def _mean(result: PartResult) -> Text:
    """The scores that the mean of what does not apply is taken from."""
    pairs = [(peer, peer.frame["score"], peer.frame["points"]) for peer in result.peers]
    listed = _listed([_named(result, peer, f"{exact_text(score)}/{exact_text(of)}") for peer, score, of in pairs])
    scores, points = (sum((peer.frame[name] for peer in result.peers), Fraction(0)) for name in ("score", "points"))
    whole = f"{exact_text(scores)}/{exact_text(points)}"
    return Text(f"{listed.zh}——合计 {whole}", f"{listed.en} - together {whole}")


def _named(result: PartResult, peer: Peer, value: str) -> Text:
    own = Text("（本单位）", " (this unit)") if peer.frame is result.frame else same("")
    return Text(f"{peer.unit.zh}{own.zh} {value}", f"{peer.unit.en}{own.en} {value}")


def _listed(shown: list[Text]) -> Text:
    more = len(shown) - MOST_LISTED
    if more > 0:
        left_out = Text(f"……（另 {more} 个单位）", f"... ({more} more)")
        shown = [*shown[: MOST_LISTED - 1], left_out, shown[-1]]
    return joined(shown, "；", "; ")
