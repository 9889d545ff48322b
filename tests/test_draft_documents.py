"""Documents of every kind are read into the same lines and rows; what cannot be read is one problem, whatever it is."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from kaohe.engine.draft import docx_file, docx_numbers, flow, html_file, pdf_file, read_document
from kaohe.engine.draft.document import Block, Document, Line, Row
from kaohe.engine.draft.docx_numbers import chinese
from kaohe.engine.draft.read_document import SUFFIXES
from kaohe.engine.problems import Place, Problems

from .conftest import missing_part

with_pypdf = missing_part("pypdf", find_spec("pypdf") is not None)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)

TEXT = """关于下达2011年目标的通知

　　各乡镇人民政府：
一、总体要求（共１００分）
序号\t指标\t目标值
1\t生产总值\t增长12%
\t财政收入\t8.5亿元
2011年5月1日
"""
LINES = ["关于下达2011年目标的通知", "各乡镇人民政府：", "一、总体要求（共１００分）"]
ROWS = [("序号", "指标", "目标值"), ("1", "生产总值", "增长12%"), ("", "财政收入", "8.5亿元")]
WHOLE: list[str | tuple[str, ...]] = [*LINES, *ROWS, "2011年5月1日"]

MARKDOWN = """# 关于下达2011年目标的通知

各乡镇人民政府：

## 一、**总体要求**（共１００分）

| 序号 | 指标 | 目标值 |
|:---:|------|-----:|
| 1 | 生产总值 | **增长12%** |
|   | 财政收入 | 8.5亿元 |

2011年5月1日
"""

HTML = """<!DOCTYPE html><html><head><title>标题</title><meta charset="utf-8"><style>p { color: red }</style></head>
<body><h1>关于下达2011年<b>目标</b>的通知</h1><p>&emsp;&#x5404;乡镇
人民政府：<p>一、总体要求（共１００分）<!-- <p>无</p> --><script>document.write("<p>无</p>")</script>
<table><tr><th>序号<th>指标<th>目标值</tr>
<tr><td rowspan=2>1<td>生产总值<td>增长12%<tr><td>财政收入</td><td>8.5亿元</td></tr></table>
<div>2011年5月1日</div></body></html>
"""


def p(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def docx(body: str, before: str = "", **parts: str) -> bytes:
    members = {"word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'}
    return zipped(members | {f"word/{name}.xml": f"<w:{name} {W}>{text}</w:{name}>" for name, text in parts.items()})


def zipped(members: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


DOCX = docx(
    p("关于下达2011年目标的通知")
    + p("　　各乡镇人民政府：")
    + p("")
    + p("一、总体要求（共１００分）")
    + tbl(
        tr(*map(tc, ROWS[0])),
        tr(tc("1", '<w:vMerge w:val="restart"/>'), tc("生产总值"), tc("增长12%")),
        tr(tc("", "<w:vMerge/>"), tc("财政收入"), tc("8.5亿元")),
    )
    + p("2011年5月1日")
)


def pdf(*pages: list[str], packed: bytes = b"") -> bytes:
    """A PDF file with the lines of text of its pages, in a font that is not embedded, as UTF-16; or with `packed` on all."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{4 + 2 * index} 0 R' for index in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        "/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>]>>",
    ]
    for index, lines in enumerate(pages):
        content = "BT /F1 12 Tf 72 720 Td " + " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines) + " ET"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * index} 0 R>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream"
            if not packed
            else f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n{packed.decode('latin-1')}\nendstream",
        ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj{each}endobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        written
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
            f"startxref\n{len(written)}\n%%EOF\n"
        ).encode()
    )


