"""A seed goes in, a plan's folder with changes in it comes out: lines and entries moved, lost and doubled, values that are
strange or out of place; and what the command line then says of it."""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from kaohe.cli import run

from .conftest import CASES, RULES

FAULTY = CASES / "faulty"
SECONDS_ALLOWED = 5
"""What one command line may take, whatever is written in the files."""


class Case(NamedTuple):
    """What a case is made of (what is copied, and to where), its plan, its tables, some units, and some items."""

    copied: Sequence[tuple[Path, str]]
    plan: str
    tables: Sequence[str]
    units: Sequence[str]
    items: Sequence[str]
    options: Sequence[str] = ()


MANMADE = [(CASES / "every-plan" / "rules", "rules"), (CASES / "every-plan" / "tables", "tables")]
FAULTY_BASE = [(FAULTY / "base", "."), (FAULTY / "base-plan", ".")]
REAL = [
    (RULES / each, each)
    for each in ("indicators", "counties/sanmenxia-2011", "departments/sanmenxia-2011", "plans", "methods.yaml", "units.yaml")
]
CASES_OF_PLANS = {
    "every-plan": Case(MANMADE, "rules/plan.yaml", ["tables"], ["dong", "南县", "gao", "市统计局", "nobody"], ["1", "2", "3", "4", "rank"]),
    "base-plan": Case(FAULTY_BASE, "plan.yaml", ["actuals.csv", "events.csv"], ["xian", "east", "西县"], ["1", "2", "3", "rank"]),
    "sanmenxia-2011": Case(
        [*REAL, (CASES / "sanmenxia-2011", "case")], "plans/sanmenxia-2011.yaml", ["case"],
        ["hubin", "lushi", "jijuqu"], ["1", "10", "34.2", "rank"], ["--group", "counties", "--group", "zones"],
    ),
}  # fmt: skip
STRANGE = (
    "", "~", "0", "-1", "1", "2", "0.5", "1/3", "-0", "9" * 60, "9" * 5000, "1/0", "0.0000000001", "nan", ".inf",
    "1e400", "true", "no", "不适用", "未下达", "达到", "100%", "-5%", "[]", "{}", "[[[]]]", "{a: {b: c}}", "[1, 2]", "x",
    "𠀀", "\u202e", "é\u0301", "😀", "a b", "a: b", "- a", "&a", "*a", "!!python/object:os.system", "|", "'", '"', "`",
    "，", "０１２", "1,000", "1,00", "2011-13-45", "0001-01-01", "9999-12-31", "2012-03-31", "2011-06-01", "2012-02-29",
    "exact", "3 half_even", "half_up", "section 0", "section 1", "section 99", "section x", "score", "rate",
    "penalty", "tie_break", "=1+1", "../..", ".", "/", "sheets", "plan.yaml", "counties", "dong", "excellent",
    "poor", "accident", "growth", "against_best", "proportional", "lead", "cooperating", "forbidden", "dense",
    "spread", "left_out", "mean_of_all", "full", "open", "nothing", "none",
)  # fmt: skip


