"""IDX: what was packed comes back, and nothing hostile gets through."""

import gzip
import struct
import tracemalloc
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inkdigits.data.idx import MAX_BYTES, decode_idx, parse_idx, unzip_idx
from inkdigits.errors import BadFileError

ANY = arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=9))


def packed(array):
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@given(array=ANY, level=st.integers(0, 9))
def test_what_was_packed_comes_back(array, level):
    data = packed(array)
    np.testing.assert_array_equal(parse_idx(data, name="x"), array)
    assert unzip_idx(gzip.compress(data, level), name="x") == data
    np.testing.assert_array_equal(decode_idx(gzip.compress(data), name="x"), array)
    np.testing.assert_array_equal(decode_idx(data, name="x"), array)


@given(st.binary(max_size=60))
def test_any_bytes_parse_or_are_refused(data):
    for start in (b"", b"\x00\x00\x08", b"\x1f\x8b"):
        with suppress(BadFileError):
            assert decode_idx(start + data, name="x").dtype == np.uint8


@given(array=ANY, cut=st.integers(1, 10**6))
def test_a_gzip_cut_short_anywhere_is_refused(array, cut):
    data = gzip.compress(packed(array))
    with pytest.raises(BadFileError):
        unzip_idx(data[: -1 - cut % (len(data) - 1)], name="x")


def test_the_array_is_a_read_only_view():
    data = packed(np.arange(6, dtype=np.uint8))
    array = parse_idx(data, name="x")
    assert not array.flags.writeable
    assert np.shares_memory(array, np.frombuffer(data, np.uint8))


def zipped(data):
    """Without the time: it is part of a test's name, which every worker has to find the same."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "starts with nothing"),
        (b"\x1f\x8b\x08\x00", "Is it still gzipped"),
        (b"<html>", "starts with 3c 68 74"),
        (b"\x00\x00\x0d\x01\x00\x00\x00\x00", "starts with 00 00 0d"),
        (b"\x00\x00\x08", "0 axes"),
        (b"\x00\x00\x08\x00", "0 axes"),
        (b"\x00\x00\x08\x04" + bytes(16), "4 axes"),
        (b"\x00\x00\x08\xff" + bytes(16), "255 axes"),
        (b"\x00\x00\x08\x03\x00\x00\x00\x01\x00", "ends within its header: 9 bytes of 16"),
        (struct.pack(">HBBI", 0, 8, 1, 11) + bytes(10), "10 bytes after its header"),
        (struct.pack(">HBBI", 0, 8, 1, 11) + bytes(12), "12 bytes after its header"),
        (struct.pack(">HBB3I", 0, 8, 3, *[2**32 - 1] * 3), "of which at most"),
        (struct.pack(">HBB3I", 0, 8, 3, 2**16, 2**16, 2**32 - 1), "of which at most"),
        (struct.pack(">HBB3I", 0, 8, 3, 0, 2**32 - 1, 2**32 - 1) + b"x", "1 bytes after"),
    ],
)
def test_a_hostile_header_is_refused(data, says):
    with pytest.raises(BadFileError, match=says):
        parse_idx(data, name="hostile")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "starts with nothing"),
        (packed(np.zeros(3, np.uint8)), "not gzipped"),
        (b"\x1f\x8b", "not an IDX|cut short"),
        (zipped(b""), "not an IDX file of bytes: it starts with nothing"),
        (zipped(b"hello"), "not an IDX file of bytes"),
        (zipped(packed(np.zeros(9, np.uint8))) + b"more", "4 bytes after the end"),
        (zipped(packed(np.zeros(9, np.uint8)) + b"z"), "decompresses to more than the 17"),
    ],
)
def test_a_hostile_gzip_is_refused(data, says):
    with pytest.raises(BadFileError, match=says):
        unzip_idx(data, name="hostile")


@pytest.mark.parametrize("place", [-1, -5, 40])
def test_a_damaged_gzip_is_refused(place):
    array = np.random.default_rng(0).integers(0, 256, 500, np.uint8)
    data = bytearray(gzip.compress(packed(array)))
    data[place] ^= 0x55
    with pytest.raises(BadFileError, match="damaged"):
        unzip_idx(bytes(data), name="x")


def test_a_gzip_bomb_is_not_inflated():
    packer = zlib.compressobj(9, wbits=31)
    start = struct.pack(">HBBI", 0, 8, 1, 100)
    bomb = packer.compress(start) + b"".join(packer.compress(bytes(2**20)) for _ in range(64))
    bomb += packer.flush()
    tracemalloc.start()
    with pytest.raises(BadFileError, match="fill the memory"):
        unzip_idx(bomb, name="bomb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_a_header_that_promises_too_much_is_not_inflated_either():
    promise = struct.pack(">HBBI", 0, 8, 1, MAX_BYTES + 1)
    with pytest.raises(BadFileError, match="of which at most"):
        unzip_idx(gzip.compress(promise + bytes(2**20)), name="bomb")
