"""Who is to do it: a bracket or a labelled line goes in; who leads, who helps and by when come out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from ..text import Text
from .names import SPACE, is_unit, people, plain, split_outside, tidy, units

Role = Literal["leaders", "leads", "responsible", "cooperating", "implementing", "deadline", "basis"]


class Departments(NamedTuple):
    """What a bracket or a labelled line says: who leads, who helps, until when. Of `responsible` none is said to lead."""

    leaders: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    implementing: tuple[str, ...] = ()
    deadline: str = ""
    basis: str = ""
    guesses: tuple[Text, ...] = ()


_LABELS: dict[str, Role] = {
    "牵头领导": "leaders", "责任领导": "leaders", "分管领导": "leaders", "责任人": "leaders", "负责人": "leaders", "牵头人": "leaders",
    "牵头单位": "leads", "牵头部门": "leads", "主办单位": "leads", "牵头责任单位": "leads", "主办部门": "leads", "牵头": "leads",
    "主要责任单位": "leads", "第一责任单位": "leads",
    "责任单位": "responsible", "责任部门": "responsible", "负责单位": "responsible", "负责部门": "responsible", "承办单位": "responsible",
    "配合单位": "cooperating", "配合部门": "cooperating", "参加单位": "cooperating", "参与单位": "cooperating", "协办单位": "cooperating",
    "协作单位": "cooperating", "会办单位": "cooperating", "配合": "cooperating",
    "实施单位": "implementing", "落实单位": "implementing", "实施主体": "implementing", "责任主体": "implementing",
    "完成时限": "deadline", "完成时间": "deadline", "时限要求": "deadline", "时间要求": "deadline", "时限": "deadline",
    "时间进度": "deadline",
    "进度安排": "deadline", "完成期限": "deadline", "办结时限": "deadline", "时间节点": "deadline",
    "任务依据": "basis", "任务来源": "basis", "文件依据": "basis",
}  # fmt: skip
"""What a line or a clause is called that says who, when or why."""
_LABEL = re.compile(rf"(?:^|(?<=[。；;，,\s]))({'|'.join(sorted(_LABELS, key=len, reverse=True))})\s*[:：]")
_VERBS: tuple[tuple[str, Role], ...] = (
    ("牵头负责|牵头组织实施|牵头落实|牵头组织|牵头抓总|总牵头|牵头", "leads"),
    ("配合落实|配合|协助|协办|协同|参加|参与|会办", "cooperating"),
    ("负责组织实施|负责实施|负责落实|分工负责|分别负责|共同负责|具体负责|负责|主办|承办", "responsible"),
    ("组织实施|贯彻落实|具体落实|具体实施|分别实施|实施|落实", "implementing"),
)
_HOW = r"(?:(?:按照?|根据|依据)(?:各自)?(?:职责|职能)?(?:分工)?|分别|共同|具体|等)*"
_VERB = re.compile("|".join(rf"(?P<{role}>{_HOW}(?:{words}))" for words, role in _VERBS))
_TOGETHER = re.compile(r"牵头会同|牵头，?会同|会同|会商")
_WHEN = re.compile(r"^(?:自|到|至|于)?\d{4}年|^(?:每|长期|全年|年底|年内|\d{1,2}月|[上下]半年|持续|即日)")
_CLAUSES = "，,；;。"


def has_label(text: str) -> bool:
    """Whether a line begins by saying who, when or why: `责任单位：…`."""
    match = _LABEL.match(text)
    return match is not None


def says_who(text: str) -> bool:
    """Whether there is talk of units that lead, are responsible or help."""
    return re.search(r"牵头|负责|配合|责任单位", text) is not None


def labelled(text: str, known: Collection[str] = ()) -> Departments | None:
    """What a line of labels says: `牵头单位：甲厅；配合单位：乙局`. None where it does not begin with a label."""
    plained = plain(text).strip()
    marks = list(_LABEL.finditer(plained))
    if not marks or marks[0].start():
        return None
    said: dict[Role, list[str]] = {}
    guesses: list[Text] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = plained[mark.end() : following.start() if following else len(plained)].strip("。；;，, \u3000")
        role = _LABELS[mark[1]]
        if role in ("deadline", "basis"):
            said.setdefault(role, []).append(tidy(value))
            continue
        inner = _in_clauses(value, known) if role == "responsible" and says_who(value) else None
        if inner is not None:
            said.setdefault("leads", []).extend(inner.leads)
            said.setdefault("responsible", []).extend(inner.responsible)
            said.setdefault("cooperating", []).extend(inner.cooperating)
            guesses += inner.guesses
            continue
        found = people(value) if role == "leaders" else units(value, known)
        said.setdefault(role, []).extend(found.names)
        guesses += found.guesses
    return _departments(said, guesses)


def in_words(text: str, known: Collection[str] = ()) -> Departments | None:
    """What a bracket says: `甲委牵头，乙厅、丙局配合`, `甲厅、乙局等负责`. None where it is not about units."""
    by_label = labelled(text, known)
    return _in_clauses(text, known) if by_label is None else by_label


def _in_clauses(text: str, known: Collection[str]) -> Departments | None:
    """What clauses say, each of which may end with what its units do."""
    said: dict[Role, list[str]] = {}
    guesses: list[Text] = []
    waiting: list[str] = []
    doubtful: list[str] = []
    for clause in _clauses(plain(text)):
        verb = _VERB.fullmatch(clause[_start_of_verb(clause) :])
        role: Role | None = verb.lastgroup if verb is not None else None  # type: ignore[assignment]
        who = clause[: _start_of_verb(clause)] if verb is not None else clause
        if role is None and _WHEN.match(tidy(clause)):
            said.setdefault("deadline", []).append(tidy(clause))
            continue
        who = who.strip(SPACE).removeprefix("由")
        leading, *helping = _TOGETHER.split(who, maxsplit=1)
        found = units(leading, known)
        guesses += found.guesses
        if re.search(r"等$", who) is None and verb is not None and re.match(r"等", verb[0]):
            last = found.names[-1] if found.names else ""
            guesses.append(Text(f"“{last}等”：另有未点名的单位", f"'{last}等': there are others, not named"))
        waiting += found.names
        if helping:
            help_ = units(helping[0], known)
            guesses += help_.guesses
            said.setdefault("cooperating", []).extend(help_.names)
            doubtful += [name for name in help_.names if not is_unit(name)]
            role = "leads" if role in (None, "responsible") else role
        doubtful += [name for name in found.names if not is_unit(name)]
        if role is not None:
            said.setdefault(role, []).extend(waiting)
            waiting = []
    if waiting:
        if not any(said.get(role) for role in ("leads", "responsible", "cooperating", "implementing")):
            guesses.append(Text("只列出单位，没有写“负责”，当作责任单位", "units without a word for what they do: taken to be responsible"))
        said.setdefault("responsible" if not said.get("leads") else "cooperating", []).extend(waiting)
    named = sum(len(names) for role, names in said.items() if role not in ("deadline", "basis"))
    if not named or 2 * len(doubtful) >= named:
        return None
    guesses += [Text(f"“{name}”不像单位名称", f"'{name}' does not look like the name of a unit") for name in doubtful]
    return _departments(said, guesses)


def _clauses(text: str) -> Iterator[str]:
    """The clauses of a bracket; a verb ends one also where only `、` follows."""
    for clause in split_outside(text, _CLAUSES):
        rest = clause.strip(SPACE)
        while (match := re.search(r"(?:牵头|负责|配合|参加|参与)、", rest)) is not None:
            yield rest[: match.end() - 1]
            rest = rest[match.end() :]
        if rest:
            yield rest


def _start_of_verb(clause: str) -> int:
    """Where the verb at the end of a clause begins; its length where there is none."""
    return next((match.start() for match in _VERB.finditer(clause) if match.end() == len(clause)), len(clause))


def _departments(said: dict[Role, list[str]], guesses: Iterable[Text]) -> Departments:
    def names(role: Role) -> tuple[str, ...]:
        return tuple(dict.fromkeys(said.get(role, [])))

    return Departments(
        leaders=names("leaders"),
        leads=names("leads"),
        responsible=names("responsible"),
        cooperating=names("cooperating"),
        implementing=names("implementing"),
        deadline="；".join(said.get("deadline", [])),
        basis="；".join(said.get("basis", [])),
        guesses=tuple(dict.fromkeys(guesses)),
    )
