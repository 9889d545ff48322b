"""Takes plans, sheets and tables with changes in them through the command line, and prints what became of them and the slowest.

python benchmarks/plan_fuzz.py [SECONDS [FIRST_SEED]]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from heapq import nlargest
from pathlib import Path

from kaohe.tests.mutated_plans import SECONDS_ALLOWED, tried


def main(seconds: float, seed: int) -> None:
    """Goes on for so many seconds of processor time. Ends with 1 if a command took too long; an error of ours ends it at once."""
    os.environ["KAOHE_DEBUG"] = "1"
    outcomes, slowest = Counter[int](), list[tuple[float, int, str]]()
    first, end = seed, time.process_time() + seconds
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        while time.process_time() < end:
            try:
                found = tried(seed, Path(name))
            except BaseException:
                print(f"seed {seed}", file=sys.stderr)
                raise
            outcomes.update(each.code for each in found)
            slowest = nlargest(5, [*slowest, *((each.seconds, seed, " ".join(each.arguments)) for each in found)])
            seed += 1
    print(f"seeds {first} to {seed - 1}; exit codes: {', '.join(f'{code}: {count}' for code, count in sorted(outcomes.items()))}")
    for taken, tried_seed, arguments in slowest:
        print(f"{1000 * taken:6.0f} ms  seed {tried_seed}: {arguments}")
    sys.exit(slowest[0][0] > SECONDS_ALLOWED)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
