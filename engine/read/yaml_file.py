"""A YAML file goes in, plain values with places come out: every scalar as the text that was written.

Stock YAML reads `no` as False, `0.10` as a float and `12:30` as 750, lets a repeated key overwrite, and can be made to
hang or crash. So the events are read one by one, limits first, and nothing is ever resolved, merged or constructed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ..fields import PLACES
from ..problems import Fault, Place, Problems
from ..text import Text, printable
from .file import read_text, shown_path

LARGEST_YAML = 4 * 1024 * 1024
MOST_VALUES = 100_000
DEEPEST = 20

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Entry(NamedTuple):
    """A YAML value with its place: text, None, a mapping or a list of entries."""

    value: str | Mapping[str, Entry] | Sequence[Entry] | None
    place: Place
    key_places: Mapping[str, Place]

    def plain(self, key: Place | None = None) -> Any:
        """Plain values for pydantic; each mapping carries, under `PLACES`, the places of its values, its own and its keys'."""
        if isinstance(self.value, Mapping):
            places = {name: entry.place for name, entry in self.value.items()}
            plain = {name: entry.plain(self.key_places[name]) for name, entry in self.value.items() if entry.value is not None}
            return {**plain, PLACES: {**places, "": key or self.place, PLACES: self.key_places}}
        if isinstance(self.value, str) or self.value is None:
            return self.value
        return [entry.plain() for entry in self.value]

    def find(self, path: Sequence[str | int]) -> Place:
        """The place of what `path` leads to: the last entry on the way that exists, or an unknown key itself."""
        entry = self
        for step in path:
            if isinstance(entry.value, Mapping) and step in entry.value:
                entry = entry.value[str(step)]
            elif isinstance(entry.value, list) and isinstance(step, int) and step < len(entry.value):
                entry = entry.value[step]
            else:
                break
        return entry.place

    def find_key(self, path: Sequence[str | int]) -> Place:
        """The place of the key that `path` ends with."""
        holder = self
        for step in path[:-1]:
            if isinstance(holder.value, Mapping):
                holder = holder.value[str(step)]
            elif isinstance(holder.value, list) and isinstance(step, int):
                holder = holder.value[step]
        return holder.key_places.get(str(path[-1]), holder.place)


class _Malformed(Exception):
    def __init__(self, fault: Fault, place: Place) -> None:
        self.fault, self.place = fault, place


def read_yaml(path: Path, problems: Problems, lazily: bool = False, lists: bool = False) -> Entry | None:
    """The mapping (or, with `lists`, the list) that the file holds; None, with the problems added, if it holds anything else.

    Read `lazily`, the value of a key is built (and its problems found) when it is asked for; what is unsafe is refused
    at once either way.
    """
    file = shown_path(path)
    text = read_text(path, LARGEST_YAML)
    if isinstance(text, Fault):
        problems.fault(text, Place(file))
        return None
    return parse_yaml(text, file, problems, lazily, lists)


def parse_yaml(text: str, file: str, problems: Problems, lazily: bool = False, lists: bool = False) -> Entry | None:
    """`read_yaml` for a text at hand."""
    try:
        entry = _Builder(text, file, problems).document(yaml.parse(text, Loader=_Loader), lazily)
    except _Malformed as malformed:
        problems.fault(malformed.fault, malformed.place)
        return None
    except yaml.MarkedYAMLError as error:
        fault, mark = _not_yaml(error, text)
        problems.fault(fault, Place(file, mark.line + 1, mark.column + 1) if mark else Place(file))
        return None
    except (yaml.YAMLError, UnicodeError):
        problems.fault(*_unprintable(text, file))
        return None
    if not isinstance(entry.value, Mapping) and not (lists and isinstance(entry.value, list)):
        problems.fault(_not_a_mapping(), entry.place)
        return None
    return entry


