"""Times `score check` on a hundred sheets as a whole process against imports alone, in pairs, and prints the ratio.

python benchmarks/sheets.py [ROUNDS [SHEETS]]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median

RULES = Path(__file__).resolve().parent.parent / "rules"
REGISTERS = ("methods.yaml", "units.yaml", "indicators")
SHEETS = ("counties", "cities", "provinces")
CHECK = "import sys; from kaohe.cli import run; sys.exit(run(['check', '.', '--lang', 'en']))"
IMPORTS = "import typer, pydantic, yaml"
SECONDS_ALLOWED = 1.0
"""For a hundred sheets."""


def copied(folder: Path, count: int) -> None:
    """The registers, and the sheets of counties, city and province in turn until there are so many. Plans and relations are
    left out: they name sheets by their places."""
    for name in REGISTERS:
        source = RULES / name
        _ = shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    found = [path for name in SHEETS for path in sorted((RULES / name).rglob("*.yaml"))]
    (folder / "sheets").mkdir()
    for index, path in enumerate(islice(cycle(found), count)):
        shutil.copy(path, folder / "sheets" / f"{index:04}-{path.name}")


def seconds(program: str, folder: Path) -> tuple[float, str]:
    """How long a process takes, and the last line that it prints."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, check=True, capture_output=True, text=True)
    return time.perf_counter() - started, done.stdout.strip()


def main(rounds: int, count: int) -> int:
    """Runs both once per round, side by side, so that the machine's load touches them alike. Ends with 1 above the aim."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copied(folder, count)
        seconds(IMPORTS, folder)
        _, said = seconds(CHECK, folder)
        pairs = [(seconds(CHECK, folder)[0], seconds(IMPORTS, folder)[0]) for _ in range(rounds)]
    times = [100 * check / count for check, _ in pairs]
    print(said)
    print(f"100 sheets: median {median(times):.2f} s (min {min(times):.2f} s), aim {SECONDS_ALLOWED:.2f} s")
    print(f"{median(check / imports for check, imports in pairs):.2f}× the time of `{IMPORTS}`")
    return int(median(times) > SECONDS_ALLOWED)


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*arguments, *(5, 100)[len(arguments) :]))
