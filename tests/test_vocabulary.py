"""The rules of the vocabulary that a test can hold; CONTRIBUTING.md has them all."""

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "jru_tui"

# A docstring begins with a verb (functions) or a noun (classes, modules).
NO_BEGINNING = frozenset(
    (
        "What",
        "Who",
        "Whose",
        "Which",
        "Whether",
        "How",
        "For",
        "Where",
        "When",
        "Why",
        "If",
        "As",
        "That",
        "So",
        "Of",
        "Somebody",
        "Something",
        "Everything",
        "Nothing",
        "Nobody",
        "Whoever",
        "One",
        "It",
        "They",
        "This",
        "These",
        "There",
        "Be",
        "Since",
        "While",
        "Once",
        "Until",
        "Because",
        "Those",
        "Both",
        "Either",
        "Neither",
        "With",
        "Without",
        "From",
        "By",
        "To",
        "In",
        "On",
        "At",
        "Not",
        "Is",
        "Are",
        "Has",
        "Can",
        "But",
        "Or",
        "Its",
        "Their",
        "Such",
        "Any",
        "Anything",
        "Anybody",
        "More",
        "Less",
        "Also",
        "Only",
    )
)
# A module is a noun that names its subject: no participle, adverb or metaphor.
NO_MODULE = frozenset(
    (
        "beyond",
        "booking",
        "chosen",
        "cut",
        "ended",
        "floor",
        "hearing",
        "held",
        "intake",
        "keeping",
        "kept",
        "leaving",
        "meeting",
        "mended",
        "obey",
        "pen",
        "ready",
        "sharing",
        "shown",
        "since",
        "spoken",
        "standing",
        "still",
        "suggest",
        "tape",
        "tidy",
        "told",
        "turned_down",
        "unfinished",
        "unkept",
        "verified",
        "find_leave_warnings",
        "too_small",
        "patience",
        "unmet",
        "inspect",
        "normalise",
        "soundness",
        "unused",
        "waiting",
        "wire",
        "words",
        "word",
    )
)
# Nor is a variable or a parameter.
NO_VARIABLE = frozenset(
    (
        "asked",
        "given",
        "gone",
        "heard",
        "held",
        "judged",
        "kept",
        "made",
        "said",
        "told",
        "which",
        "who",
        "why",
    )
)
_NOUNS = frozenset(("feed", "formatting", "handling", "matching", "timing"))
"""Nouns that end as participles do."""
# Three arguments need a word each; fewer are said by the summary.
MANY_ARGUMENTS = 3

Function = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[ast.Module], Iterator[str]]
Definition = ast.Module | ast.ClassDef | Function


def _definitions(tree: ast.Module) -> Iterator[Definition]:
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _public_functions(node: ast.AST, *, public: bool = True) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            if public and not child.name.startswith("_"):
                yield child
        elif isinstance(child, ast.ClassDef):
            yield from _public_functions(child, public=public and not child.name.startswith("_"))
        elif isinstance(child, ast.stmt):
            yield from _public_functions(child, public=public)


def _constructors(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, Function]]:
    """Each public class with its `__init__`, whose arguments either of the two explains."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for child in node.body:
                if isinstance(child, ast.FunctionDef) and child.name == "__init__":
                    yield node, child


def _raises(node: ast.AST) -> bool:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(child, ast.Raise) and child.exc is not None:
            return True
        if _raises(child):
            return True
    return False


def _is_typed_elsewhere(function: Function) -> bool:
    """A command's arguments are its options, and an override's are its base's."""
    marks = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
    return any(mark in marks for mark in ("click", "command", "option", "override"))


def bad_beginnings(tree: ast.Module) -> Iterator[str]:
    for node in _definitions(tree):
        words = re.split(r"[\s,.:]", (ast.get_docstring(node) or "").strip())
        if words[0] in NO_BEGINNING:
            yield f"{getattr(node, 'name', 'module')}: {words[0]}"


