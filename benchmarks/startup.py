"""Times `score` on one sheet as a whole process against imports alone, in pairs, and prints the ratios.

python benchmarks/startup.py [ROUNDS]
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
SHEET = "rules/counties/sanmenxia-2011/hubin.yaml"
ACTUALS = "cases/hubin-2011/actuals.csv"
COMMANDS = {
    "score": f"import sys; sys.argv[1:] = [{SHEET!r}, {ACTUALS!r}]; from kaohe.cli import main; main()",
    "imports": "import typer, pydantic, yaml",
    "a command that does nothing": """
import typer, yaml
app = typer.Typer()
@app.command()
def nothing(argument: str) -> None: pass
app(["x"], standalone_mode=False)
""",
    "nothing": "pass",
}


def seconds(program: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(rounds: int) -> None:
    """Runs every command once per round, side by side, so that the machine's load touches all alike."""
    for program in COMMANDS.values():
        seconds(program)
    times = {name: [0.0] * rounds for name in COMMANDS}
    for index in range(rounds):
        for name, program in COMMANDS.items():
            times[name][index] = seconds(program)
    for name, found in times.items():
        ratios = [own / other for own, other in zip(times["score"], found, strict=True)]
        print(f"{name:28} median {1000 * median(found):5.0f} ms   score takes {median(ratios):4.2f}× (min {min(ratios):4.2f}×)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
