"""Content goes in, a file comes out: written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from ..problems import Fault
from ..read.file import is_file, why_not
from ..text import Text

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Begins a CSV file: without it Excel takes UTF-8 for the local encoding."""


def write_whole(path: Path, content: str | bytes) -> Fault | None:
    """Writes beside the file first, then in its place; what is wrong, where that fails. What was there is then still there."""
    mark = BYTE_ORDER_MARK if path.suffix.lower() == ".csv" else ""
    from tempfile import NamedTemporaryFile  # loads much that a score without a file never needs

    temporary = None
    try:
        with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(content if isinstance(content, bytes) else (mark + content).encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        reason = why_not(error)
        return Fault("cannot-write", Text(f"无法写入（{reason.zh}）", f"cannot be written ({reason.en})"))
    finally:  # after the rename there is nothing left to remove; after a failure or Ctrl-C there may be
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return None


def is_same(output: Path, path: Path) -> bool:
    """Whether the two are one file."""
    return is_file(output) and is_file(path) and output.samefile(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
