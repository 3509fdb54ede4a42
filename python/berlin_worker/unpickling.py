"""Reads pickle and joblib files without running what they bring along."""
import bz2
import gzip
import lzma
import pickle
import re
import warnings
import zlib

import numpy as np

import allowed

# scikit-learn says so itself when a state was written by another version.
_OTHER_VERSION = re.compile(r"Trying to unpickle estimator (\S+) from version (\S+) when using version (\S+?)\.? ")

_MAX_TEXT = 2_000
_PATH = re.compile(r"(?<![\w.])/[\w.+-]+(?:/[\w.+-]*)*")


class Refusal(Exception):
    """A file must not serve."""

    def __init__(self, field, reason):
        super().__init__(reason)
        self.field = field
        self.reason = reason


class _NoSuchOpcode(Exception):
    """A file has a byte where an opcode should be."""


class JoblibArray:
    """joblib's mark of an array whose bytes follow in the file: `joblib.numpy_pickle.NumpyArrayWrapper`.

    Read here and not by joblib, which reads arrays of objects with an unpickler that takes everything.
    """

    def read(self, file, nested):
        shape, dtype = tuple(self.shape), self.dtype
        if not isinstance(dtype, np.dtype):
            raise pickle.UnpicklingError("an array without a data type")
        if dtype.hasobject:
            return nested()
        if getattr(self, "numpy_array_alignment_bytes", None) is not None:
            (padding,) = _read_exactly(file, 1)
            _read_exactly(file, padding)
        if any(not isinstance(length, int) or length < 0 for length in shape):
            raise pickle.UnpicklingError(f"an array of shape {shape!r:.100}")
        count = 1
        for length in shape:
            count *= length
        array = np.frombuffer(_read_exactly(file, count * dtype.itemsize), dtype=dtype, count=count)
        array = array.reshape(shape[::-1]).transpose() if self.order == "F" else array.reshape(shape)
        return array if dtype.isnative else array.astype(dtype.newbyteorder("="))


class ModelUnpickler(pickle._Unpickler):
    """Python's own unpickler in Python, which lets arrays be read between its opcodes; finds only what is allowed."""

    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, file, trusted_modules):
        super().__init__(file)
        self._file = file
        self._trusted_modules = trusted_modules

    def find_class(self, module, name):
        if (module, name) == ("joblib.numpy_pickle", "NumpyArrayWrapper"):
            return JoblibArray
        return allowed.find(module, name, self.proto, self._trusted_modules)

    def load(self):
        try:
            return super().load()
        except KeyError as error:
            # The unpickler looks up the byte of each opcode.
            raise _NoSuchOpcode if isinstance(error.args[0], int) else error from None

    def persistent_load(self, pid):
        raise allowed.NotAllowed("a reference out of the file")

    def get_extension(self, code):
        raise allowed.NotAllowed(f"the registered extension {code}")

    def load_build(self):
        super().load_build()
        if isinstance(self.stack[-1], JoblibArray):
            nested = ModelUnpickler(self._file, self._trusted_modules)
            self.stack[-1] = JoblibArray.read(self.stack[-1], self._file, nested.load)

    dispatch[pickle.BUILD[0]] = load_build


def load(file, name, environment, trusted_modules):
    """The object in the file; a Refusal says what of it does not fit."""
    field = f"files.{name}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.filterwarnings("error", message="Trying to unpickle estimator")
            return ModelUnpickler(_decompressed(file, field), trusted_modules).load()
    except Refusal:
        raise
    except allowed.NotAllowed as error:
        raise Refusal(field, f"It names {bounded(error)}, which is not among what a model may hold.") from None
    except allowed.Missing as error:
        library = _library_of(str(error), environment)
        raise Refusal(field, f"It needs {bounded(error)}, which {library} does not have.") from None
    except Warning as warning:
        if match := _OTHER_VERSION.search(str(warning)):
            reason = f"{bounded(match[1])} was pickled by scikit-learn {bounded(match[2])}; the workers have {match[3]}."
            raise Refusal("environment.scikit-learn", reason) from None
        raise Refusal(field, f"It cannot be read: {describe(warning)}.") from None
    except MemoryError:
        raise Refusal(field, "It needs more memory than a worker may use.") from None
    except RecursionError:
        raise Refusal(field, "It is nested too deeply.") from None
    except _NoSuchOpcode:
        raise Refusal(field, "It is damaged, or no pickle.") from None
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise Refusal(field, f"It is cut short or damaged: {describe(error)}.") from None
    except Exception as error:  # noqa: BLE001 - a pickle's constructors raise what they like
        raise Refusal(field, f"It cannot be read: {describe(error)}.") from None


def describe(error):
    """An exception in one bounded line, without paths of this machine."""
    return bounded(_PATH.sub("(a path)", f"{type(error).__name__}: {error}"[:_MAX_TEXT]))


def bounded(text):
    """What a file says, in one printable line of at most 300 characters."""
    line = " ".join(str(text)[:_MAX_TEXT].split())
    return "".join(character for character in line if character.isprintable())[:300].rstrip(".: ")


def _library_of(missing, environment):
    for library, module in (("scikit-learn", "sklearn"), ("numpy", "numpy"), ("scipy", "scipy")):
        if f"module {module}" in missing:
            return f"{library} {environment[library]}"
    return "this machine"


def _decompressed(file, field):
    """The pickle in the file: joblib compresses with what the first bytes say."""
    start = file.read(6)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    if start.startswith(b"BZ"):
        return bz2.BZ2File(file)
    if start.startswith((b"\xfd7zXZ", b"\x5d\x00")):
        return lzma.LZMAFile(file)
    if start.startswith(b"\x78"):
        from joblib.compressor import BinaryZlibFile

        return BinaryZlibFile(file)
    if start.startswith((b"ZF", b"\x04\x22\x4d\x18", b"PK")):
        raise Refusal(field, "It is compressed in a way that is not read: pickle, or joblib with zlib, gzip, bz2, lzma or xz.")
    return file


def _read_exactly(file, count):
    data = bytearray()
    while len(data) < count:
        # Piece by piece: a wild length in a short file claims no memory.
        piece = file.read(min(count - len(data), 1 << 20))
        if not piece:
            raise EOFError(f"{count - len(data)} bytes of an array are missing")
        data += piece
    return data
