"""What a processor says of itself, as the package understands it."""

import pytest

from inkdigits import machine

X86 = "processor\t: 0\nmodel name\t: Quick 9000\nflags\t\t: fpu avx512f{more}\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd{more}\n"


@pytest.mark.parametrize(
    ("text", "able"),
    [
        (X86.format(more=""), False),
        (X86.format(more=" avx512_bf16 sse4a"), True),
        (X86.format(more=" amx_bf16"), True),
        (X86.format(more=" avx512_bf16x"), False),
        (ARM.format(more=""), False),
        (ARM.format(more=" bf16"), True),
        ("", False),
    ],
)
def test_units_for_bfloat16_are_told_by_their_names(text, able, tmp_path, monkeypatch):
    path = tmp_path / "cpuinfo"
    path.write_text(text)
    monkeypatch.setattr(machine, "CPUINFO", path)
    assert machine.multiplies_bfloat16() is able


def test_a_machine_without_such_a_file_still_has_a_name(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "CPUINFO", tmp_path / "none")
    assert machine.processor()
    assert machine.multiplies_bfloat16() is False
