"""The text of an HTML page goes in, its block elements come out as lines and its tables as rows; nothing is loaded or run.

The standard library's `html.parser` is not used: on some tags without an end it takes minutes for a few kilobytes, on
others it fails. Here every character is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ..read.file import decoded
from ..text import Text
from .document import Block, not_a_document
from .flow import MOST_COLUMNS, MOST_ELEMENTS, Flow, too_many_elements

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.IGNORECASE)
_CODECS = {b"big5": "big5hkscs", b"big5-hkscs": "big5hkscs", b"windows-1252": "cp1252", b"iso-8859-1": "cp1252"}
"""Besides UTF-8, UTF-16 and GB18030 (with GBK and GB2312 in it), which are told apart without being named."""
_HEAD = 4096
_TAG = re.compile(r"</?([a-zA-Z][^\s/>]*+)")
_ATTRIBUTES = re.compile(r"""(?:[^>=]|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>""")
_SPAN = re.compile(r"""(?:^|\s)(colspan|rowspan)\s*=\s*["']?\s*(\d{1,9})""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile("[\u2e80-\u2fff\u3000-\u9fff\uf900-\ufaff\uff00-\uff60“”‘’—…]")
_DROPPED = frozenset({"script", "style", "template", "title", "iframe", "object", "svg", "select", "noscript", "textarea"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend",
     "li", "main", "nav", "ol", "p", "pre", "section", "summary", "tbody", "tfoot", "thead", "ul"}
)  # fmt: skip
_LONGEST_SPAN = 65_534


def html_text(raw: bytes) -> str | None:
    """The text in the encoding that the page names, where it is not one that is known by itself."""
    named = _CHARSET.search(raw[:_HEAD])
    codec = _CODECS.get(named[1].lower()) if named else None
    if codec is not None and not _is_utf8(raw):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            pass
    return decoded(raw)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def html_blocks(text: str, file: str) -> Iterator[Block]:
    """The blocks of a page, each with the line of the file on which its text begins."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _TAG.search(text) is None:
        raise not_a_document(
            Text("不是 HTML 文件：没有任何标签", "this is not an HTML file: there is no tag in it"),
            Text("如是纯文本，请改名为 .txt", "if it is plain text, rename it to .txt"),
        )
    page = _Page(file)
    flow = page.flow
    counted = 0
    for count, (start, name, is_end, rest) in enumerate(_tokens(text)):
        if count > MOST_ELEMENTS:
            raise too_many_elements()
        flow.number += text.count("\n", counted, start)
        counted = start
        if name:
            page.tag(name, is_end, rest)
        else:
            page.text(rest)
            counted += len(rest)
        yield from flow.taken()
    flow.end()
    yield from flow.taken()


def _tokens(text: str) -> Iterator[tuple[int, str, bool, str]]:
    """Tags (where they begin, name, whether it ends an element, attributes) and the text between them, without a name."""
    at, quotes = 0, True
    while (tag := text.find("<", at)) >= 0:
        if tag > at:
            yield at, "", False, text[at:tag]
        named = _TAG.match(text, tag)
        if named is None:
            if text[tag + 1 : tag + 2] not in ("!", "?", "/"):
                yield tag, "", False, "<"
                at = tag + 1
                continue
            at = _after(text, "-->", tag + 4) if text.startswith("<!--", tag) else _after(text, ">", tag)
            continue
        whole = _ATTRIBUTES.match(text, named.end()) if quotes else None
        quotes = whole is not None  # a quote that is never closed is looked for once
        at = whole.end() if whole else _after(text, ">", named.end())
        name, is_end = named[1].lower(), text[tag + 1] == "/"
        yield tag, name, is_end, text[named.end() : at - 1]
        if name in _DROPPED and not is_end:
            end = re.compile(rf"</{name}", re.IGNORECASE).search(text, at)
            at = end.start() if end else len(text)
    if at < len(text):
        yield at, "", False, text[at:]


def _after(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return len(text) if found < 0 else found + len(end)


def _squeezed(text: str) -> str:
    """Text as a browser shows it, on one line; a line end between two wide characters is no space."""

    def space(match: re.Match[str]) -> str:
        around = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if "\n" in match[0] and all(map(_WIDE.match, around)) else " "

    return _SPACE.sub(space, text)


class _Page:
    """What the tags of a page mean for its text."""

    def __init__(self, file: str) -> None:
        self.flow = Flow(file, _squeezed)
        self.flow.number = 1
        self._is_pre = False

    def text(self, written: str) -> None:
        flow = self.flow
        if self._is_pre:
            first, *others = written.split("\n")
            flow.write(unescape(first))
            for line in others:
                flow.end_line()
                flow.number += 1
                flow.write(unescape(line))
            return
        before = len(written) - len(written.lstrip())
        flow.number += written.count("\n", 0, before)
        flow.write(unescape(written))
        flow.number += written.count("\n", before)

    def tag(self, name: str, is_end: bool, attributes: str) -> None:
        flow = self.flow
        if name == "table":
            flow.close_table() if is_end else flow.open_table()
        elif name == "tr":
            flow.close_row() if is_end else flow.open_row(flow.number)
        elif name in ("td", "th"):
            spans = {word.lower(): int(number) for word, number in _SPAN.findall(attributes)}
            columns, down = spans.get("colspan", 1), spans.get("rowspan", 1)
            flow.close_cell() if is_end else flow.open_cell(columns if 1 <= columns <= MOST_COLUMNS else 1, min(down, _LONGEST_SPAN))
        elif name in _BLOCKS:
            flow.end_line()
            self._is_pre = (name == "pre" and not is_end) or (self._is_pre and name != "pre")