class _Builder:
    """Builds entries from events, counting values and depth as they come."""

    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self.text, self.file, self.problems, self.count = text, file, problems, 0

    def document(self, events: Iterator[Any], lazily: bool) -> Entry:
        root: Entry | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Malformed(_second_document(), self.place(event))
                first = next(events)
                later = lazily and isinstance(first, yaml.MappingStartEvent)
                root = self.register(first, events) if later else self.entry(first, events, 1)
        return root or Entry(None, Place(self.file, 1, 1), {})

    def register(self, first: Any, events: Iterator[Any]) -> Entry:
        """A mapping whose values are kept as events until they are asked for."""
        held: dict[str, list[Any]] = {}
        keys: dict[str, Place] = {}
        self.check(first, 1)
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key_place = self.place(event)
            self.check(event, 1)
            if not isinstance(event, yaml.ScalarEvent) or event.value == PLACES:
                raise _Malformed(_not_a_key(), key_place)
            value = self.whole(events)
            if event.value in keys:
                self.problems.fault(_duplicate_key(event.value, keys[event.value]), key_place)
                continue
            held[event.value], keys[event.value] = value, key_place
        return Entry(_Later(_Builder(self.text, self.file, self.problems), held), self.place(first), keys)

    def whole(self, events: Iterator[Any]) -> list[Any]:
        """The events of one value, checked."""
        held: list[Any] = []
        depth = 1
        while not held or depth > 1:
            event = next(events)
            held.append(event)
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                continue
            depth += isinstance(event, yaml.CollectionStartEvent)
            self.check(event, depth)
        return held

    def entry(self, event: Any, events: Iterator[Any], depth: int) -> Entry:
        place = self.place(event)
        self.check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            empty = event.value == "" and not event.style
            return Entry(None if empty else event.value, self.text_place(event, place), {})
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, place, depth, bool(event.flow_style))
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self.entry(event, events, depth + 1))
        return Entry(items, place, {})

    def mapping(self, events: Iterator[Any], place: Place, depth: int, flow: bool) -> Entry:
        values: dict[str, Entry] = {}
        keys: dict[str, Place] = {}
        last = ("", "")
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key_place = self.place(event)
            self.check(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Malformed(_not_a_key(), key_place)
            value = self.entry(next(events), events, depth + 1)
            if event.value == PLACES:
                raise _Malformed(_not_a_key(), key_place)
            if event.value in keys:
                self.problems.fault(_duplicate_key(event.value, keys[event.value]), key_place)
                continue
            if flow and value.value is None:
                self.problems.fault(_without_value(event.value, self.behind(event), last), key_place)
                last = (last[0], f"{last[1]},{event.value}")
                continue
            values[event.value], keys[event.value] = value, key_place
            last = (event.value, value.value if isinstance(value.value, str) else "")
        return Entry(values, place, keys)

    def check(self, event: Any, depth: int) -> None:
        """Refuses what no rules file needs. Every event that is a value has an anchor (or None); an alias has that alone."""
        self.count += 1
        if event.anchor is not None:
            raise _Malformed(_feature("锚点和引用（& *）", "anchors and aliases (& *)"), self.place(event))
        if event.tag is not None:
            raise _Malformed(_feature("标签（!）", "tags (!)"), self.place(event))
        if depth > DEEPEST:
            raise _Malformed(_over_limit("层次过深", "nested too deeply", DEEPEST), self.place(event))
        if self.count > MOST_VALUES:
            raise _Malformed(_over_limit("内容过多", "too many values", MOST_VALUES), self.place(event))

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    @staticmethod
    def text_place(event: Any, place: Place) -> Place:
        """Where the text itself begins: behind the quote, on the line below a `|` or `>`. A text of several lines has no
        column: how far in something stands would count from the wrong line."""
        if event.style in ("|", ">"):
            return Place(place.file, place.line + 1)
        if event.end_mark.line > event.start_mark.line:
            return Place(place.file, place.line)
        return place.shifted(1) if event.style in ("'", '"') else place

    def behind(self, event: Any) -> str:
        """What follows on the line behind an event."""
        line, column = event.end_mark.line, event.end_mark.column
        rest: str = self.text.splitlines()[line][column:]
        return rest.lstrip()


class _Later(Mapping[str, Entry]):
    """The values of a register, each built from its events when it is first asked for."""

    def __init__(self, builder: _Builder, held: Mapping[str, list[Any]]) -> None:
        self.builder, self.held = builder, held
        self.built: dict[str, Entry] = {}

    def __getitem__(self, key: str) -> Entry:
        if key not in self.built:
            events = iter(self.held[key])
            try:
                self.built[key] = self.builder.entry(next(events), events, 2)
            except _Malformed as malformed:
                self.builder.problems.fault(malformed.fault, malformed.place)
                self.built[key] = Entry(None, malformed.place, {})
        return self.built[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


_UNQUOTED = re.compile(r"(\w+): *([%@`][^ ,}]*)")
"""A key with a value that must be quoted, as in `measure: %`."""
_QUOTE_OPEN = Text("引号没有成对", "a quote is never closed")
_NO_COLON = Text("此行缺少冒号", "this line has no colon")
_REASONS = {
    "could not find expected ':'": _NO_COLON,
    "unexpected end of stream": _QUOTE_OPEN,
    "unexpected document": _QUOTE_OPEN,
    "mapping values are not allowed": Text("此处不应有冒号", "a colon cannot stand here"),
    "entries are not allowed": Text("此处不应有“- ”", "'- ' cannot stand here"),
    "cannot start any token": Text(
        "此处不能有制表符，值也不能以 @、%、` 开头", "no tab can stand here, and no value begins with @, % or `"
    ),
    "',' or '}'": Text("花括号没有成对，或缺少逗号", "a brace is never closed, or a comma is missing"),
    "',' or ']'": Text("方括号没有成对，或缺少逗号", "a bracket is never closed, or a comma is missing"),
    "node content": Text("此处缺少值", "a value is missing here"),
    "expected key": Text(
        "缩进与上文不一致，或引号、括号后有多余内容", "the indentation does not fit, or something follows a quote or bracket"
    ),
    "'-' indicator": Text("列表中缺少“- ”，或缩进不一致", "'- ' is missing in a list, or the indentation does not fit"),
    "escape character": Text("双引号内的反斜杠有误", "a backslash in double quotes is wrong"),
}
"""What the parser says, by a part of it that both of PyYAML's parsers use, and what that means."""


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> tuple[Fault, Any]:
    """What is wrong, and where: an unclosed quote and a line without colon are noticed only further down."""
    said = printable(error.problem or "")
    reason = next((reason for part, reason in _REASONS.items() if part in said), Text("此处无法解析", said))
    began = reason in (_QUOTE_OPEN, _NO_COLON)
    mark = (error.context_mark if began else None) or error.problem_mark or error.context_mark
    hint = Text("请检查缩进、冒号后的空格、括号和引号", "check the indentation, the space after each colon, brackets and quotes")
    lines = text.splitlines()[: mark.line + 1] if mark else []
    if re.search(r"^[ -]*(\{ *)?\w+ *：", "\n".join(lines), re.MULTILINE):
        hint = Text("是否用了全角冒号“：”？冒号应为半角，后跟空格", "is a colon full-width (：)? It is ':' with a space behind it")
    elif mark and (bare := next((each for each in _UNQUOTED.finditer(lines[-1]) if each.start(2) == mark.column), None)):
        quoted = f'{printable(bare[1], 40)}: "{printable(bare[2], 40)}"'
        hint = Text(f"请加引号：{quoted}", f"in quotes: {quoted}")
    return Fault("malformed-yaml", Text(f"YAML 格式有误（{reason.zh}）", f"this is not well-formed YAML ({reason.en})"), hint), mark


def _unprintable(text: str, file: str) -> tuple[Fault, Place]:
    """A character that YAML does not let in, and its place: the parser tells neither line nor column."""
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    lines = f"{text[: bad.start()] if bad else ''}.".splitlines()
    name = f" U+{ord(bad[0]):04X}" if bad else ""
    fault = Fault(
        "malformed-yaml",
        Text(f"文字中有不可见的控制字符{name}", f"the text contains an invisible control character{name}"),
        Text("请删去后重新输入", "delete it and type the text again"),
    )
    return fault, Place(file, len(lines), len(lines[-1]))


def _not_a_mapping() -> Fault:
    return Fault(
        "not-a-mapping",
        Text("文件应为“键: 值”的结构", "the file must be a mapping of keys to values"),
        Text("每行写作“键: 值”，冒号为半角、后跟空格；请看是否拿错了文件", "write lines of `key: value`; is it the right file?"),
    )


def _second_document() -> Fault:
    return Fault("malformed-yaml", Text("一个文件只能有一份文档（---）", "a file holds one document, here a second one begins (---)"))


def _not_a_key() -> Fault:
    return Fault("malformed-yaml", Text("键应为单个词", "a key is a single word"))


def _duplicate_key(key: str, first: Place) -> Fault:
    return Fault(
        "duplicate-key",
        Text(f"键“{printable(key)}”重复，前一处在第 {first.line} 行", f"the key '{printable(key)}' is already set in line {first.line}"),
        Text("请核对后只留一处", "compare the two and keep the right one"),
    )


def _without_value(key: str, behind: str, last: tuple[str, str]) -> Fault:
    """A key in `{…}` that has no value: its colon is no colon, nothing is behind it, or it is the rest of what a comma cut."""
    shown = printable(key, 40)
    if behind.startswith(":"):
        return Fault(
            "split-at-comma",
            Text(f"“{shown}”后面没有值", f"'{shown}' has no value"),
            Text("请写上值，或删去这一项", "add it or drop the key"),
        )
    if re.match(r"[a-z_]+ *[:：]", key):
        right = printable(re.sub(" *[:：] *", ": ", key, count=1), 40)
        return Fault(
            "split-at-comma",
            Text(f"“{shown}”没有值：冒号应为半角，后跟空格", f"'{shown}' has no value: a colon is ':' with a space behind it"),
            Text(f"请写作 {right}", f"write {right}"),
        )
    hint = Text('请加引号：{award: "max(0, points)"}，或分行书写', 'quote it: {award: "max(0, points)"}, or write it on lines of its own')
    if re.match(r"[0-9]{3}(?![0-9])", key) and re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})*", last[1]):
        whole = printable(f'{last[0]}: "{last[1]},{key}"')
        hint = Text(f"数中有逗号，请加引号：{whole}", f"quote a number that has commas in it: {whole}")
    return Fault(
        "split-at-comma",
        Text(f"花括号内的逗号把内容切断了（“{shown}”没有值）", f"a comma inside {{...}} has cut something in two ('{shown}' has no value)"),
        hint,
    )


def _feature(zh: str, en: str) -> Fault:
    return Fault(
        "forbidden-yaml",
        Text(f"规则文件不使用 YAML 的{zh}", f"rules do not use YAML's {en}"),
        Text("请把内容写全", "write the content out"),
    )


def _over_limit(zh: str, en: str, limit: int) -> Fault:
    return Fault("yaml-too-large", Text(f"文件{zh}（上限 {limit}）", f"the file is {en} (at most {limit})"))
