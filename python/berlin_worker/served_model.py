"""An estimator that answers: what it takes, what it gives, and the proof that it can."""
import numpy as np
from sklearn.base import is_classifier, is_outlier_detector, is_regressor
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

import columns
import unpickling


class ServedModel:
    """Signature and answers of an estimator."""

    def __init__(self, estimator, name):
        self._estimator = estimator
        self.estimator = type(estimator).__name__
        if not callable(getattr(estimator, "predict", None)):
            raise unpickling.Refusal(f"files.{name}", f"It holds a {self.estimator}, which has no predict.")
        if type(estimator).__module__.startswith("sklearn."):
            self._checked(name, lambda: check_is_fitted(estimator))
        self._columns = self._checked(name, lambda: columns.of(estimator))
        self.inputs = self._columns.inputs
        self._methods = {}
        self.outputs = []
        self._checked(name, self._derive_outputs)

    def answer(self, rows, mask, arrays):
        """Pairs of an array and its output, for each output in the mask."""
        table = self._columns.table(rows, arrays)
        asked = [output for index, output in enumerate(self.outputs) if mask >> index & 1]
        return [(self._run(output, table, rows), output) for output in asked]

    def _run(self, output, table, rows):
        result = np.asarray(self._methods[output["name"]](table))
        expected = (rows, *output["shape"][1:])
        if result.shape != expected:
            raise RuntimeError(f"{output['name']} has shape {result.shape}, not {expected}")
        return result

    def _derive_outputs(self):
        """Asks the estimator for a row of an example, which also shows that it is fitted and whole."""
        example = self._columns.example()
        predicted = self._try(self._estimator.predict, example)
        if is_regressor(self._estimator):
            self._add("prediction", "FP64", predicted, self._estimator.predict)
            return
        classes = getattr(self._estimator, "classes_", None)
        known = predicted if predicted is not None else np.asarray(classes[0] if isinstance(classes, list) else classes)
        if not (is_classifier(self._estimator) or is_outlier_detector(self._estimator) or known.dtype.kind in "iu"):
            self._add("prediction", "FP64", predicted, self._estimator.predict)
            return
        self._add("label", _datatype(known.dtype), predicted, self._estimator.predict)
        if hasattr(self._estimator, "predict_proba"):
            probability = self._try(self._estimator.predict_proba, example)
            # Several targets have a list of arrays, which is no tensor.
            if probability is None and isinstance(classes, np.ndarray):
                probability = np.empty((1, len(classes)))
            if isinstance(probability, np.ndarray):
                self._add("probability", "FP64", probability, self._estimator.predict_proba)

    def _add(self, name, datatype, example, method):
        shape = [-1, *(example.shape[1:] if example is not None else ())]
        self.outputs.append({"name": name, "type": datatype, "shape": shape})
        self._methods[name] = method

    @staticmethod
    def _try(method, example):
        """The answer for the example; None where the estimator is whole but does not know such values."""
        try:
            return method(example)
        except NotFittedError:
            raise
        except ValueError:
            return None

    def _checked(self, name, step):
        """Runs a step; what an estimator that changed under its pickle raises becomes the reason of a refusal."""
        field = f"files.{name}"
        try:
            return step()
        except unpickling.Refusal:
            raise
        except NotFittedError:
            raise unpickling.Refusal(field, f"The {self.estimator} in it is not fitted.") from None
        except MemoryError:
            raise unpickling.Refusal(field, "It needs more memory than a worker may use.") from None
        except Exception as error:  # noqa: BLE001 - an estimator raises what it likes
            raise unpickling.Refusal(field, f"The {self.estimator} in it does not fit the code it meets: {unpickling.describe(error)}.") from None


def _datatype(dtype):
    return {"f": "FP64", "i": "INT64", "u": "INT64", "b": "BOOL"}.get(dtype.kind, "BYTES")
