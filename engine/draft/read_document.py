"""The path of a document goes in (text, Markdown, DOCX, HTML, PDF), its lines and rows come out; what cannot be read is a problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..problems import Fault, Place, Problems
from ..read.file import LARGEST_FILE, decoded, is_file, no_such_file, shown_path, unreadable
from ..text import Text
from .document import Block, Document, Line, NotRead, not_a_document
from .docx_file import docx_blocks
from .flow import LONGEST_LINE, MOST_COLUMNS, too_long, too_wide
from .html_file import html_blocks, html_text
from .pdf_file import pdf_blocks
from .text_file import text_blocks

MOST_BLOCKS = 200_000
MOST_CELLS = 2_000_000
SUFFIXES = (".txt", ".md", ".docx", ".html", ".htm", ".pdf")
_HTML = (".html", ".htm")
_START = 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = {
    b"PK\x03\x04": (".docx", Text("ZIP 压缩文件（如 .docx）", "a ZIP file (as .docx is)")),
    _OLD_OFFICE: ("", Text("旧版 Office 文件（.doc、.wps 等）", "a file of an older Office (.doc, .wps)")),
    b"{\\rtf": ("", Text("RTF 文件", "an RTF file")),
    b"%PDF-": (".pdf", Text("PDF 文件", "a PDF file")),
    b"<!doctype html": (".html", Text("HTML 文件", "an HTML file")),
    b"<html": (".html", Text("HTML 文件", "an HTML file")),
}
"""What a file begins with, whatever its name says: the suffix that it should have, if it can be read at all."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = Text("请用 Word 或 WPS 另存为 .docx", "save it as .docx with Word or WPS")


def read_document(path: Path, problems: Problems) -> Document | None:
    """What the document holds; None, with the problem added, where it cannot be read or there is nothing in it."""
    file = shown_path(path)
    own = Problems()
    try:
        blocks = tuple(_within_limits(_blocks(path, file, own)))
        if not blocks:
            raise NotRead(_empty())
    except NotRead as refused:
        problems.fault(refused.fault, refused.place or Place(file))
        return None
    problems.extend(own)
    return Document(blocks, Place(file))


def _blocks(path: Path, file: str, problems: Problems) -> Iterator[Block]:
    raw, suffix = _raw(path), path.suffix.lower()
    if suffix not in SUFFIXES:
        raise not_a_document(
            Text(f"读取的文件应以 {'、'.join(SUFFIXES)} 结尾", f"a document's name ends in {', '.join(SUFFIXES)}"),
            _SAVE_AS,
        )
    if not raw.strip():
        return iter(())
    _check_kind(raw, suffix)
    if suffix == ".docx":
        return docx_blocks(raw, file)
    if suffix == ".pdf":
        return pdf_blocks(raw, file, problems)
    text = html_text(raw) if suffix in _HTML else decoded(raw)
    if text is None:
        hint = Text("请另存为 UTF-8 编码", "save it as UTF-8")
        raise NotRead(Fault("not-text", Text("不是文本文件，或编码无法识别", "this is not a text file, or its encoding is unknown"), hint))
    return html_blocks(text, file) if suffix in _HTML else text_blocks(text, file, markdown=suffix == ".md")


def _raw(path: Path) -> bytes:
    """What is in the file: never more than may be, however large the file says it is."""
    try:
        if not is_file(path):
            raise NotRead(no_such_file(path))
        if (size := path.stat().st_size) <= LARGEST_FILE:
            with path.open("rb") as opened:
                raw = opened.read(LARGEST_FILE + 1)
            if (size := len(raw)) <= LARGEST_FILE:
                return raw
    except OSError as error:
        raise NotRead(unreadable(error)) from error
    text = Text(f"文件有 {size:,} 字节，上限 {LARGEST_FILE:,}", f"the file has {size:,} bytes, at most {LARGEST_FILE:,} are read")
    raise NotRead(Fault("file-too-large", text))


def _check_kind(raw: bytes, suffix: str) -> None:
    """Refuses a file that is of another kind than its name says: it would be read as nonsense."""
    start = raw[:_START].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((kind for mark, kind in _KINDS.items() if start.startswith(mark.lower())), None)
    expected = ".html" if suffix in _HTML else suffix
    if found is None or found[0] == expected:
        return
    if raw.startswith(_OLD_OFFICE) and _ENCRYPTED in raw:
        raise not_a_document(
            Text("文件已加密，需要密码才能读取", "the file is encrypted and needs a password"),
            Text("请另存为不加密的文件", "save it without encryption"),
        )
    right, kind = found
    hint = Text(f"如可打开，请改名为 {right}", f"if it opens, rename it to {right}") if right else _SAVE_AS
    raise not_a_document(
        Text(f"名称以 {suffix} 结尾，其实是{kind.zh}", f"its name ends in {suffix}, but it is {kind.en}"),
        hint,
    )


def _within_limits(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, one by one, as long as there are not too many and none is too large."""
    cells = 0
    for count, block in enumerate(blocks, 1):
        texts = (block.text,) if isinstance(block, Line) else block.cells
        cells += len(texts)
        if count > MOST_BLOCKS:
            text = Text(f"超过 {MOST_BLOCKS:,} 段或行", f"more than {MOST_BLOCKS:,} paragraphs or rows")
            raise NotRead(Fault("file-too-large", text), block.place)
        if cells > MOST_CELLS:
            text = Text(f"各表合计超过 {MOST_CELLS:,} 格", f"the tables have more than {MOST_CELLS:,} cells")
            raise NotRead(Fault("table-too-large", text), block.place)
        if len(texts) > MOST_COLUMNS:
            raise too_wide(block.place)
        if max(map(len, texts)) > LONGEST_LINE:
            raise too_long(block.place)
        yield block


def _empty() -> Fault:
    return Fault(
        "empty-document",
        Text("文件中没有文字：是空的，或只有图片（如扫描件）", "there is no text in the file: it is empty, or only pictures (a scan)"),
        Text("扫描件请先做文字识别并核对", "have a scan recognized as text, and check that, first"),
    )
