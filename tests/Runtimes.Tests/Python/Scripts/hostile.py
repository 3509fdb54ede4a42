"""Pickles that would do something if they were read by Python's own pickle module. Each is called hostile-<what>.pkl."""
import gzip
import io
import os
import pickle
import struct

import joblib
import numpy as np


class Call:
    """A call of something by its name, as an argument."""

    def __init__(self, module, name, *arguments):
        self.parts = (module, name, arguments)


def text(value):
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def literal(value):
    """Opcodes of a plain value or a call."""
    if isinstance(value, Call):
        module, name, arguments = value.parts
        return named(module, name) + b"(" + b"".join(literal(argument) for argument in arguments) + b"tR"
    return pickle.dumps(value, protocol=4)[2:-1] if not isinstance(value, str) else text(value)


def named(module, name):
    return text(module) + text(name) + b"\x93"


def call(module, name, *arguments):
    return b"\x80\x04" + literal(Call(module, name, *arguments)) + b"."


def write_all(folder):
    canary = os.path.join(folder, "canary")
    touched = os.path.join(canary, "touched")
    touch = f"touch {touched}"
    python = f"import os; os.system({touch!r})"
    for what, data in {**calls(canary, touched, touch, python), **tricks(touch, python), **bombs()}.items():
        with open(os.path.join(folder, f"hostile-{what}.pkl"), "wb") as file:
            file.write(data)


def calls(canary, touched, touch, python):
    return {
        "os-system": call("os", "system", touch),
        "posix-system": call("posix", "system", touch),
        "nt-system": call("nt", "system", touch),
        "popen": call("subprocess", "Popen", ["touch", touched]),
        "check-output": call("subprocess", "check_output", ["touch", touched]),
        "eval": call("builtins", "eval", f"__import__('os').system({touch!r})"),
        "exec": call("builtins", "exec", python),
        "exec-python-2": b"\x80\x02" + b"c__builtin__\nexec\n(" + text(python) + b"tR.",
        "compile": call("builtins", "compile", python, "x", "exec"),
        "import": call("builtins", "__import__", "antigravity"),
        "import-module": call("importlib", "import_module", "antigravity"),
        "getattr": call("builtins", "getattr", Call("builtins", "__import__", "os"), "system"),
        "open-to-write": call("builtins", "open", touched, "w"),
        "open-to-read": call("builtins", "open", "/etc/passwd"),
        "io-open": call("io", "open", touched, "w"),
        "pathlib": call("pathlib", "Path", touched),
        "remove": call("os", "remove", os.path.join(canary, "secret")),
        "rmtree": call("shutil", "rmtree", canary),
        "connect": call("socket", "create_connection", ("127.0.0.1", 9)),
        "urlopen": call("urllib.request", "urlopen", "http://127.0.0.1:9/"),
        "fork-bomb": call("builtins", "exec", "import os\nwhile True: os.fork()"),
        "pty": call("pty", "spawn", "/bin/sh"),
        "runpy": call("runpy", "_run_code", python, {}),
        "timeit": call("timeit", "timeit", python),
        "code": call("types", "FunctionType", None, {}),
        "marshal": call("marshal", "loads", b"\xe3"),
        "ctypes": call("ctypes", "CDLL", "libc.so.6"),
        "pickle-loads": call("pickle", "loads", call("os", "system", touch)),
        "joblib-load": call("joblib", "load", "/etc/passwd"),
        "joblib-parallel": call("joblib.parallel", "Parallel", 2),
        "partial": call("functools", "partial", len),
        "methodcaller": call("operator", "methodcaller", "system", touch),
        "attrgetter": call("operator", "attrgetter", "__class__"),
        "numpy-load": call("numpy", "load", "/etc/passwd"),
        "numpy-fromfile": call("numpy", "fromfile", "/etc/passwd", "u1"),
        "numpy-memmap": call("numpy", "memmap", "/etc/passwd"),
        "numpy-savetxt": call("numpy", "savetxt", touched, [1.0]),
        "numpy-runstring": call("numpy.testing._private.utils", "runstring", python, {}),
        "numpy-ufunc": call("numpy.core", "_ufunc_reconstruct", "os", "system"),
        "numpy-distutils": call("numpy.distutils.exec_command", "exec_command", touch),
        "scipy-stats": call("scipy.stats", "rv_continuous", 1, None, None, None, None, None, None, f"x): {python} #"),
        "scipy-io": call("scipy.io", "loadmat", "/etc/passwd"),
        "sklearn-fetch": call("sklearn.datasets", "fetch_openml", "iris"),
        "sklearn-load-files": call("sklearn.datasets", "load_svmlight_file", "/etc/passwd"),
        "sklearn-testing": call("sklearn.utils._testing", "check_skip_network"),
        "sklearn-function": call("sklearn.model_selection", "cross_val_score", None, None),
        "sklearn-of-joblib": call("sklearn.model_selection._search", "Parallel"),
        "sklearn-module": b"\x80\x04" + named("sklearn.ensemble", "_forest") + b".",
        "codecs": call("_codecs", "encode", "x", "zlib_codec"),
    }