Read = Callable[..., tuple[Document | None, Problems]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def call(name: str, raw: bytes | str) -> tuple[Document | None, Problems]:
        path = tmp_path / name
        path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
        problems = Problems()
        return read_document.read_document(path, problems), problems

    return call


def plain(document: Document | None) -> list[str | tuple[str, ...]]:
    assert document is not None
    return [_plain(block) for block in document.blocks]


def _plain(block: Block) -> str | tuple[str, ...]:
    return block.text if isinstance(block, Line) else block.cells


# Every format


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.txt", TEXT.encode()),
        ("gb.txt", TEXT.encode("gb18030")),
        ("mark.TXT", TEXT.replace("\n", "\r\n").encode("utf-16")),
        ("a.md", MARKDOWN.encode()),
        ("plain.md", TEXT.encode()),
        ("a.html", HTML.encode()),
        ("gb.htm", HTML.replace("utf-8", "gb2312").encode("gb18030")),
        ("a.docx", DOCX),
    ],
)
def test_the_same_text_in_every_format(name: str, raw: bytes, read: Read) -> None:
    document, problems = read(name, raw)
    assert problems.found == []
    assert plain(document) == WHOLE


@with_pypdf
def test_the_same_lines_in_a_pdf(read: Read) -> None:
    document, problems = read("a.pdf", pdf(LINES, ["2011年5月1日"]))
    assert problems.found == []
    assert plain(document) == [*LINES, "2011年5月1日"]
    assert document is not None
    assert [block.place[1:] for block in document.blocks] == [(1, 1), (1, 2), (1, 3), (2, 1)]


def test_places(read: Read) -> None:
    """Line and column of a text, the line of a page, the number of a paragraph."""
    numbers = {}
    for name, raw in {"a.txt": TEXT.encode(), "a.html": HTML.encode(), "a.docx": DOCX}.items():
        document, _ = read(name, raw)
        assert document is not None
        assert {block.place.file for block in document.blocks} == {document.place.file}
        numbers[name] = [block.place[1:] for block in document.blocks]
    assert numbers["a.txt"] == [(1, 1), (3, 3), (4, 1), (5, 1), (6, 1), (7, 2), (8, 1)]
    assert numbers["a.html"] == [(2, 0), (2, 0), (3, 0), (4, 0), (5, 0), (5, 0), (6, 0)]
    assert numbers["a.docx"] == [(1, 0), (2, 0), (4, 0), (5, 0), (8, 0), (11, 0), (14, 0)]


def test_what_shows_nothing_is_left_out(read: Read) -> None:
    document, _ = read("a.txt", "\ufeff\f\u200b第一条\u200d\x07 总则\ue000\n\u200b\n甲\f乙\n")
    assert document is not None
    assert document.blocks[0] == Line("第一条 总则\ufffd", Place(document.place.file, 1, 3))
    assert [(block.text, *block.place[1:]) for block in document.blocks if isinstance(block, Line)][1:] == [("甲", 3, 1), ("乙", 3, 3)]


def test_indents_and_titles_of_tables(read: Read) -> None:
    """A tab before a line is an indent; a line with one cell is a row where the row before is as wide."""
    document, _ = read("a.txt", "\t各乡镇：\n甲\t乙\t丙\n一、经济\t\t\n\t\t小计\n\t结尾\n\t \t\n甲|乙\n|甲|\n|丙\\|丁|戊|\n|--|\n")
    assert plain(document) == [
        "各乡镇：",
        ("甲", "乙", "丙"),
        ("一、经济", "", ""),
        ("", "", "小计"),
        "结尾",
        "甲|乙",
        "|甲|",
        ("丙|丁", "戊"),
        "|--|",
    ]


# DOCX


