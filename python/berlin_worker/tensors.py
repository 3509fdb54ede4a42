"""Tensors as they cross: row-major, little-endian, BYTES elements each after their length in four bytes.

PREDICT: rows (u32), outputs asked for as a bit mask (u32), then each input: its length (u32) and its data.
ANSWER:  each output asked for, in the signature's order: its length (u32) and its data.
"""
import struct

import numpy as np

_REQUEST = struct.Struct("<II")
_LENGTH = struct.Struct("<I")
_DTYPES = {"FP64": np.dtype("<f8"), "INT64": np.dtype("<i8"), "BOOL": np.dtype("?")}


class BadInput(Exception):
    """The caller's input cannot be used; the message says why."""


def read_request(content, inputs):
    """Rows, mask, and an array for each input: of its dtype, or of str for BYTES."""
    rows, mask = _REQUEST.unpack_from(content, 0)
    offset = _REQUEST.size
    arrays = []
    for spec in inputs:
        (length,) = _LENGTH.unpack_from(content, offset)
        offset += _LENGTH.size
        arrays.append(_read_array(spec, rows, memoryview(content)[offset : offset + length]))
        offset += length
    return rows, mask, arrays


def _read_array(spec, rows, data):
    shape = [rows, *spec["shape"][1:]]
    if spec["type"] != "BYTES":
        return np.frombuffer(data, dtype=_DTYPES[spec["type"]]).reshape(shape)
    array = np.empty(int(np.prod(shape)), dtype=object)
    for index, element in enumerate(_elements(data)):
        try:
            array[index] = str(element, "utf-8")
        except UnicodeDecodeError as error:
            raise BadInput(f"input '{spec['name']}': element {index} is not UTF-8 (byte {error.start})") from None
    return array.reshape(shape)


def _elements(data):
    offset, end = 0, len(data)
    while offset < end:
        (length,) = _LENGTH.unpack_from(data, offset)
        offset += _LENGTH.size
        yield data[offset : offset + length]
        offset += length


def write_answer(arrays_and_specs):
    """The parts of an ANSWER for pairs of an array and the output that it is."""
    parts = []
    for array, spec in arrays_and_specs:
        data = _write_array(array, spec["type"])
        parts.append(_LENGTH.pack(len(data)))
        parts.append(data)
    return parts


def _write_array(array, datatype):
    if datatype != "BYTES":
        return np.ascontiguousarray(array, dtype=_DTYPES[datatype]).tobytes()
    parts = []
    for element in np.asarray(array).ravel().tolist():
        text = element if isinstance(element, bytes) else str(element).encode("utf-8", "surrogatepass")
        parts.append(_LENGTH.pack(len(text)))
        parts.append(text)
    return b"".join(parts)
