"""Generates methods and figures, computes them on every target, and prints what was computed, refused and different.

python benchmarks/agreement.py [METHODS] [SEED]
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from kaohe.tests.generated_agreement import TARGETS, Outcome, cases, compared, items
from kaohe.tests.generated_figures import Case
from kaohe.tests.generated_items import ItemCase

AT_ONCE = 100
"""Methods that one workbook holds, and beside them a quarter as many items that are worked out from their parts."""


def added(one: Outcome, other: Outcome) -> Outcome:
    return Outcome(one.computed + other.computed, one.refused + other.refused, one.different + other.different)


def main(methods: int, seed: int) -> int:
    """The number of disagreements."""
    started = time.perf_counter()
    outcomes = {target: Outcome(0, Counter(), []) for target in TARGETS}
    rows = 0
    for first in range(0, methods, AT_ONCE):
        count = min(AT_ONCE, methods - first)
        batch: list[Case | ItemCase] = [*cases(seed + first, count), *items(seed + first, count // 4)]
        rows += sum(len(case.rows) for case in batch)
        for target in TARGETS:
            outcomes[target] = added(outcomes[target], compared(target, batch))
        print(f"{first + count} methods after {time.perf_counter() - started:.0f} s", file=sys.stderr)
    print(f"{methods} methods and {methods // 4} items, {rows} rows: each award before and after rounding, its rung, its requirements")
    for target, outcome in outcomes.items():
        name = target.__name__.rsplit(".", 1)[-1]
        print(f"{name:6} computed {outcome.computed} ({float(100 * outcome.share):.2f} %), different {len(outcome.different)}")
        for reason, count in outcome.refused.most_common():
            print(f"       refused {count:6}: {reason}")
        print("\n".join(outcome.different))
    return sum(len(outcome.different) for outcome in outcomes.values())


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]]
    sys.exit(min(1, main(*arguments, *(1000, 1)[len(arguments) :])))
