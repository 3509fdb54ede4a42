"""What a pickle may name: classes of scikit-learn's estimators, arrays, plain data. Everything else is refused by name.

The list is of what is there, not of what is dangerous: a pickle builds objects by calling what it names, with arguments of its
own, so nothing may be named that reads, writes, starts, imports, evaluates or calls what it is given.
"""
import _compat_pickle
import importlib
import re
import types

import numpy as np

# Sub-packages of scikit-learn whose classes may be named. Not: datasets, externals, utils, inspection, experimental, tests.
_SKLEARN_PARTS = frozenset(
    "base calibration cluster compose covariance cross_decomposition decomposition discriminant_analysis dummy ensemble"
    " feature_extraction feature_selection gaussian_process impute isotonic kernel_approximation kernel_ridge linear_model"
    " manifold mixture model_selection multiclass multioutput naive_bayes neighbors neural_network pipeline preprocessing"
    " random_projection semi_supervised svm tree _loss metrics".split()
)

# Of these also functions: scorers and scores, which compute and nothing else.
_SKLEARN_FUNCTION_PARTS = frozenset(["metrics", "feature_selection"])

# Functions by which compiled classes make themselves again.
_REBUILDERS = re.compile(r"__pyx_unpickle_\w+|newObj")

_NAMES = {
    "builtins": "set frozenset list dict tuple int float bool str bytes bytearray complex slice range object",
    "collections": "OrderedDict defaultdict Counter deque",
    "copyreg": "_reconstructor __newobj__ __newobj_ex__",
    "datetime": "date datetime time timedelta timezone",
    "numpy": "ndarray dtype mean median",
    "numpy.core.multiarray": "_reconstruct scalar",
    "numpy._core.multiarray": "_reconstruct scalar",
    "numpy.core.numeric": "_frombuffer",
    "numpy._core.numeric": "_frombuffer",
    "numpy.ma.core": "MaskedArray _mareconstruct MaskedConstant",
    "numpy.random._pickle": "__randomstate_ctor __bit_generator_ctor __generator_ctor",
    "numpy.random._mt19937": "MT19937",
    "numpy.random._pcg64": "PCG64",
    "numpy.random.mtrand": "RandomState",
    "scipy.interpolate._bsplines": "BSpline",
    "scipy.interpolate._interpolate": "interp1d",
    "sklearn.utils": "Bunch",
    "sklearn.utils._bunch": "Bunch",
    "sklearn.cluster._kmeans": "_kmeans_single_lloyd _kmeans_single_elkan",
    # The data types of numpy 1.25 and later have classes of their own.
    "numpy.dtypes": "",
}
_NAMES = {module: frozenset(names.split()) for module, names in _NAMES.items()}
_UFUNC_MODULES = frozenset(["numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath", "scipy.special", "scipy.special._ufuncs"])


class NotAllowed(Exception):
    """A pickle names what a model may not hold."""


class Missing(Exception):
    """A pickle names a class or module that is allowed and not there: moved, or of another version."""


def decode_text(text, encoding="utf-8", errors="strict"):
    """What older pickles call to make bytes of text: `_codecs.encode`, for latin-1 alone."""
    if encoding not in ("latin1", "latin-1") or errors != "strict":
        raise NotAllowed(f"_codecs.encode with {encoding}")
    return text.encode("latin-1")


def find(module, name, protocol, trusted_modules):
    """The object that a pickle names. `trusted_modules`: whole modules that the operator lets models use."""
    if protocol < 3:
        module, name = _of_python_2(module, name)
    if (module, name) == ("_codecs", "encode"):
        return decode_text
    # A dotted name walks attributes: from an allowed class to any module that it has seen.
    if "." in name or not _module_is_allowed(module, trusted_modules):
        raise NotAllowed(f"{module}.{name}")
    found = _import(module, name)
    if not _is_allowed(module, name, found, trusted_modules):
        raise NotAllowed(f"{module}.{name}")
    return found


def _of_python_2(module, name):
    if (module, name) in _compat_pickle.NAME_MAPPING:
        return _compat_pickle.NAME_MAPPING[(module, name)]
    return _compat_pickle.IMPORT_MAPPING.get(module, module), name


def _module_is_allowed(module, trusted_modules):
    return (
        module in _NAMES
        or module in _UFUNC_MODULES
        or module in trusted_modules
        or _sklearn_part(module) in _SKLEARN_PARTS
        or module == "scipy.sparse"
        or module.startswith("scipy.sparse._")
    )


def _import(module, name):
    try:
        holder = importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise Missing(f"module {error.name}") from None
    except ImportError as error:
        raise Missing(f"module {module} ({error})") from None
    try:
        return getattr(holder, name)
    except AttributeError:
        raise Missing(f"class {name} of module {module}") from None


def _is_allowed(module, name, found, trusted_modules):
    if module in trusted_modules:
        return getattr(found, "__module__", None) == module
    if name in _NAMES.get(module, ()):
        return True
    if isinstance(found, np.ufunc):
        return module in _UFUNC_MODULES
    if isinstance(found, type):
        return _class_is_allowed(module, found)
    if part := _sklearn_part(module):
        if part in _SKLEARN_FUNCTION_PARTS and isinstance(found, types.FunctionType):
            return _sklearn_part(found.__module__) in _SKLEARN_FUNCTION_PARTS
        return part in _SKLEARN_PARTS and isinstance(found, types.BuiltinFunctionType) and _REBUILDERS.fullmatch(name) is not None
    return False


def _class_is_allowed(module, found):
    # Where it was defined counts, not where it is named: a module also holds what it imported.
    if module in ("numpy", "numpy.dtypes"):
        return issubclass(found, (np.generic, np.dtype))
    if module.startswith("scipy.sparse"):
        return found.__module__.startswith("scipy.sparse.")
    return _sklearn_part(module) in _SKLEARN_PARTS and _sklearn_part(found.__module__) in _SKLEARN_PARTS


def _sklearn_part(module):
    parts = (module or "").split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "sklearn" and "tests" not in parts else None
