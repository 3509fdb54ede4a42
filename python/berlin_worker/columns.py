"""What an estimator takes: texts, a matrix, or columns of different datatypes; found in its fitted steps."""
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline

import unpickling

NUMBER = ("FP64", 0.0)
TEXT = "text"
_MAX_NAME = 256


class Columns:
    """Inputs by name, and the table that an estimator is given for them."""

    def __init__(self, inputs, examples, table):
        self.inputs = inputs
        self._examples = examples
        self.table = table

    def example(self):
        """A table of one row."""
        return self.table(1, [np.array([example], dtype=object if spec["type"] == "BYTES" else float) for spec, example in zip(self.inputs, self._examples)])


def of(estimator):
    """The columns of a fitted estimator."""
    kinds = _kinds(estimator, getattr(estimator, "n_features_in_", None))
    if kinds == TEXT:
        return Columns([_spec("X", "BYTES", [-1])], ["a"], lambda rows, arrays: arrays[0].tolist())
    names = [str(name) for name in getattr(estimator, "feature_names_in_", [])] or [f"x{index}" for index in range(len(kinds))]
    _check_names(names)
    by_name = _selects_by_name(estimator)
    datatypes = {datatype for datatype, _ in kinds}
    if len(datatypes) == 1 and not by_name:
        (datatype,) = datatypes
        return Columns([_spec("X", datatype, [-1, len(kinds)])], [[example for _, example in kinds]], lambda rows, arrays: arrays[0])
    inputs = [_spec(name, datatype, [-1]) for name, (datatype, _) in zip(names, kinds)]
    return Columns(inputs, [example for _, example in kinds], _frame_of(names) if by_name else _objects)


def _check_names(names):
    for name in names:
        if not name.isprintable() or not 0 < len(name) <= _MAX_NAME:
            raise unpickling.Refusal("signature", f"The column name '{unpickling.bounded(name)}' is empty, longer than {_MAX_NAME} or not printable.")
    if len(set(names)) != len(names):
        raise unpickling.Refusal("signature", "Two columns have the same name.")


def _spec(name, datatype, shape):
    return {"name": name, "type": datatype, "shape": shape}


def _objects(rows, arrays):
    table = np.empty((rows, len(arrays)), dtype=object)
    for index, array in enumerate(arrays):
        table[:, index] = array
    return table


def _frame_of(names):
    try:
        import pandas
    except ImportError:
        reason = "Its columns are chosen by name, which needs pandas; the workers have none. Choose them by number."
        raise unpickling.Refusal("environment.pandas", reason) from None
    return lambda rows, arrays: pandas.DataFrame(dict(zip(names, arrays)))


def _kinds(estimator, count):
    """TEXT, or a datatype and an example for each of `count` columns that the estimator is given."""
    if isinstance(estimator, (CountVectorizer, HashingVectorizer)):
        return TEXT
    if isinstance(estimator, Pipeline):
        steps = [step for _, step in estimator.steps if step not in (None, "passthrough")]
        return _kinds(steps[0], count) if steps else [NUMBER] * count
    if isinstance(estimator, FeatureUnion):
        return _merged([_kinds(part, count) for _, part in estimator.transformer_list if part not in ("drop", "passthrough")], count)
    if isinstance(estimator, ColumnTransformer):
        return _kinds_of_parts(estimator)
    if (inner := _inner(estimator)) is not None:
        return _kinds(inner, count)
    if count is None:
        raise unpickling.Refusal("signature", f"A {type(estimator).__name__} does not say how many columns it takes.")
    if (categories := getattr(estimator, "categories_", None)) is not None and len(categories) == count:
        return [_kind_of(values) for values in categories]
    # An imputer of texts comes before the encoder that knows the categories.
    if (statistics := getattr(estimator, "statistics_", None)) is not None and len(statistics) == count:
        return [_kind_of([value]) for value in statistics]
    return [NUMBER] * count


def _inner(estimator):
    """The estimator that a fitted one passes its input on to as it is."""
    for name in ("best_estimator_", "estimators_", "calibrated_classifiers_"):
        inner = getattr(estimator, name, None)
        if isinstance(inner, (list, tuple)) and inner:
            inner = getattr(inner[0], "estimator", inner[0]) if name == "calibrated_classifiers_" else inner[0]
        if isinstance(inner, (Pipeline, CountVectorizer, HashingVectorizer, ColumnTransformer)):
            return inner
    return None


def _kinds_of_parts(transformer):
    kinds = [NUMBER] * transformer.n_features_in_
    for _, part, selected in transformer.transformers_:
        if isinstance(part, str):
            continue
        indexes = _indexes(transformer, selected)
        found = _kinds(part, len(indexes))
        for index, kind in zip(indexes, [("BYTES", "a")] * len(indexes) if found == TEXT else found):
            if kind != NUMBER:
                kinds[index] = kind
    return kinds


def _indexes(transformer, selected):
    all_indexes = np.arange(transformer.n_features_in_)
    if isinstance(selected, slice) and any(isinstance(end, str) for end in (selected.start, selected.stop)):
        names = list(transformer.feature_names_in_)
        first = names.index(selected.start) if selected.start is not None else 0
        last = names.index(selected.stop) if selected.stop is not None else len(names) - 1
        return all_indexes[first : last + 1]
    if isinstance(selected, slice):
        return all_indexes[selected]
    if np.ndim(selected) == 0:
        selected = [selected]
    names = list(getattr(transformer, "feature_names_in_", []))
    if len(selected) and isinstance(selected[0], str):
        return [names.index(name) for name in selected]
    return all_indexes[np.asarray(selected, dtype=bool if len(selected) and isinstance(selected[0], (bool, np.bool_)) else int)]


def _merged(parts, count):
    if not parts:
        return [NUMBER] * count
    if any(part == TEXT for part in parts):
        return TEXT
    return [next((kind for kind in column if kind != NUMBER), NUMBER) for column in zip(*parts)]


def _kind_of(values):
    text = next((value for value in values if isinstance(value, str)), None)
    return NUMBER if text is None else ("BYTES", str(text))


def _selects_by_name(estimator):
    """Whether a column transformer that gets the input as it came chooses columns by their names."""
    if isinstance(estimator, Pipeline):
        return any(_selects_by_name(step) for _, step in estimator.steps[:1])
    if isinstance(estimator, ColumnTransformer):
        return any(_is_name(selected) for _, _, selected in estimator.transformers_)
    inner = _inner(estimator)
    return inner is not None and _selects_by_name(inner)


def _is_name(selected):
    if isinstance(selected, slice):
        return isinstance(selected.start, str) or isinstance(selected.stop, str)
    return isinstance(selected, str) or (np.ndim(selected) == 1 and len(selected) > 0 and isinstance(selected[0], str))
