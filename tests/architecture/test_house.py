"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from importlinter.application import use_cases
from importlinter.configuration import configure

HOUSE = Path(__file__).parents[2]
ROOTS = ("domain", "application", "projections", "adapters", "interfaces")
HEAVY = ("anthropic", "google.ads", "facebook_business")
SKIPS = ("pytest.skip", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail")
PATCHES = re.compile(r'unittest\.mock|mocker\b|monkeypatch\.setattr\((?![\w.]+, "[A-Z_]+",)')
"""Anything but a constant that is set to something shorter."""


def modules() -> Iterator[Path]:
    """Every Python file of the five roots."""
    for root in ROOTS:
        yield from (HOUSE / root).rglob("*.py")


@pytest.mark.parametrize("root", ROOTS)
def test_each_root_is_the_one_in_this_checkout(root: str) -> None:
    assert Path(str(import_module(root).__file__)).is_relative_to(HOUSE)


def test_the_domain_imports_the_standard_library_alone() -> None:
    graph = grimp.build_graph("domain", include_external_packages=True)
    imported = {
        other.partition(".")[0] for module in graph.modules for other in graph.find_modules_directly_imported_by(module)
    }
    assert imported - sys.stdlib_module_names - {"domain"} == set()


def test_the_layers_are_kept() -> None:
    configure()
    assert use_cases.lint_imports(config_filename=str(HOUSE / "pyproject.toml"), cache_dir=None)


def test_heavy_clients_are_imported_where_they_are_used() -> None:
    script = f"import sys, interfaces.bootstrap; print([m for m in sys.modules if m.startswith({HEAVY!r})])"
    loaded = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=HOUSE, text=True
    )
    assert loaded.stdout.strip() == "[]"


def test_every_folder_with_code_is_a_package() -> None:
    bare = {path.parent for path in [*modules(), *(HOUSE / "tests").rglob("*.py")] if not _has_init(path.parent)}
    assert bare == set()


def _has_init(folder: Path) -> bool:
    return (folder / "__init__.py").exists()


def test_no_test_is_skipped_without_a_reason() -> None:
    unexplained = [
        f"{path.relative_to(HOUSE)}: {ast.unparse(node):.80}"
        for path in (HOUSE / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _skips(node)
    ]
    assert unexplained == []


def _skips(node: ast.AST) -> bool:
    """Whether a test is left out here, and nobody says why."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return any(_named(decorator).startswith("pytest.mark.skip") for decorator in node.decorator_list)
    if not isinstance(node, ast.Call) or _named(node.func) not in SKIPS:
        return False
    words = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in ("reason", "msg"))]
    return not any(isinstance(word, (ast.Constant, ast.JoinedStr)) for word in words)


def _named(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, (ast.Attribute, ast.Name)) else ""


def test_no_test_patches_behaviour() -> None:
    patching = [
        str(path.relative_to(HOUSE))
        for path in (HOUSE / "tests").rglob("*.py")
        if PATCHES.search(path.read_text(encoding="utf-8")) and path != Path(__file__)
    ]
    assert patching == []
