"""A PDF file with text goes in, the lines of its pages come out; pictures of text are not read."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from ..problems import Fault, Place, Problems
from ..text import Text
from .document import Line, NotRead, cleaned, not_a_document

MOST_PAGES = 2_000
LARGEST_CONTENT = 64 * 1024 * 1024
LARGEST_STREAM = 16 * 1024 * 1024
MOST_FORMS = 500
_SHOWN = 10
_SAVE_AS_TEXT = Text("请取得 .docx 或 .txt 版本", "ask for it as .docx or .txt")


def pdf_blocks(raw: bytes, file: str, problems: Problems) -> Iterator[Line]:
    """The lines of every page; the line of their places is the page, the column the line on it."""
    empty = []
    texts = _texts(raw, file)
    for page, text in enumerate(texts, 1):
        lines = [cleaned(line) for line in text.split("\n")]
        if not any(lines):
            empty.append(page)
        yield from (Line(line, Place(file, page, number)) for number, line in enumerate(lines, 1) if line)
    if empty and len(empty) < len(texts):
        listed = ", ".join(map(str, empty[:_SHOWN])) + (", …" if len(empty) > _SHOWN else "")
        problems.warning(
            "empty-document",
            Place(file, empty[0]),
            Text(f"共 {len(empty)} 页没有文字（空白或图片），未读入：第 {listed.replace(', ', '、')} 页",
                 f"{len(empty)} pages without text (blank or pictures) were not read: {listed}"),
        )  # fmt: skip


def _texts(raw: bytes, file: str) -> list[str]:
    """The text of each page."""
    try:
        import pypdf  # optional, and heavy
        from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
    except ImportError as error:
        raise _not_installed() from error
    limits = pypdf.Configuration(
        zlib_maximum_output_length=LARGEST_STREAM,
        lzw_maximum_output_length=LARGEST_STREAM,
        run_length_maximum_output_length=LARGEST_STREAM,
        array_based_stream_maximum_output_length=LARGEST_STREAM,
        xform_maximum_invocations_per_extraction=MOST_FORMS,
        jbig2dec_binary=None,  # no other program is started
    )
    page = 0
    try:
        with _quiet(), pypdf.apply_configuration(limits):
            reader = pypdf.PdfReader(io.BytesIO(raw))
            if (pages := len(reader.pages)) > MOST_PAGES:
                raise _too_large(Text(f"有 {pages:,} 页，上限 {MOST_PAGES:,}", f"it has {pages:,} pages, at most {MOST_PAGES:,} are read"))
            texts, size = [], 0
            for each in reader.pages:
                page += 1
                content = each.get_contents()
                size += 0 if content is None else len(content.get_data())
                if size > LARGEST_CONTENT:
                    raise _too_large(
                        Text(f"各页内容解开后超过 {LARGEST_CONTENT:,} 字节", f"unpacked the pages have more than {LARGEST_CONTENT:,} bytes")
                    )
                texts.append(each.extract_text())
            return texts
    except (FileNotDecryptedError, DependencyError) as error:
        raise not_a_document(
            Text("PDF 已加密，需要密码才能读取", "the PDF is encrypted and needs a password"),
            Text("请另存为不加密的文件", "save it without encryption"),
        ) from error
    except LimitReachedError as error:
        raise _too_large(Text("内容解开后过大或过于复杂", "unpacked it is too large or too intricate")) from error
    except NotRead:
        raise
    except Exception as error:  # whatever a damaged file makes the package stumble over: it raises nearly every kind
        raise not_a_document(
            Text(
                "不是可读的 PDF 文件：文件已损坏、不完整，或其实不是 PDF",
                "this is not a readable PDF file: damaged, cut short, or something else",
            ),
            _SAVE_AS_TEXT,
            Place(file, page) if page else None,
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """What the package makes of small faults of a file is not for the person who reads a document."""
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def _too_large(text: Text) -> NotRead:
    return NotRead(Fault("file-too-large", text))


def _not_installed() -> NotRead:
    return NotRead(
        Fault(
            "unreadable-file",
            Text("读取 PDF 需要可选组件 pypdf，尚未安装", "reading PDF takes the optional package pypdf, which is not installed"),
            Text("请运行 pip install 'kaohe[pdf]'，或另存为 .docx 或 .txt", "run pip install 'kaohe[pdf]', or save it as .docx or .txt"),
        )
    )
