"""Tasks of a document in every style: what is read of small documents, what is guessed, what is said not to be read."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.engine.draft.columns import headings_in_line, role_of
from kaohe.engine.draft.departments import in_words
from kaohe.engine.draft.document import Block, Document, Line, Row
from kaohe.engine.draft.names import people, units
from kaohe.engine.draft.task_rows import Task
from kaohe.engine.draft.tasks import Tasks, tasks_in
from kaohe.engine.problems import Place

FILE = "papers.txt"


def document(text: str) -> Document:
    """A text as it is read: a line with `|` is a row, blank ones are nothing."""
    blocks: list[Block] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("|")
        if len(cells) > 1:
            blocks.append(Row(tuple(cell.strip() for cell in cells), Place(FILE, number)))
        elif line.strip():
            blocks.append(Line(line.strip(), Place(FILE, number)))
    return Document(tuple(blocks), Place(FILE))


def read(text: str) -> Tasks:
    return tasks_in(document(text))


RULED = """
关于分解落实年度重点工作的通知
附件1
全县年度重点工作分解表
序 号|重点工作任务|县政府　　牵头领导|牵头单位|配合单位|完成时限|备注
1|新修乡村道路三十公里。|周　明　　王海涛|县交通局|县财政局 县水利局|6月底前|续建
2|加固水库两座。||县水利局||全年|
第 3 页
序号|重点工作任务|县政府牵头领导|牵头单位|配合单位|完成时限|备注
3|种树一万亩。|||县财政局　县农业局县水利局|年底前|
4|办好县里的|周 明孙 立|县文化局|县财政局
县教育局|10月底前|
"""

UNDER_TWO_HEADINGS = """
民生实事责任分工表
序号|工作内容|责任分工||时限
||牵头单位|配合单位|
一、教育|||
1|改建学校一所。|市教育局|市财政局、市住建局|8月
二、卫生|||
3|改建医院一所。|市卫健委|市财政局、建设局|9月
|添置救护车两辆。|市卫健委|市财政局|10月
"""

BRACKETS = """
某市改革工作要点

一、农村改革

(一)搞好土地登记。完成全部村组的登记(试行)工作。(市农业局、市国土局等负责)

(二)办好合作社。今年新办五十家。

支持合作社联合经营。(市农业局牵头,市财政局、市工商局配合)

二、城市改革

(一)改进公交。新开线路三条。(由市交通局会同市公安局负责,2013年6月底前完成)

(三)整治市场。关闭旧市场两处。(市商务局、市城管局)

(四)改进供水。换新水管。
"""

LABELS = """
（一）安全工程
1.查清隐患。对所有矿山查一遍，一处不
漏。
责任单位：市安监局、公安局、国土
局。
完成时限：2013年9月底
2.培训人员。培训一千人。
牵头单位：市人社局；配合单位：市安监局、各县(市、区)政府和开发区管委会。
（二）消防工程
1.添置消防车。
责任单位：市公安局、市国土局。
"""

SCANNED = """
 附件 １
水泥厂改造任务分工表
序　 号 工 作 任 务 责 任 单 位 时 间 进 度
１ 改造旧窑两座ꎮ
省经委、 省环境保护
厅、 省电力公司

２０１４ 年 ６ 月底
完成
２

关闭小厂ꎬ 产量减少
２５ 万吨ꎮ 省经委、 省国土资源厅ꎬ 东山
市、 西岭州政府ꎬ 北川开发区、 南川
园区管委会

１２
省 政 府 文 件
东省人民政府公报
序　 号 工 作 任 务 责 任 单 位 时 间 进 度
３ 查处超标 ３ ５ 倍的企业ꎮ
省环境保护厅等部门
 电厂改造任务分工表