def laid_out(case: Case, folder: Path) -> None:
    """The case, unchanged, and nothing else."""
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()
    for source, name in case.copied:
        target = folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("snapshots"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


# Changes of lines


def _lines(text: str, random: Random) -> str:
    lines = text.split("\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case 3:
            lines[one] = random.choice(["  ", "    ", "- ", "\t", ""]) + lines[one].lstrip()
        case 4:
            del lines[min(one, other) : max(one, other)]
        case _:
            at = random.randrange(len(lines[one]) + 1)
            lines[one] = lines[one][:at] + random.choice(STRANGE)[:70] + lines[one][at + random.choice((0, 1, 5)) :]
    return "\n".join(lines)


# Changes of entries


def _spots(entry: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every place in it: a mapping or a list, and the key or index."""
    for key, value in entry.items() if isinstance(entry, dict) else enumerate(entry) if isinstance(entry, list) else ():
        found.append((entry, key))
        _spots(value, found)
    return found


def _strange(random: Random) -> Any:
    text = random.choice(STRANGE)
    try:
        return random.choice((text, yaml.safe_load(text)))
    except (yaml.YAMLError, ValueError):
        return text


def _entries(text: str, random: Random) -> str:
    """The file with one entry lost, strange, wrapped, or in the place of another."""
    try:
        entry = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return _lines(text, random)
    spots = _spots(entry, [])
    if not spots:
        return random.choice(STRANGE)
    (one, key), (other, there) = random.choice(spots), random.choice(spots)
    match random.randrange(9):
        case 0 | 1:
            del one[key]
        case 2 | 3:
            one[key] = _strange(random)
        case 4:
            one[key] = random.choice(([one[key]], {"a": one[key]}, [one[key], one[key]]))
        case 5:
            one[key], other[there] = json.loads(json.dumps([other[there], one[key]], default=str))
        case 6:
            one[key] = json.loads(json.dumps(other[there], default=str))
        case 7 if isinstance(one, dict):
            one[random.choice([str(_strange(random)), str(key) + "x", str(there)])] = one.pop(key)
        case _:
            alike = [(each, name) for each, name in spots if name == key and each is not one]
            other, there = random.choice(alike or spots)
            one[key] = json.loads(json.dumps(other[there], default=str))
    return _dumped(entry)


def _dumped(entry: Any) -> str:
    """As YAML, without anchors."""
    return yaml.safe_dump(json.loads(json.dumps(entry, default=str)), allow_unicode=True, sort_keys=False, width=1000)


def _cells(text: str, random: Random) -> str:
    """The table with a cell that is strange, or was another's; a row or a column lost or doubled; or all of a column alike."""
    rows = [line.split(",") for line in text.split("\n") if line]
    if len(rows) < 2 or not rows[0]:
        return _lines(text, random)
    row, column = random.randrange(len(rows)), random.randrange(len(rows[0]))
    cell = random.choice((*STRANGE[:36], "不适用", "", "0", "1", "100", "-100", "2011-06-01", "9" * 40))
    match random.randrange(8):
        case 0:
            del rows[row]
        case 1:
            rows.append(list(rows[row]))
        case 2:
            for each in rows[1:]:
                each[column : column + 1] = [cell]
        case 3:
            rows = [each[:column] + each[column + 1 :] for each in rows]
        case 4:
            rows[row][column : column + 1] = random.choice(rows)[column : column + 1]
        case 5:
            rows = rows[:1]
        case _:
            rows[row][column : column + 1] = [cell]
    return "\n".join(",".join(each) for each in rows)


# Changes that a plan may well have


def _quota(random: Random) -> dict[str, object]:
    quota: dict[str, object] = {"on_tie": random.choice(("include", "exclude", "forbidden"))}
    if random.random() < 0.5:
        return quota | {"places": random.randint(1, 4)}
    share = {"share": random.choice(("1/2", "15%", "1")), "rounding": random.choice(("down", "half_up", "up"))}
    return quota | share | {"base": random.choice(("group", "plan"))}


def _set(plan: Any, random: Random) -> None:
    """One rule of the plan as somebody may write it."""
    number = str(random.choice((1, 3, 50, 60, 90, 95, 100)))
    quota = _quota(random)
    indicators = ["gdp_growth", "revenue"] if plan["plan"] == "plan" else ["growth", "forest", "road", "revenue"]
    if plan["plan"] == "sanmenxia-2011":
        indicators = ["gdp_growth"]
    keys = ["score", "score", "rate", "earned", "bonus", "penalty", "tie_break", "section 1", indicators[0]]
    stage = ("exact", "0", 1, 2, "1 half_even", "0 half_even", "3")
    how = ("open", "mean_of_all", "mean_of_those", "zero", "full", "spread", "left_out")
    vetoes, extras = plan.get("vetoes") or {}, plan.get("extras") or {}
    gradings, grades = plan.get("grading") or [], list(plan.get("grades") or {}) or ["x"]
    match random.randrange(14):
        case 0:
            plan["ties"] = {
                "how": random.choice(("competition", "dense", "dense", "forbidden")),
                "keys": random.sample(keys, random.randint(1, 3)),
            }
        case 1:
            plan["rounding"] = {each: random.choice(stage) for each in ("part", "item", "section", "unit")}
        case 2:
            plan["not_applicable"] = {"how": random.choice(how), "over": random.choice(("section", "sheet")), "digits": random.randrange(5)}
        case 3:
            plan["not_applicable"] = {"how": random.choice(how), "indicators": {random.choice(indicators): random.choice(how[1:])}}
        case 4:
            plan["next_moves_up"] = random.random() < 0.5
        case 5:
            plan["highest_per_matter"] = random.random() < 0.5
        case 6:
            plan["caps"] = {random.choice(("bonus", "penalty")): number}
        case 7 if vetoes:
            kind = vetoes[random.choice(list(vetoes))]
            kind[random.choice(("lower", "rank_at_best", "months"))] = random.randint(1, 5)
        case 8 if vetoes:
            kind = vetoes[random.choice(list(vetoes))]
            kind |= random.choice(
                (
                    {"deduct": number},
                    {"zero": [random.choice(indicators)]},
                    {"grade": random.choice(grades)},
                    {"at_best": random.choice(grades)},
                )
            )
        case 9 if extras:
            kind = extras[random.choice(list(extras))]
            kind |= random.choice(({"cap": number}, {"counts": "tie_break"}, {"sign": random.choice(("bonus", "penalty"))}))
        case 10 if gradings:
            grading = random.choice(gradings)
            grading["by"] = random.choice(("score", "rate"))
            random.choice(grading["bands"][:-1] or [{}])["quota"] = quota
        case 11:
            plan["commendations"] = {
                "first": {"name": "first", "quota": quota},
                "second": {"name": "second", "quota": quota, "at_least": random.choice(grades)},
            }
        case 12:
            groups = plan["groups"]
            group = groups[random.choice(list(groups))]
            group["ranked"] = random.random() < 0.5
        case _:
            plan["roles"] = {"lead": random.choice((1, "1/3", 0)), "cooperating": random.choice(("2/3", 0, 1))}


def _figures(text: str, random: Random) -> str:
    """Some figures do not apply, are missing, or are others."""
    heading, *lines = [line for line in text.split("\n") if line]
    value = next(index for index, name in enumerate(heading.split(",")) if name in ("完成值", "value"))
    chance, rows = random.choice((0.05, 0.2, 0.6, 1)), [line.split(",") for line in lines]
    kept = []
    only = random.choice((["不适用"], [""], ["9%", "10%", "0%"], ["不适用", "", "keep", "lost"]))
    for row in rows:
        if random.random() < chance:
            what = random.choice(only)
            if what == "lost":
                continue
            if what == "keep" or (what.endswith("%") and not row[value].endswith("%")):
                what = row[value]
            row[value] = what
        kept.append(row)
    return "\n".join([heading, *(",".join(row) for row in kept)])


def _events(text: str, plan: Any, units: Sequence[str], random: Random) -> str:
    """As many events as one likes, of any kind, to any unit."""
    kinds, rows = {**(plan.get("vetoes") or {}), **(plan.get("extras") or {})}, ["单位,事项,事由,序号,分值,日期,文件,解除日期"]
    for number in range(random.choice((0, 2, 5, 12, 40))):
        if kinds:
            id = random.choice(list(kinds))
            kind = kinds[id] if isinstance(kinds[id], dict) else {}
            points = "" if "sign" not in kind or "points" in kind else random.choice(("0.5", "1", "2"))
            item = random.choice("1114") if kind.get("zero_item") else ""
            day = random.choice(("2010-12-31", "2011-04-01", "2011-06-01", "2011-11-30", "2012-02-29", "2012-03-31", "2012-04-01"))
            rows.append(f"{random.choice(units)},{id},{random.choice(('', 'a', 'b', f'm{number}'))},{item},{points},{day},D{number},")
    return "\n".join(rows)


def varied(case: Case, folder: Path, random: Random) -> None:
    """The plan with other rules, figures and events, such as a plan may have."""
    plan = yaml.safe_load((folder / case.plan).read_text(encoding="utf-8"))
    for _ in range(random.randint(0, 6)):
        _set(plan, random)
    (folder / case.plan).write_text(_dumped(plan), encoding="utf-8")
    for table in _found(folder, ".csv"):
        text = table.read_text(encoding="utf-8")
        if "事项" in text.split("\n")[0] and random.random() < 0.7:
            text = _events(text, plan, _units_of(plan, folder), random)
        elif {"完成值", "value"} & set(text.split("\n")[0].split(",")) and random.random() < 0.8:
            text = _figures(text, random)
        table.write_text(text, encoding="utf-8")


def _units_of(plan: Any, folder: Path) -> list[str]:
    file = folder / "units.yaml" if (folder / "units.yaml").exists() else folder / "rules" / "units.yaml"
    return list(yaml.safe_load(file.read_text(encoding="utf-8")))


def _found(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes and path.name != "x.csv")


CHANGES: dict[str, Sequence[Callable[[str, Random], str]]] = {
    ".yaml": (_lines, _entries, _entries, _entries),
    ".csv": (_lines, _cells, _cells),
}


def mutated(case: Case, folder: Path, random: Random) -> None:
    """Some changes, most in the plan and the tables."""
    files = _found(folder, ".yaml", ".csv")
    likely = [path for path in files if path.suffix == ".csv" or path == folder / case.plan]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        path = random.choice(likely if random.random() < 0.7 else files)
        text = path.read_text(encoding="utf-8")
        path.write_text(random.choice(CHANGES[path.suffix])(text, random), encoding="utf-8", errors="replace")


# What the command line says of it


class Ended(NamedTuple):
    """A run of the command line."""

    arguments: list[str]
    code: int
    out: str
    err: str
    seconds: float


def commands(case: Case, random: Random) -> list[str]:
    tables, unit, item = case.tables, random.choice(case.units), random.choice(case.items)
    scores = [case.plan, *tables, *case.options]
    return random.choice([
        scores, [*scores, "--assumptions"], [*scores, "--unit", unit], [*scores, "--unit", unit, "--json"], [*scores, "-o", "out/x.csv"],
        [*scores, "-o", "out/x.xlsx"], ["explain", *scores, unit, item], ["explain", *scores, unit, "rank"],
        ["show", case.plan], ["check", "."],
    ])  # fmt: skip


def ended(arguments: list[str]) -> Ended:
    """Runs the command line here, in the current folder."""
    out, err = io.StringIO(), io.StringIO()
    started = time.process_time()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return Ended(arguments, code, out.getvalue(), err.getvalue(), time.process_time() - started)


def tried(seed: int, folder: Path) -> list[Ended]:
    """Makes the folder of a seed, and runs two command lines in it: one of them the ranking as JSON, whose accounts balance."""
    random = Random(seed)
    case = CASES_OF_PLANS[random.choice(("every-plan",) * 10 + ("base-plan",) * 5 + ("sanmenxia-2011",))]
    laid_out(case, folder)
    (folder / "out").mkdir()
    way = random.randrange(4)
    if way != 0:
        varied(case, folder, random)
    if way < 3:
        mutated(case, folder, random)
    ranking = [case.plan, *case.tables, *case.options, "--json"]
    found = [ended([*each, "--lang", random.choice(("zh", "en"))]) for each in (ranking, commands(case, random))]
    for each in found:
        assert each.code in (0, 1, 2), each
        assert each.code == 0 or each.err, each
    if found[0].code == 0:
        balances(json.loads(found[0].out))
    return found


def balances(ranking: Any) -> None:
    """Every account of the ranking adds up, and every rank is one that can be reached."""
    for group in ranking["groups"]:
        for unit in group["units"]:
            for account in (unit, *unit["sections"]):
                of = {name: Fraction(account[name]) for name in ("points", "earned", "lost", "open", "score", "bonus", "penalty")}
                assert of["earned"] + of["lost"] + of["open"] == of["points"], account
                assert of["score"] == of["earned"] + of["bonus"] - of["penalty"], account
                assert min(of["open"], of["bonus"], of["penalty"]) >= 0, account
            assert (unit["rank"] is not None) == group["ranked"]
            assert Fraction(unit["low"]) <= Fraction(unit["score"]) <= Fraction(unit["high"])
            if group["ranked"]:
                assert 1 <= unit["best_rank"] <= unit["rank"] <= unit["worst_rank"] <= len(group["units"]), unit
