"""The rules of the house that no linter knows."""

import ast
import re
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
    eager = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in modules()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        for name in _imported(node)
        if name.startswith(HEAVY)
    ]
    assert eager == []


def _imported(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_folder_with_code_is_a_package() -> None:
    bare = {path.parent for path in [*modules(), *(HOUSE / "tests").rglob("*.py")] if not _has_init(path.parent)}
    assert bare == set()


def _has_init(folder: Path) -> bool:
    return (folder / "__init__.py").exists()


def test_no_test_is_skipped_without_a_reason() -> None:
    unexplained = [
        f"{path.relative_to(HOUSE)}: {call}"
        for path in (HOUSE / "tests").rglob("*.py")
        for call in re.findall(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail)\b(?:\([^)]*\))?", path.read_text("utf-8"))
        if '"' not in call and path != Path(__file__)
    ]
    assert unexplained == []


def test_no_test_patches_what_it_tests() -> None:
    patching = [
        path.relative_to(HOUSE)
        for path in (HOUSE / "tests").rglob("*.py")
        if re.search(r"monkeypatch\.setattr|unittest\.mock|mocker\b", path.read_text("utf-8"))
        and path != Path(__file__)
    ]
    assert patching == []
