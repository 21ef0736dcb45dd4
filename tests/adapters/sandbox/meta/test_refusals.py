"""Nothing is refused but through a row that can be relaxed, or for a reason that stands here."""

import ast
from collections.abc import Iterator
from pathlib import Path

from adapters.sandbox.meta import errors, switches
from adapters.sandbox.meta.rules import RULES

PACKAGE = Path(switches.__file__).parent
MAKERS = {
    node.name
    for node in ast.parse(Path(errors.__file__).read_text(encoding="utf-8")).body
    if isinstance(node, (ast.ClassDef, ast.FunctionDef))
}
BY_ROW = "it asks the switch of a row"
NO_TOKEN = "without a token that is good, nobody knows who asks"
NO_LOGIN = "the login ends where the app, the code or the way back is wrong"
NO_PLACE = "the path leads to nothing that could answer"
NO_TEXT = "the text cannot be read, so that there is no telling what was asked"
ON_DEMAND = "it is off until it is enforced"
FAULT = "it was ordered as a fault"
# where a refusal is made -> why no row relaxes it
WITHOUT_A_ROW = {
    "switches.refuse": BY_ROW,
    "judging._apply_rules": BY_ROW,
    "auth.dialog": NO_LOGIN,
    "auth.access_token": NO_LOGIN,
    "auth._check_app": NO_LOGIN,
    "auth._from_code": NO_LOGIN,
    "auth._valid": NO_TOKEN,
    "auth._described": NO_TOKEN,
    "auth.require": NO_TOKEN,
    "auth.authenticate": f"{NO_TOKEN}; for a missing proof, {ON_DEMAND}",
    "limits.too_many_calls": ON_DEMAND,
    "limits.headers": ON_DEMAND,
    "faults.faulty_answer": FAULT,
    "api._answer": NO_PLACE,
    "api._reachable": NO_PLACE,
    "api._known": NO_PLACE,
    "api._several": NO_PLACE,
    "api._route": NO_PLACE,
    "desk.account": NO_PLACE,
    "desk.entity": NO_PLACE,
    "sessions.show_session": NO_PLACE,
    "forms._json": NO_TEXT,
    "forms._multipart": NO_TEXT,
    "selection.selections": NO_TEXT,
    "selection._syntax_error": NO_TEXT,
    "selection._one": NO_TEXT,
    "selection._until_closed": NO_TEXT,
}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for module in PACKAGE.glob("*.py"):
        yield module.stem, ast.parse(module.read_text(encoding="utf-8"))


def makers_in(function: ast.AST) -> set[str]:
    called = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {name.id for name in called if isinstance(name, ast.Name)} & (MAKERS | {"too_many_calls", "_syntax_error"})


def test_nothing_is_refused_without_a_row_or_a_reason() -> None:
    found = {
        f"{module}.{node.name}"
        for module, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and makers_in(node) and module != "errors"
    }
    assert found == WITHOUT_A_ROW.keys()


def test_every_name_that_is_asked_for_is_of_a_row() -> None:
    rows = {rule.name for rule in RULES} | {check.name for check in switches.CHECKS} | switches.SWITCHES.keys()
    named = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("meta.")
    }
    assert named - {"meta.calls"} == rows