序　 号 工 作 任 务 责 任 单 位 时 间 进 度
１ 加装除尘设备ꎮ
省经委
自 ２０１４ 年起
　 备注: １ 对未明确牵头单位的任务ꎬ 排名第一的部门为牵头单位ꎬ 其他为参加单
位ꎮ
１３
省 政 府 文 件
东省人民政府公报
印刷厂
１４
省 政 府 文 件
东省人民政府公报
"""

LISTS = """
县政府办公室
关于表彰年度先进单位的通报
各乡镇：
一、工作先进单位(共３家)
１ 东山镇人民政府
２ 东山县水务发展股份有限公司西山河谷
分公司
３ 县财政局
二、技术创新奖
１ 东山水泥有限公司新型窑
炉改造
３ 西山水泥有限公司
三、优秀企业(共１家)
东山纸业有限公司
希望受表彰的单位再创佳绩。
"""


class Read(NamedTuple):
    """What is said of one task, short enough to be written down."""

    number: str
    text: str
    leads: str
    others: str = ""
    leaders: str = ""
    deadline: str = ""
    section: str = ""


def short(task: Task) -> Read:
    leads, others, leaders = ("、".join(names) for names in (task.leads, task.cooperating, task.leaders))
    return Read(task.number, task.text, leads, others, leaders, task.deadline, task.section)


EXPECTED = {
    "a table with repeated headings, blanks as above, glued names, broken rows": (
        RULED,
        [
            Read("1", "新修乡村道路三十公里。", "县交通局", "县财政局、县水利局", "周明、王海涛", "6月底前"),
            Read("2", "加固水库两座。", "县水利局", "", "周明、王海涛", "全年"),
            Read("3", "种树一万亩。", "县水利局", "县财政局、县农业局、县水利局", "周明、王海涛", "年底前"),
            Read("4", "办好县里的", "县文化局", "县财政局、县教育局", "周明、孙立", "10月底前"),
        ],
    ),
    "two rows of headings, titles between rows, a row without a number": (
        UNDER_TWO_HEADINGS,
        [
            Read("1", "改建学校一所。", "市教育局", "市财政局、市住建局", "", "8月", "一、教育"),
            Read("3", "改建医院一所。", "市卫健委", "市财政局、建设局", "", "9月", "二、卫生"),
            Read("3", "添置救护车两辆。", "市卫健委", "市财政局", "", "10月", "二、卫生"),
        ],
    ),
    "paragraphs that end with a bracket": (
        BRACKETS,
        [
            Read("（一）", "搞好土地登记。完成全部村组的登记(试行)工作。", "市农业局、市国土局", section="一、农村改革"),
            Read("（二）", "办好合作社。今年新办五十家。\n支持合作社联合经营。", "市农业局", "市财政局、市工商局", section="一、农村改革"),
            Read("（一）", "改进公交。新开线路三条。", "市交通局", "市公安局", "", "2013年6月底前完成", "二、城市改革"),
            Read("（三）", "整治市场。关闭旧市场两处。", "市商务局、市城管局", section="二、城市改革"),
        ],
    ),
    "lines of labels below a paragraph": (
        LABELS,
        [
            Read("1", "查清隐患。对所有矿山查一遍，一处不漏。", "市安监局、市公安局、市国土局", "", "", "2013年9月底", "（一）安全工程"),
            Read("2", "培训人员。培训一千人。", "市人社局", "市安监局、各县(市、区)政府、开发区管委会", section="（一）安全工程"),
            Read("1", "添置消防车。", "市公安局、市国土局", section="（二）消防工程"),
        ],
    ),
    "tables of a scan, with heads of pages and a note on who leads": (
        SCANNED,
        [
            Read("1", "改造旧窑两座。", "省经委", "省环境保护厅、省电力公司", "", "2014年6月底完成"),
            Read(
                "2",
                "关闭小厂，产量减少25万吨。",
                "省经委",
                "省国土资源厅、东山市政府、西岭州政府、北川开发区管委会、南川园区管委会",
            ),
            Read("3", "查处超标3 5倍的企业。", "省环境保护厅"),
            Read("1", "加装除尘设备。", "省经委", "", "", "自2014年起"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), EXPECTED.values(), ids=list(EXPECTED))
def test_tasks_of_every_style(text: str, expected: list[Read]) -> None:
    found = [short(task) for task in read(text).all]
    assert found == expected


def said(tasks: Tasks) -> set[str]:
    """What was guessed, in Chinese."""
    return {guess.zh for task in tasks.all for guess in task.guesses} | {guess.zh for table in tasks.tables for guess in table.guesses}


def test_a_table_keeps_its_title_headings_and_other_columns() -> None:
    tasks = read(RULED)
    (table,) = tasks.tables
    assert table.title == "全县年度重点工作分解表"
    assert table.headings == ("序号", "重点工作任务", "县政府牵头领导", "牵头单位", "配合单位", "完成时限", "备注")
    assert table.place == Place(FILE, 5)
    assert [row.others for row in table.rows] == [(("备注", "续建"),), (), (), ()]
    assert [row.place.line for row in table.rows] == [6, 7, 10, 11]


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        (RULED, "“领导”一栏的空格当作同上"),
        (RULED, "领导空着，当作同上：周 明 王海涛"),
        (RULED, "“县农业局县水利局”之间没有分隔，读作：县农业局、县水利局"),
        (RULED, "“周 明孙 立”之间没有分隔，读作：周明、孙立"),
        (RULED, "配合单位空着，没有填补"),
        (RULED, "这一行断在几行上，已合并"),
        (UNDER_TWO_HEADINGS, "这一行没有序号，归在第 3 号之下"),
        (BRACKETS, "“市国土局等”：另有未点名的单位"),
        (BRACKETS, "只列出单位，没有写“负责”，当作责任单位"),
        (LABELS, "“国土局”省略了“市”，读作“市国土局”"),
        (SCANNED, "表格是扫描出来的文字，各格按内容划分"),
        (SCANNED, "数字之间有空格，可能丢了小数点"),
        (SCANNED, "“东山市”与“西岭州政府”共用词尾，读作“东山市政府”"),
        (SCANNED, "未写明牵头单位，按文中说明以排名第一的“省经委”牵头"),
    ],
)
def test_what_is_guessed_is_said(text: str, guess: str) -> None:
    assert guess in said(read(text))


def test_a_short_row_does_not_take_what_follows_the_table() -> None:
    tasks = read("县里的任务表|||\n序号|任务|责任单位|完成时限\n1|修路。|县交通局|年底\n2|种树。|县林业局\n联系人见附页\n各单位要抓紧。")
    (table,) = tasks.tables
    assert table.title == "县里的任务表"
    assert [short(task) for task in table.rows] == [
        Read("1", "修路。", "县交通局", deadline="年底"),
        Read("2", "种树。", "县林业局"),
    ]
    assert "这一行少 1 格，缺的当作空" in said(tasks)
    assert tasks.unread == ()


def test_tables_of_a_scan_are_told_apart_by_their_titles() -> None:
    assert [(table.title, len(table.rows)) for table in read(SCANNED).tables] == [("水泥厂改造任务分工表", 3), ("电厂改造任务分工表", 1)]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (UNDER_TWO_HEADINGS, ["“民生实事责任分工表”缺第 2 号"]),
        (BRACKETS, ["“二、城市改革”缺第 2 号"]),
        (LISTS.replace("共３家", "共４家"), ["“工作先进单位”写明共 4 个，列出 3 个", "“技术创新奖”缺第 2 号"]),
        (LISTS, ["“技术创新奖”缺第 2 号"]),
        (RULED, []),
    ],
)
def test_what_does_not_add_up_is_found(text: str, findings: list[str]) -> None:
    assert [finding.text.zh for finding in read(text).findings] == findings


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (BRACKETS, 18, "编号与任务相同，但没有写责任单位"),
        ("名称|数量\n甲|1\n乙|2", 1, "3 行的表，表头不是任务分解表的表头"),
        ("序号|任务|责任单位\n1|修路。|县交通局|多|出", 2, "有 5 格，表头只有 3 格"),
        ("序号|任务|责任单位\n1||县交通局", 2, "没有任务内容"),
        ("序号|任务|责任单位\n1|修路。|县交通局\n见下页\n2|种树。|县林业局", 3, "夹在表格两行之间，未读作任务"),
        ("责任单位：县交通局。", 1, "前面没有编号的任务"),
        ("一、修路。(请各家抓紧负责)", 1, "括号里像是责任分工，但读不出单位"),
        ("序号 工作任务 责任单位\n１ 修路\n长久\n", 2, "看不出责任单位从哪里开始"),
    ],
)
def test_what_is_not_read_is_said(text: str, line: int, why: str) -> None:
    assert (line, why) in [(each.place.line, each.why.zh) for each in read(text).unread]


def test_lists_of_units() -> None:
    first, second, third = read(LISTS).lists
    assert first.notice == "关于表彰年度先进单位的通报"
    assert (first.title, first.declared) == ("工作先进单位", 3)
    assert [each.unit for each in first.units] == ["东山镇人民政府", "东山县水务发展股份有限公司西山河谷分公司", "县财政局"]
    assert [(each.number, each.unit, each.what) for each in second.units] == [
        ("1", "东山水泥有限公司", "新型窑炉改造"),
        ("3", "西山水泥有限公司", ""),
    ]
    assert [(each.number, each.unit) for each in third.units] == [("", "东山纸业有限公司")]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("市财政局、市教育局", ["市财政局", "市教育局"]),
        ("市财政局　　市教育局 ， 市民政局", ["市财政局", "市教育局", "市民政局"]),
        ("市机械设备　　供应局", ["市机械设备供应局"]),
        ("市防汛领导小组　　成员单位", ["市防汛领导小组成员单位"]),
        ("市委市政府", ["市委", "市政府"]),
        ("市政府办公室市扶贫办", ["市政府办公室", "市扶贫办"]),
        ("东山、西山市政府", ["东山市政府", "西山市政府"]),
        ("各县(市、区)政府和开发区管委会", ["各县(市、区)政府", "开发区管委会"]),
        ("市工业和信息化局", ["市工业和信息化局"]),
        ("市统计局等有关部门", ["市统计局"]),
        ("", []),
    ],
)
def test_units_of_a_cell(cell: str, names: list[str]) -> None:
    assert list(units(cell).names) == names


def test_names_that_stand_alone_elsewhere_are_told_apart() -> None:
    assert units("东山海关西山银监局", {"东山海关", "西山银监局"}).names == ("东山海关", "西山银监局")
    assert units("东山统计局西山调查队").names == ("东山统计局西山调查队",)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("赵　松　　钱广林", ["赵松", "钱广林"]),
        ("赵 松钱 岭孙 柏", ["赵松", "钱岭", "孙柏"]),
        ("周广林孙 柏", ["周广林", "孙柏"]),
        ("孙柏吴岭郑松", ["孙柏", "吴岭", "郑松"]),
        ("欧阳明、司马文华", ["欧阳明", "司马文华"]),
        ("分管副县长", ["分管副县长"]),
        ("", []),
    ],
)
def test_people_of_a_cell(cell: str, names: list[str]) -> None:
    assert list(people(cell).names) == names


@pytest.mark.parametrize(
    ("words", "leads", "responsible", "cooperating", "implementing"),
    [
        ("市农业局、市财政局等负责", "", "市农业局、市财政局", "", ""),
        ("市农业局等牵头负责", "市农业局", "", "", ""),
        ("市农业局牵头、市财政局配合", "市农业局", "", "市财政局", ""),
        ("由市农业局会同市财政局负责", "市农业局", "", "市财政局", ""),
        ("牵头单位：市农业局；参加单位：市财政局", "市农业局", "", "市财政局", ""),
        ("市农业局、市财政局按职责分工负责", "", "市农业局、市财政局", "", ""),
        ("市农业局负责，各县政府组织实施", "", "市农业局", "", "各县政府"),
    ],
)
def test_words_for_what_units_do(words: str, leads: str, responsible: str, cooperating: str, implementing: str) -> None:
    found = in_words(words)
    assert found is not None
    assert ["、".join(names) for names in (found.leads, found.responsible, found.cooperating, found.implementing)] == [
        leads,
        responsible,
        cooperating,
        implementing,
    ]


@pytest.mark.parametrize("words", ["试行", "以下简称办法", "国发〔2012〕12号", "牵头负责", "本办法由市农业局负责解释", "10分", ""])
def test_brackets_that_name_no_units(words: str) -> None:
    assert in_words(words) is None


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("省政府　　牵头领导", "leaders"),
        ("目标任务和重点工作", "text"),
        ("牵头单位（部门）", "leads"),
        ("时 间 进 度", "deadline"),
        ("姓名", None),
    ],
)
def test_headings(heading: str, role: str | None) -> None:
    assert role_of(heading) == role


def test_headings_of_a_scan() -> None:
    assert headings_in_line("序　 号 工 作 任 务 责 任 单 位 时 间 进 度") == ("序号", "工作任务", "责任单位", "时间进度")
    assert headings_in_line("序号为单的工作任务") == ()


WORDS = st.sampled_from(
    [
        *"一二（()）、，。；：12３ \t　",
        *("序号", "任务", "责任单位", "牵头", "配合", "负责", "等", "市财政局", "市政府", "各县", "管委会", "孙 柏", "ꎮ", "2014年"),
        *(
            "责任单位：",
            "备注：",
            "附件",
            "表彰",
            "先进",
            "共3家",
            "公报",
            "排名第一",
            "牵头单位",
            "完成时限",
            "\n",
            "\n１ ",
            "\n(一)",
            "\n1.",
        ),
    ]
)
CELLS = st.lists(st.text(max_size=12) | st.lists(WORDS, max_size=8).map("".join), max_size=7).map(tuple)
LINES = st.text(min_size=1, max_size=40) | st.lists(WORDS, min_size=1, max_size=20).map("".join)
HEADERS = st.sampled_from(
    [("序号", "任务", "责任领导", "责任单位", "时限"), ("任务", "牵头单位", "配合单位"), ("序号", "指标", "责任单位")]
)
BLOCKS = st.lists(
    st.tuples(st.just("row"), CELLS | HEADERS) | st.tuples(st.just("line"), LINES | st.just("序号 工作任务 责任单位 时间进度")), max_size=25
)


@settings(max_examples=300, deadline=None)
@given(BLOCKS)
def test_no_document_is_too_strange(blocks: list[tuple[str, tuple[str, ...] | str]]) -> None:
    built: list[Block] = []
    for number, (_, content) in enumerate(blocks, 1):
        place = Place(FILE, number)
        built.append(Row(content, place) if isinstance(content, tuple) else Line(content, place))
    found = tasks_in(Document(tuple(built), Place(FILE)))
    assert all(task.text for task in found.all)
    assert all(name for task in found.all for names in (task.leads, task.cooperating, task.leaders) for name in names)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=150).map("".join))
def test_no_text_is_too_strange(text: str) -> None:
    assert read(text) == read(text)
