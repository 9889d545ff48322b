"""What several tests share: the repository, a run of the command line, and snapshots kept beside the case they are of."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from kaohe.cli import run

settings.register_profile("kaohe", deadline=None)  # no test depends on how fast the machine is
settings.load_profile("kaohe")

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "rules"
CASES = ROOT / "cases"
HUBIN = RULES / "counties" / "sanmenxia-2011" / "hubin.yaml"
HUBIN_ACTUALS = CASES / "hubin-2011" / "actuals.csv"


@dataclass(frozen=True)
class Run:
    """What a command line did: its exit code and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def score(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Runs `score` with arguments, in the repository's folder (or the one that a test has changed to)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "KAOHE_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str | Path) -> Run:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Run(code, printed.out, printed.err)

    return call


@pytest.fixture(autouse=True)
def in_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in what is printed are relative to the repository, wherever pytest was started."""
    monkeypatch.chdir(ROOT)


def missing_part(name: str, there: bool) -> pytest.MarkDecorator:
    """Skips a test whose optional part is not installed and says so; in CI a missing part is a failure."""
    return pytest.mark.skipif(not there and not os.environ.get("CI"), reason=f"{name} is not installed")


class TextBesideCase(SingleFileSnapshotExtension):
    """Snapshots as plain text files in the case's own folder `snapshots/`, under the name that the test gives."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    def serialize(self, data: Any, **_: Any) -> str:
        assert isinstance(data, str)
        return data


def snapshots_in(snapshot: SnapshotAssertion, folder: Path) -> SnapshotAssertion:
    """The snapshots of one folder: `snapshots(name="table.zh.txt") == text`."""

    class Here(TextBesideCase):
        @classmethod
        def dirname(cls, *, test_location: PyTestLocation) -> str:
            return str(folder / "snapshots")

        @classmethod
        def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
            return str(index)

    return snapshot.use_extension(Here)