def tricks(touch, python):
    nested = io.BytesIO()
    joblib.dump(np.array([Reducing(touch)], dtype=object), nested)
    return {
        # joblib reads what an array of objects holds with an unpickler of its own.
        "array-of-objects": nested.getvalue(),
        "compressed": gzip.compress(call("os", "system", touch)),
        "dotted-name": b"\x80\x04" + named("sklearn.base", "BaseEstimator.__init__.__globals__") + b".",
        "dotted-module": b"\x80\x04" + named("sklearn.base", "warnings.sys.modules") + b".",
        "joblib-dotted": b"\x80\x04" + named("joblib.numpy_pickle", "NumpyArrayWrapper.__init__.__globals__") + b".",
        "instance": b"\x80\x02(" + text(python) + b"ibuiltins\nexec\n.",
        "object": b"\x80\x02(" + b"cbuiltins\nexec\n" + text(python) + b"o.",
        "new-object": b"\x80\x04" + named("subprocess", "Popen") + literal((["touch"],)) + b"\x81.",
        "persistent": b"\x80\x04" + text("x") + b"Q.",
        "extension": b"\x80\x02\x82\x01.",
        "second-pickle": pickle.dumps({"a": 1})[:-1] + call("os", "system", touch)[2:],
        "long-name": call("os", "s" * 2_000_000),
        "surrogate-name": b"\x80\x04" + text("os") + b"X\x03\x00\x00\x00\xed\xa0\x80\x93.",
        "lines-in-name": call("os", "system\nfield: all is well\x1b[0m"),
        "memo": b"\x80\x04h\x07.",
        "not-a-pickle": b"#!/bin/sh\ntouch " + touch.encode(),
        "empty": b"",
        "zip": b"PK\x03\x04" + bytes(100),
    }


def bombs():
    return {
        "length-of-bytes": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 60) + b"abc.",
        "length-of-frame": b"\x80\x04\x95" + struct.pack("<Q", 1 << 60) + b"abc.",
        "length-of-number": b"\x80\x02\x8b" + struct.pack("<i", 1 << 30) + b"abc.",
        "memory": call("builtins", "bytearray", 1 << 40),
        "memory-by-steps": call("builtins", "list", Call("builtins", "range", 1 << 40)),
        "depth": b"\x80\x04" + b"]" * 100_000 + b"a" * 99_999 + b".",
        "shape": call("numpy", "ndarray", (1 << 40, 1 << 20)),
        "digits": call("builtins", "int", "9" * 1_000_000),
        "gzip": gzip.compress(b"\x80\x04\x8e" + struct.pack("<Q", 1 << 33) + bytes(8 << 20)),
    }


class Reducing:
    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)
