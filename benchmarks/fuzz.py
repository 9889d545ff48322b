"""Takes made-up expressions through reading, checking, computing and wording, and prints the slowest and what became of them.

python benchmarks/fuzz.py [SECONDS [FIRST_SEED]]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from heapq import nlargest
from pathlib import Path
from random import Random
from typing import NamedTuple

from kaohe.tests.expressions import KINDS, Maker
from kaohe.tests.fuzz_outcome import outcome, outcome_of_item

SECONDS_ALLOWED = 0.2


class Tried(NamedTuple):
    seconds: float
    seed: int
    when: str
    award: str


def tried(seed: int, folder: Path, outcomes: Counter[str]) -> Tried:
    """Makes the two expressions of a seed (of every fourth the one of an item) and times them: in processor time, since
    others use the machine too."""
    if seed % 4 == 0:
        maker = Maker.of_parts(random := Random(seed))
        when, award = "", KINDS[random.choice([*KINDS, "expressions", "expressions"])](maker)
        started = time.process_time()
        codes = outcome_of_item(award, maker, folder)
    else:
        maker = Maker(Random(seed))
        written = maker.method(*maker.pair())
        when, award = f"{written.when} ({written.requires})" if written.requires else written.when, written.award
        started = time.process_time()
        codes = outcome(written, folder / "methods.yaml")
    seconds = time.process_time() - started
    outcomes.update({code for code in codes if code != "example-fails"} or {"(a value)"})
    return Tried(seconds, seed, when, award)


def main(seconds: float, seed: int) -> None:
    """Goes on for so many seconds of processor time. Ends with 1 if an expression took too long; an error ends it at once."""
    slowest: list[Tried] = []
    outcomes: Counter[str] = Counter()
    expressions, first, end = 0, seed, time.process_time() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.process_time() < end:
            expressions += 1 if seed % 4 == 0 else 2
            try:
                slowest = nlargest(5, [*slowest, tried(seed, Path(folder), outcomes)])
            except BaseException:
                print(f"seed {seed}", file=sys.stderr)
                raise
            seed += 1
    print(f"{expressions} expressions, seeds {first} to {seed - 1}")
    for code, count in outcomes.most_common():
        print(f"{count:8} {code}")
    for each in slowest:
        print(f"{1000 * each.seconds:6.0f} ms  seed {each.seed}: {each.when[:400]!r}, {each.award[:400]!r}")
    sys.exit(slowest[0].seconds > SECONDS_ALLOWED)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 30, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