def test_docx_as_it_is_printed(read: Read) -> None:
    """Insertions count, what is deleted or moved away does not; a text box once; breaks, tabs and formulas."""
    inner = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    box = f"<w:r><mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r>"
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>增长</w:t></w:r><w:ins><w:r><w:t>12</w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText>10</w:delText><w:t>10</w:t></w:r></w:del><w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText><w:t>%</w:t><w:tab/><w:t>左右</w:t><w:br/><w:t>下一行</w:t></w:r></w:p>"
        + f"<w:p>{box}<w:r><w:t>外</w:t></w:r></w:p>"
        + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p>"
        + p("后")
        + "<w:p><m:oMath><m:f><m:num><m:r><m:t>完成值</m:t></m:r></m:num><m:den><m:r><m:t>目标值</m:t></m:r></m:den></m:f></m:oMath></w:p>"
        + "<w:sdt><w:sdtContent>"
        + p("目录")
        + "</w:sdtContent></w:sdt>"
    )
    names = (
        f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    document, problems = read("a.docx", zipped({"word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>"}))
    assert problems.found == []
    assert plain(document) == ["增长12% 左右", "下一行", "框", "外", "前后", "(完成值)/(目标值)", "目录"]
    assert document is not None
    assert [block.place.line for block in document.blocks] == [1, 1, 3, 2, 5, 6, 7]


def test_docx_tables(read: Read) -> None:
    """Merged cells are empty, paragraphs of a cell are its lines, a frame around one cell is none."""
    body = (
        tbl(
            tr(tc("标题", span(3))),
            tr(tc("乙", span(2)), properties='<w:gridBefore w:val="1"/>'),
            tr(f"<w:tc>{p('一')}{p('二')}</w:tc>", tc(""), tc("三")),
            tr(tc(""), tc("")),
        )
        + tbl(tr(tc("框")))
        + tbl(tr(tc("甲"), f"<w:tc>{p('上')}{tbl(tr(tc('丙'), tc('丁')))}{p('下')}</w:tc>"))
    )
    document, _ = read("a.docx", docx(body))
    assert plain(document) == [("标题", "", ""), ("", "乙", ""), ("一\n二", "", "三"), "框", "甲", "上", ("丙", "丁"), "下"]


NUMBERING = """
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Second"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
"""
STYLES = """<w:style w:styleId="Second"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Third"><w:basedOn w:val="Second"/></w:style><w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>"""


def test_docx_numbers(read: Read) -> None:
    def item(text: str, level: int, list: int = 1) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>')

    body = (
        item("甲", 0) + item("5%", 1) + item("丙", 1) + item("丁", 2) + item("点", 3) + item("", 0) + item("戊", 0)
        + p("己", '<w:pStyle w:val="Second"/>') + p("庚", '<w:pStyle w:val="Third"/>') + p("辛", '<w:pStyle w:val="Loop"/>')
        + item("壬", 0, 2) + item("癸", 0, 2) + item("无", 0, 0) + item("无", 0, 5)
    )  # fmt: skip
    document, _ = read("a.docx", docx(body, numbering=NUMBERING, styles=STYLES))
    assert plain(document) == [
        "一、甲", "1. 5%", "2. 丙", "1.2.1 丁", "点", "三、戊", "1. 己", "2. 庚", "辛", "九、壬", "十、癸", "无", "无",
    ]  # fmt: skip


def test_chinese_numbers() -> None:
    found = {number: chinese(number) for number in (1, 10, 11, 20, 35, 100, 101, 110, 1005, 9999, 10000)}
    assert list(found.values()) == [
        "一", "十", "十一", "二十", "三十五", "一百", "一百零一", "一百一十", "一千零五", "九千九百九十九", "10000",
    ]  # fmt: skip


def test_docx_whose_text_has_another_name(read: Read) -> None:
    relations = '<Relationships><Relationship Id="1" Type="http://x/officeDocument" Target="word/document2.xml"/></Relationships>'
    text = f"<w:document {W}><w:body>{p('甲')}</w:body></w:document>"
    assert plain(read("a.docx", zipped({"_rels/.rels": relations, "word/document2.xml": text}))[0]) == ["甲"]
    strict = text.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert plain(read("b.docx", zipped({"word/document.xml": strict}))[0]) == ["甲"]


# HTML


def test_html_as_office_pages_are(read: Read) -> None:
    """A table that arranges the page, breaks, spans, stray quotes, ends that are missing, nothing but what is shown."""
    page = """<TABLE><TR><TD width="50"">菜单<TD><p class=a>第一行<br/>第二行&nbsp;</p>
    <table><tr><td colspan="2">甲</td><td rowspan="2">乙</td></tr><tr><td>丙<p>丁<td>戊</tr>
    <tr><td>己<td>庚<td>辛</table>下文 1 < 2 &lt;3&gt;<?xml version="1.0"?><![if !x]>尾<![endif]></TABLE>
    <pre>一  二
三</pre><td>四</td><script>五"""
    assert plain(read("a.html", page)[0]) == [
        "菜单", "第一行", "第二行", ("甲", "", "乙"), ("丙\n丁", "戊", ""), ("己", "庚", "辛"), "下文 1 < 2 <3>尾", "一 二", "三", "四",
    ]  # fmt: skip


def test_html_in_another_encoding(read: Read) -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>目標</p>'
    assert plain(read("a.html", page.encode("big5"))[0]) == ["目標"]
    assert plain(read("b.html", page.encode())[0]) == ["目標"]


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", '<a "', '<a =">"', "<![", "</a ", "<", "&", "<script>", "<p><table>", "</table>", "<b x='"]
)
def test_html_that_never_ends(piece: str, read: Read) -> None:
    """What makes other readers look at the rest of the page again and again."""
    document, problems = read("a.html", "<p>文</p>" + piece * 200_000)
    assert len(problems.found) == (document is None)


