"""A path goes in, its text comes out, whatever usual encoding an office saved it in."""

from __future__ import annotations

import codecs
import errno
import os
from pathlib import Path

from ..problems import Fault
from ..text import Text, printable

LARGEST_FILE = 64 * 1024 * 1024
LONGEST_PATH = 300
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_OTHER_WORKBOOKS = {".xls", ".xlsb", ".et", ".ett", ".ods", ".numbers"}


def shown_path(path: Path) -> str:
    """The path as a person would write it here: relative where the file is below this folder."""
    relative = os.path.relpath(path)
    return printable(str(path) if relative.startswith("..") else relative, LONGEST_PATH)


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_text(path: Path, largest: int = LARGEST_FILE) -> str | Fault:
    """The text of a file in UTF-8, UTF-16 (with its mark) or GB18030, without the mark."""
    try:
        if not is_file(path):
            return no_such_file(path)
        if path.stat().st_size > largest:
            return _too_large(path.stat().st_size, largest)
        raw = path.read_bytes()
    except OSError as error:
        return unreadable(error)
    text = decoded(raw)
    return _not_text(path) if text is None else text


def decoded(raw: bytes) -> str | None:
    """The text in the encoding that its mark names, else in the first that fits; None where none does."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decode(raw[len(mark) :], encoding)
    if b"\0" in raw:
        return None
    return next((text for encoding in ("utf-8", "gb18030") if (text := _decode(raw, encoding)) is not None), None)


def _decode(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def no_such_file(path: Path) -> Fault:
    kind = ("这是文件夹，不是文件", "this is a folder, not a file") if is_folder(path) else ("文件不存在", "there is no such file")
    return Fault("no-such-file", Text(*kind))


def _too_large(size: int, largest: int) -> Fault:
    return Fault(
        "file-too-large",
        Text(f"文件有 {size:,} 字节，上限 {largest:,}", f"the file has {size:,} bytes, at most {largest:,} are read"),
    )


_REASONS = {
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.EPERM: Text("没有权限", "permission denied"),
    errno.EROFS: Text("磁盘只读", "the disk is read-only"),
    errno.ENOENT: Text("文件夹或文件不存在", "no such file or folder"),
    errno.ENOTDIR: Text("路径中有一段不是文件夹", "part of the path is not a folder"),
    errno.EISDIR: Text("这是文件夹，不是文件", "this is a folder, not a file"),
    errno.ENOSPC: Text("磁盘空间不足", "no space left on the disk"),
    errno.ENAMETOOLONG: Text("文件名过长", "the name is too long"),
}


def why_not(error: OSError) -> Text:
    """Why the system refuses a file, in words where it is a usual reason."""
    said = printable(error.strerror or type(error).__name__)
    return _REASONS.get(error.errno or 0, Text(f"系统错误 {error.errno or said}", said))


def unreadable(error: OSError) -> Fault:
    reason = why_not(error)
    return Fault("unreadable-file", Text(f"文件无法读取（{reason.zh}）", f"the file cannot be read ({reason.en})"))


def _not_text(path: Path) -> Fault:
    hint = Text("请另存为 UTF-8 编码", "save it as UTF-8")
    if path.suffix.lower() in _OTHER_WORKBOOKS:
        hint = Text("请另存为 .xlsx 或 CSV", "save it as .xlsx or CSV")
    return Fault("not-text", Text("不是文本文件，或编码无法识别", "this is not a text file, or its encoding is unknown"), hint)
