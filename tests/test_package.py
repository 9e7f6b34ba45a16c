"""What the package as a whole promises: its layers, its lazy imports, its files."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import inkdigits

SOURCE = Path(inkdigits.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

# From bottom to top; a module may import from its own line and from those above it.
LAYERS = [
    {"errors", "digits", "files", "machine", "measured", "workers"},
    {"vision", "corrections"},
    {"data"},  # above vision: pictures become training digits by the one framing function
    {"card"},
    {"model"},
    {"parts", "spots"},
    {"sight"},
    {"spotter"},
    {"reading"},
    {"answers", "confidence", "evaluation", "doubt", "explain", "reader", "plates", "annotate"},
    {"report"},
    {"learn"},
    {"trainer", "finetuner"},
    {"diagnosis"},
    {"console"},
    {"schema", "spreadsheet", "notation", "pictures", "outputs"},
    {"web"},
    {"display", "batch", "study"},
    {"readout"},
    {"cli"},
    {"__main__"},
]
HEAVY = ("torch", "onnx", "safetensors", "sklearn", "onnxruntime", "cv2", "PIL", "rich", "pooch")
SERVING = ("fastapi", "starlette", "uvicorn", "prometheus_client")


def imports(module: Path) -> set[str]:
    """The full names that a module imports, those for type checking alone left out."""
    tree = ast.parse(module.read_text())
    typing_only = [
        node
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.dump(branch.test)
        for node in ast.walk(branch)
    ]
    names = set()
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "inkdigits":
            names |= {f"inkdigits.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def layer(name: str) -> int | None:
    part = name.split(".")[1] if "." in name else ""
    return next((index for index, parts in enumerate(LAYERS) if part in parts), None)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_imports_upwards(module):
    own = layer("inkdigits." + module.relative_to(SOURCE).parts[0].removesuffix(".py"))
    if module == SOURCE / "__init__.py":
        return
    assert own is not None, "a new module needs a layer"
    for name in imports(module):
        other = layer(name) if name.startswith("inkdigits") else None
        assert other is None or other <= own, f"{module.name} imports {name} from above"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_torch_is_imported_under_learn_alone(module):
    if "learn" in module.relative_to(SOURCE).parts:
        return
    roots = {name.split(".")[0] for name in imports(module)}
    assert not roots & {"torch", "onnx", "safetensors"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_in_a_sentence_what_it_does(module):
    docstring = ast.get_docstring(ast.parse(module.read_text()))
    assert docstring
    assert docstring.split("\n")[0].endswith((".", ":"))


def loaded_after(code: str) -> set[str]:
    """The top-level modules of a fresh Python that has run ``code``."""
    program = f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(run.stdout.splitlines()[-1].split())


def test_importing_the_package_imports_nothing_heavy():
    assert not loaded_after("import inkdigits") & {*HEAVY, "numpy"}


def test_the_help_of_read_imports_nothing_heavy():
    code = (
        "sys.argv = ['inkdigits', 'read', '--help']\nfrom inkdigits.cli import main\n"
        "try: main()\nexcept SystemExit: pass"
    )
    assert not loaded_after(code) & {*HEAVY, *SERVING} - {"rich"}


def test_reading_imports_no_deep_learning_framework():
    page = SOURCE / "examples" / "page.png"
    loaded = loaded_after(f"import inkdigits\ninkdigits.read({str(page)!r})")
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "onnx", "safetensors", "sklearn", "pooch", *SERVING}


def test_every_public_name_is_there():
    for name in inkdigits.__all__:
        assert getattr(inkdigits, name) is not None
    assert set(inkdigits.__all__) <= set(dir(inkdigits))
    with pytest.raises(AttributeError, match="no attribute 'raed'"):
        _ = inkdigits.raed


def test_what_ships_is_small_and_complete():
    files = [path for path in SOURCE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    names = {str(path.relative_to(SOURCE)) for path in files}
    assert {
        "py.typed",
        "recipes.json",
        "reading.schema.json",
        "report/style.css",
        "web/page/index.html",
        "web/page/main.js",
        "examples/page.png",
        "models/default/model.onnx",
        "models/default/model.json",
        "models/default/weights.safetensors",
        "models/spotter/model.onnx",
        "models/spotter/model.json",
        "models/spotter/weights.safetensors",
    } <= names
    data = [path for path in files if path.suffix != ".py"]
    assert sum(path.stat().st_size for path in data) < 8_000_000


def test_a_call_that_needs_an_extra_says_which():
    code = (
        "sys.modules['torch'] = None\nimport inkdigits\n"
        "try: inkdigits.train()\nexcept inkdigits.InkdigitsError as error: message = str(error)\n"
        "assert \"pip install 'inkdigits[train]'\" in message, message"
    )
    assert "inkdigits" in loaded_after(code)


@pytest.mark.parametrize("program", sorted(BENCHMARKS.glob("*.py")), ids=lambda path: path.stem)
def test_every_benchmark_finds_what_it_imports(program):
    importlib.import_module(program.stem)