# What cannot be read


REFERENCES = [f"&a{level};" * 10 for level in range(11)]
LEVELS = "".join(f"<!ENTITY a{level} '{references}'>" for level, references in enumerate(REFERENCES, 1))
BOMB = f'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">{LEVELS}]>'
MANY_STYLES = "".join(f'<w:style w:styleId="{number}"/>' for number in range(100_001))
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("name", "raw", "code", "said"),
    [
        ("a.txt", b"", "empty-document", "no text"),
        ("a.txt", " \n\u3000\f\u200b".encode(), "empty-document", "no text"),
        ("a.docx", b"", "empty-document", "no text"),
        ("a.docx", docx(p(" ")), "empty-document", "no text"),
        ("a.html", b"<html><body><img src='http://x/'></body></html>", "empty-document", "no text"),
        ("a.txt", bytes(range(256)) * 10, "not-text", "not a text file"),
        ("a.html", b"<p>" + bytes(range(128, 256)), "not-text", "not a text file"),
        ("a.html", "只有文字".encode(), "not-a-document", "no tag"),
        ("a.docx", b"PK\x03\x04" + bytes(100), "not-a-document", "damaged"),
        ("a.docx", DOCX[: len(DOCX) // 2], "not-a-document", "damaged"),
        ("a.docx", DOCX[:-30], "not-a-document", "damaged"),
        ("a.docx", b"neither", "not-a-document", "damaged"),
        ("a.docx", zipped({"xl/workbook.xml": "<a/>"}), "not-a-document", "damaged"),
        ("a.docx", docx("<w:p>"), "not-a-document", "damaged"),
        ("a.docx", docx(p("&a11;"), BOMB), "not-a-document", "damaged"),
        ("a.docx", docx(p("&a;"), OUTSIDE), "not-a-document", "damaged"),
        ("a.docx", docx("<w:p>" * 300 + "</w:p>" * 300), "not-a-document", "damaged"),
        ("a.docx", docx(p("甲"), '<?xml-stylesheet href="x"?>', numbering=f"{'<w:a>' * 300}{'</w:a>' * 300}"), "not-a-document", "damaged"),
        ("a.docx", OLE, "not-a-document", "older Office"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "not-a-document", "encrypted"),
        ("a.docx", HTML.encode(), "not-a-document", "it is an HTML file"),
        ("a.docx", b"{\\rtf1 }", "not-a-document", "it is an RTF file"),
        ("a.txt", DOCX, "not-a-document", "it is a ZIP file"),
        ("a.htm", pdf(LINES), "not-a-document", "it is a PDF file"),
        ("a.doc", OLE, "not-a-document", "name ends in"),
        ("a", TEXT.encode(), "not-a-document", "name ends in"),
        ("a.docx", docx(tbl(tr(tc("甲", span(900)), tc("乙", span(900))))), "table-too-large", "1,000 cells"),
        ("a.docx", docx(tbl(tr(tc("甲", span(999_999_999))))), "table-too-large", "1,000 cells"),
        ("a.docx", docx(p("甲" * 200_001)), "text-too-long", "200,000 characters"),
        ("a.txt", "甲".encode() * 200_001, "text-too-long", "200,000 characters"),
        ("a.txt", b"a\t" * 1_001, "table-too-large", "1,000 cells"),
        ("a.txt", b"a\n" * 200_001, "file-too-large", "200,000 paragraphs"),
        ("a.html", b"<table><tr><td>" * 51, "not-a-document", "nested"),
        ("a.html", b"<table>" + b"<tr><td colspan=1000>a" * 2_001, "table-too-large", "2,000,000 cells"),
        ("a.docx", docx(p("甲"), numbering="", styles=MANY_STYLES), "file-too-large", "styles"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(name: str, raw: bytes, code: str, said: str, read: Read) -> None:
    document, problems = read(name, raw)
    assert document is None
    assert [problem.code for problem in problems.found] == [code]
    assert said in problems.found[0].text.en
    assert problems.found[0].place.file.endswith(name)


def test_documents_with_too_many_elements(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, raw in ((docx_file, "a.docx", DOCX), (html_file, "a.html", HTML)):
        monkeypatch.setattr(module, "MOST_ELEMENTS", 10)
        document, problems = read(name, raw)
        assert document is None
        assert [problem.code for problem in problems.found] == ["file-too-large"]


def test_files_that_are_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.docx").mkdir()
    for name in ("missing.txt", "missing.doc", "folder.docx", "pipe.txt", "nul\0.txt", "x" * 300 + ".pdf"):
        problems = Problems()
        assert read_document.read_document(tmp_path / name, problems) is None
        assert [problem.code for problem in problems.found] == ["no-such-file"]
        assert "\0" not in "".join(problems.lines("zh"))


def test_names_with_control_characters(read: Read) -> None:
    document, _ = read("甲\x1b[31m\n.txt", "乙")
    assert document is not None
    assert document.blocks[0].place.file.endswith("甲\ufffd[31m\ufffd.txt")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_that_are_too_large(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    with path.open("wb") as written:
        written.truncate(100_000_000)
    problems = Problems()
    assert read_document.read_document(path, problems) is None
    assert [(problem.code, "100,000,000" in problem.text.en) for problem in problems.found] == [("file-too-large", True)]


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.txt"
    path.write_text("甲", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    problems = Problems()
    assert read_document.read_document(path, problems) is None
    assert [problem.code for problem in problems.found] == ["unreadable-file"]


MEASURED = """
import re, sys
from pathlib import Path
from kaohe.engine.draft.read_document import read_document
from kaohe.engine.problems import Problems
problems = Problems()
assert read_document(Path(sys.argv[1]), problems) is None
memory = re.search(r"VmHWM:\\s*([0-9]+) kB", Path("/proc/self/status").read_text())
print([problem.code for problem in problems.found], memory[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_zip_bomb(tmp_path: Path) -> None:
    """A gigabyte of text in some megabytes: refused by what the file says it unpacks to, and if it lies, cut off there."""
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("word/document.xml", "w") as member:
        member.write(f"<w:document {W}><w:body>".encode())
        for _ in range(1024):
            member.write(b" " * 1024 * 1024)
        member.write(b"</w:body></w:document>")
    with zipfile.ZipFile(path) as archive:
        size = archive.infolist()[0].file_size.to_bytes(4, "little")
    for code in ("file-too-large", "not-a-document"):
        run = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, check=False, text=True)
        assert run.returncode == 0, run.stderr
        codes, memory = run.stdout.rsplit(maxsplit=1)
        assert codes == f"['{code}']"
        assert int(memory) < 200 * 1024
        path.write_bytes(path.read_bytes().replace(size, (1_000_000).to_bytes(4, "little")))


@pytest.mark.parametrize("name", ["a.docx", "a.html", "a.txt", "a.md", pytest.param("a.pdf", marks=with_pypdf)])
def test_damaged_files_are_a_problem_or_read(name: str, read: Read) -> None:
    """No traceback, whatever bytes are changed or lost."""
    whole = {"a.docx": DOCX, "a.html": HTML.encode(), "a.txt": TEXT.encode(), "a.md": MARKDOWN.encode(), "a.pdf": pdf(LINES)}[name]
    chance = random.Random(9)
    for _ in range(200):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        document, problems = read(name, bytes(raw[: chance.choice((len(raw), chance.randrange(len(raw))))]))
        assert len(problems.found) == (document is None)


# PDF


@with_pypdf
@pytest.mark.parametrize(
    ("raw", "code", "said"),
    [
        (b"", "empty-document", "no text"),
        (pdf([]), "empty-document", "no text"),
        (pdf(LINES)[:40], "not-a-document", "damaged"),
        (b"neither", "not-a-document", "damaged"),
        (b"%PDF-1.4\n%%EOF", "not-a-document", "damaged"),
        (DOCX, "not-a-document", "it is a ZIP file"),
    ],
)
def test_pdf_that_cannot_be_read(raw: bytes, code: str, said: str, read: Read) -> None:
    document, problems = read("a.pdf", raw)
    assert document is None
    assert [problem.code for problem in problems.found] == [code]
    assert said in problems.found[0].text.en


@with_pypdf
def test_pdf_with_a_page_of_pictures(read: Read) -> None:
    """What was left out is said."""
    document, problems = read("a.pdf", pdf(["甲"], [], ["乙"]))
    assert plain(document) == ["甲", "乙"]
    assert [(problem.severity, problem.code, problem.place.line) for problem in problems.found] == [("warning", "empty-document", 2)]


@with_pypdf
@pytest.mark.parametrize(("password", "can_be_read"), [("", True), ("secret", False)])
def test_encrypted_pdf(password: str, can_be_read: bool, read: Read) -> None:
    """A file that opens without a password is read."""
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(pdf(LINES)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    packed = io.BytesIO()
    writer.write(packed)
    document, problems = read("a.pdf", packed.getvalue())
    assert (document is not None) == can_be_read
    assert [problem.code for problem in problems.found] == ([] if can_be_read else ["not-a-document"])
    assert can_be_read or "encrypted" in problems.found[0].text.en


@with_pypdf
def test_pdf_with_too_much_in_it(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("MOST_PAGES", "LARGEST_CONTENT"):
        with monkeypatch.context() as changed:
            changed.setattr(pdf_file, limit, 1)
            document, problems = read("a.pdf", pdf(LINES, LINES))
        assert document is None
        assert [problem.code for problem in problems.found] == ["file-too-large"]


@with_pypdf
def test_pdf_bomb(read: Read) -> None:
    """Hundreds of megabytes in a page of a few hundred kilobytes; and one that is only packed."""
    document, problems = read("a.pdf", pdf([], packed=zlib.compress(bytes(200_000_000), 1)))
    assert document is None
    assert [problem.code for problem in problems.found] == ["file-too-large"]
    assert plain(read("a.pdf", pdf([], packed=zlib.compress(b"BT /F1 12 Tf <7532> Tj ET")))[0]) == ["甲"]


def test_pdf_without_the_package(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    document, problems = read("a.pdf", pdf(LINES))
    assert document is None
    assert [problem.code for problem in problems.found] == ["unreadable-file"]
    assert problems.found[0].hint is not None


def test_limits_are_those_that_are_tested() -> None:
    assert (flow.MOST_COLUMNS, flow.LONGEST_LINE, flow.DEEPEST_TABLE, flow.MOST_ELEMENTS) == (1_000, 200_000, 50, 2_000_000)
    assert (read_document.MOST_BLOCKS, read_document.MOST_CELLS, docx_numbers.MOST_LEVELS) == (200_000, 2_000_000, 100_000)


def test_rows_have_two_cells(read: Read) -> None:
    document, _ = read("a.html", HTML)
    assert document is not None
    assert all(len(block.cells) > 1 for block in document.blocks if isinstance(block, Row))
