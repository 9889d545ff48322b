"""An entry and a pydantic model go in, the validated input comes out; what does not fit is a problem with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError

from ..fields import read_identifier
from ..inputs import MethodIn
from ..plan_inputs import PlanIn
from ..problems import Fault, Place, Problems
from ..text import Text, closest, did_you_mean, printable
from .hints import hint_for, method_hint_for, plan_hint_for
from .yaml_file import Entry

Model = TypeVar("Model", bound=BaseModel)


def read_model(model: type[Model], entry: Entry, problems: Problems, key: Place | None = None) -> Model | None:
    """The entry (the value of the key that stands at `key`) as `model`; None, with a problem for each misfit, if it does not fit."""
    try:
        return model.model_validate(entry.plain(key))
    except ValidationError as error:
        for misfit in _own_misfits(error.errors(include_url=False)):
            fault, place = _fault(misfit, model, entry)
            problems.fault(_with_hint(fault, model, misfit["loc"]), place)
        return None


def _own_misfits(misfits: Sequence[Any]) -> list[Any]:
    """The misfits that are not mere consequences of others: a list that only misses what was refused in it, a key
    that is missing because it was mistyped."""
    mistyped = [tuple(misfit["loc"]) for misfit in misfits if misfit["type"] == "extra_forbidden"]

    def is_own(misfit: Any) -> bool:
        path = tuple(misfit["loc"])
        if misfit["type"] == "too_short":
            return len(misfit["input"]) == 0
        if misfit["type"] == "missing":
            return not any(path[:-1] == other[:-1] and closest(str(other[-1]), [str(path[-1])]) for other in mistyped)
        return True

    return [misfit for misfit in misfits if is_own(misfit)]


def read_models(model: type[Model], entry: Entry, problems: Problems) -> dict[str, Model]:
    """A register: a model under each key. An entry that does not fit is left out, with its problems added."""
    assert isinstance(entry.value, Mapping)
    read = {key: read_entry(model, entry, key, problems) for key in entry.value}
    return {key: valid for key, valid in read.items() if valid is not None}


def read_entry(model: type[Model], register: Entry, key: str, problems: Problems) -> Model | None:
    """One entry of a register; None, with the problems added, where it does not fit."""
    assert isinstance(register.value, Mapping)
    entry, place = register.value[key], register.key_places[key]
    if isinstance(fault := read_identifier(key), Fault):
        problems.fault(fault, place)
        return None
    if not isinstance(entry.value, Mapping):
        problems.fault(_wrong_shape("mapping"), entry.place)
        return None
    return read_model(model, entry, problems, place)


def _with_hint(fault: Fault, model: type[BaseModel], path: Sequence[str | int]) -> Fault:
    """The fault with what to write there, where that is more than which words are near."""
    if path and path[0] == "methods" and model is not MethodIn:
        return _with_hint(fault, MethodIn, path[2:])
    if model is PlanIn:
        hint = plan_hint_for(fault.code, path, _keys(model, path[:-1]))
    else:
        hint = (method_hint_for if model is MethodIn else hint_for)(fault.code, path)
    return fault if hint is None else fault._replace(hint=hint)


def _fault(misfit: Any, model: type[BaseModel], entry: Entry) -> tuple[Fault, Place]:
    path: Sequence[str | int] = misfit["loc"]
    match misfit["type"]:
        case "fault":
            return misfit["ctx"]["fault"], entry.find(path)
        case "missing":
            return _missing_key(str(path[-1])), entry.find(path[:-1])
        case "extra_forbidden":
            return _unknown_key(str(path[-1]), _keys(model, path[:-1])), entry.find_key(path)
        case "too_short":
            return _empty_list(), entry.find(path)
        case "literal_error":
            return _unknown_word(str(misfit["input"]), misfit["ctx"]["expected"]), entry.find(path)
        case kind:
            return _wrong_shape(kind), entry.find(path)


def _keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that may stand where `path` leads, found by following the models' fields."""
    current: Any = model
    is_register = False
    for step in path:
        if is_register:
            is_register = False  # the step is the id of an entry
        elif isinstance(step, str) and current is not None:
            field = next((f for name, f in current.model_fields.items() if step in (name, f.alias)), None)
            current = None if field is None else _model_in(field.annotation)
            is_register = field is not None and get_origin(field.annotation) is dict
    if current is None:
        return []
    return [field.alias or name for name, field in current.model_fields.items() if name != "places"]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds: in a list, in a mapping, or optional."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in getattr(annotation, "__args__", ()) if (found := _model_in(each))), None)


def _empty_list() -> Fault:
    return Fault("empty-list", Text("此处至少要有一条", "at least one entry is expected here"))


def _missing_key(key: str) -> Fault:
    return Fault("missing-key", Text(f"缺少“{key}”", f"'{key}' is missing"))


def _unknown_key(key: str, known: Sequence[str]) -> Fault:
    return Fault(
        "unknown-key",
        Text(f"没有“{printable(key)}”这一项", f"there is no key '{printable(key)}' here"),
        did_you_mean(key, known, listed=True),
    )


def _unknown_word(word: str, expected: str) -> Fault:
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    return Fault(
        "unknown-word",
        Text(f"此处不能写“{printable(word)}”", f"'{printable(word)}' cannot stand here"),
        did_you_mean(word, words, listed=True),
    )


def _wrong_shape(kind: str) -> Fault:
    wanted = {
        "tuple_type": ("列表（每行以 - 开头）", "a list (lines that begin with -)"),
        "dict_type": ("“键: 值”的结构", "a mapping of keys to values"),
        "model_type": ("“键: 值”的结构", "a mapping of keys to values"),
        "model_attributes_type": ("“键: 值”的结构", "a mapping of keys to values"),
        "mapping": ("“键: 值”的结构", "a mapping of keys to values"),
    }.get(kind, ("另一种结构", "something else"))
    return Fault("wrong-shape", Text(f"此处应为{wanted[0]}", f"{wanted[1]} is expected here"))
