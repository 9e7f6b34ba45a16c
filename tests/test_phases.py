"""The benchmark of phases wraps functions by their names: those are there."""

from importlib import import_module

import pytest

from programs.phases import WRAPPED

NAMES = [(module, name) for module, names in WRAPPED.items() for name in names]


@pytest.mark.parametrize(("module", "name"), NAMES, ids=lambda word: word)
def test_what_a_phase_ends_with_exists(module, name):
    assert callable(getattr(import_module(module), name))