def _arguments(function: Function) -> list[str]:
    args = function.args
    names = [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    return [name for name in names if name not in {"self", "cls"} and name[0] != "_"]


def _unexplained(names: list[str], said: str) -> list[str]:
    """Those that no line of `Args:` begins with, nor stand in backquotes."""
    if len(names) < MANY_ARGUMENTS:
        return []
    explained = {
        name
        for line in re.findall(r"^    ([\w, ]+):", said, re.MULTILINE)
        for name in line.split(", ")
    }
    return [name for name in names if name not in explained and f"`{name}`" not in said]


def unexplained_arguments(tree: ast.Module) -> Iterator[str]:
    for function in _public_functions(tree):
        if not _is_typed_elsewhere(function):
            missing = _unexplained(_arguments(function), ast.get_docstring(function) or "")
            if missing:
                yield f"{function.name}: {', '.join(missing)}"
    for owner, make in _constructors(tree):
        said = f"{ast.get_docstring(owner) or ''}\n{ast.get_docstring(make) or ''}"
        if missing := _unexplained(_arguments(make), said):
            yield f"{owner.name}: {', '.join(missing)}"


def unknown_arguments(tree: ast.Module) -> Iterator[str]:
    """An argument that was renamed or removed leaves its old name behind."""
    for function in _definitions(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _unknown(function.name, function, ast.get_docstring(function) or "")
    for owner, make in _constructors(tree):
        yield from _unknown(owner.name, make, ast.get_docstring(owner) or "")


def _unknown(name: str, function: Function, said: str) -> Iterator[str]:
    section = re.search(r"Args:\n(.*?)(?:\n\n|\Z)", said, re.DOTALL)
    args = function.args
    known = {arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
    known |= {arg.arg for arg in (args.vararg, args.kwarg) if arg is not None}
    for line in re.findall(r"^    (\w[\w, ]*):", section[1], re.MULTILINE) if section else []:
        for argument in line.split(", "):
            if argument not in known:
                yield f"{name}: {argument}"


def silent_raises(tree: ast.Module) -> Iterator[str]:
    for function in _public_functions(tree):
        said = ast.get_docstring(function) or ""
        if not _is_typed_elsewhere(function) and _raises(function) and "Raises:" not in said:
            yield function.name
    for owner, make in _constructors(tree):
        said = f"{ast.get_docstring(owner) or ''}\n{ast.get_docstring(make) or ''}"
        if _raises(make) and "Raises:" not in said:
            yield owner.name


def unknown_errors(tree: ast.Module) -> Iterator[str]:
    """A class that was renamed leaves its old name in what others say that they raise."""
    for node in _definitions(tree):
        section = re.search(r"Raises:\n(.*?)(?:\n\n|\Z)", ast.get_docstring(node) or "", re.DOTALL)
        named = re.findall(r"^    (\w+):", section[1], re.MULTILINE) if section else []
        for name in named:
            if not hasattr(builtins, name) and name not in _CLASSES | _imported(tree):
                yield f"{getattr(node, 'name', 'module')}: {name}"


def _imported(tree: ast.Module) -> set[str]:
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name for node in imports for alias in node.names}


def nameless_loops(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            for name in ast.walk(node.target):
                if isinstance(name, ast.Name) and name.id == "each":
                    yield f"line {name.lineno}"


def participles_for_things(tree: ast.Module) -> Iterator[str]:
    """A variable is named by what it holds: `text`, not `said`; `reason`, not `why`.

    Fields keep theirs where the journal and the documents have them.
    """
    fields = {
        id(line.target)
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for line in owner.body
        if isinstance(line, ast.AnnAssign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg in NO_VARIABLE:
            yield f"line {node.lineno}: {node.arg}"
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Store):
            continue
        if node.id in NO_VARIABLE and id(node) not in fields:
            yield f"line {node.lineno}: {node.id}"


MODULES = sorted(PACKAGE.rglob("*.py"))
_CLASSES = {
    node.name
    for module in MODULES
    for node in ast.walk(ast.parse(module.read_text()))
    if isinstance(node, ast.ClassDef)
}
RULES = [
    bad_beginnings,
    unexplained_arguments,
    unknown_arguments,
    silent_raises,
    unknown_errors,
    nameless_loops,
    participles_for_things,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    found = [
        f"{module.relative_to(PACKAGE)}: {fault}"
        for module in MODULES
        for fault in rule(ast.parse(module.read_text()))
    ]
    assert found == []


def test_a_class_name_stands_for_one_thing() -> None:
    places = defaultdict(list)
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(module.relative_to(PACKAGE)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_a_module_is_named_by_a_noun() -> None:
    assert [str(module) for module in MODULES if not is_noun(module.stem)] == []


def is_noun(name: str) -> bool:
    """Test whether a name may stand for a module: participles end it only where they are nouns."""
    last = name.rpartition("_")[2]
    return name not in NO_MODULE and (not last.endswith(("ing", "ed")) or last in _NOUNS)


@pytest.mark.parametrize(
    ("name", "noun"), [("opening", False), ("events_waiting", False), ("poll_timing", True)]
)
def test_a_participle_is_no_noun(name: str, *, noun: bool) -> None:
    assert is_noun(name) == noun


def test_a_folder_can_be_surveyed() -> None:
    folders: defaultdict[str, int] = defaultdict(int)
    for module in MODULES:
        folders[str(module.parent.relative_to(PACKAGE))] += module.name != "__init__.py"
    assert {name: count for name, count in folders.items() if count > 25} == {}


@pytest.mark.parametrize(
    ("rule", "source", "found"),
    [
        (bad_beginnings, '"""What it is."""', ["module: What"]),
        (bad_beginnings, 'def give():\n    """Since when it is."""', ["give: Since"]),
        (
            unknown_arguments,
            'def give(a):\n    """Give.\n\n    Args:\n        a: one.\n        b: gone.\n    """',
            ["give: b"],
        ),
        (
            unknown_arguments,
            'class Gift:\n    """It.\n\n    Args:\n        b: no.\n    """\n    def __init__(s): 1',
            ["Gift: b"],
        ),
        (unexplained_arguments, 'def give(a, b, c):\n    """Give `a` and `b`."""', ["give: c"]),
        (
            unexplained_arguments,
            'class Gift:\n    """It: `a`, `b`."""\n\n    def __init__(self, a, b, c): "Take c."',
            ["Gift: c"],
        ),
        (
            silent_raises,
            'class Gift:\n    """A gift."""\n\n    def __init__(self):\n        raise ValueError',
            ["Gift"],
        ),
        (silent_raises, 'def give(a):\n    """Give."""\n    raise ValueError(a)', ["give"]),
        (
            unknown_errors,
            'def give():\n    """Give.\n\n    Raises:\n        Gone: it is.\n    """',
            ["give: Gone"],
        ),
        (nameless_loops, "for each in things: pass", ["line 1"]),
        (participles_for_things, "def give(told): pass", ["line 1: told"]),
        (participles_for_things, "for said, text in words: pass", ["line 1: said"]),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_rules_find_what_they_forbid(rule: Rule, source: str, found: list[str]) -> None:
    assert list(rule(ast.parse(source))) == found


def test_nobody_outside_of_the_board_reaches_for_its_store() -> None:
    """`BoardState` is written while events are folded: others ask queries."""
    changed_in_place = {
        *("store", "standing", "call_views", "vehicle_views", "call_lists", "claims", "aboard"),
        *(
            "tallies",
            "shift_index",
            "log_book",
            "log_writer",
            "phrases",
            "call_view_builder",
            "seen",
        ),
    }
    found = [
        f"{module.relative_to(PACKAGE)}:{node.lineno}"
        for module in MODULES
        if module.relative_to(PACKAGE).parts[0] != "board"
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in changed_in_place
        and ast.unparse(node.value).endswith("board")
    ]
    assert found == []
