"""What a tree can be turned into. One file a target; they never import each other.

A target that computes has `evaluate(tree, rows, peers)`: a tree whose value is a number, rows of exact values by name,
and for each row the rows of its peers (none by default) go in; the exact value of the tree in every row comes out. Where
it cannot guarantee every digit it raises `Refused`.

It also has `run(steps, frames)`, in a file of its own where it takes long to say: a whole program of steps, each from what
the target itself computed before. What every step gives each of its frames comes out.
"""

from __future__ import annotations


class Refused(Exception):
    """A target cannot say or guarantee this exactly, and why. It never approximates."""
