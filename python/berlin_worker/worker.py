"""A process that has one model: it is told the file, walls itself in, reads it, and answers until the connection ends."""
import gc
import os
import sys
import warnings

import frames
import sandbox
import served_model
import tensors
import unpickling


def import_libraries():
    """What most models need, so that forks share it."""
    import joblib
    import sklearn.compose
    import sklearn.ensemble
    import sklearn.feature_extraction.text
    import sklearn.feature_selection
    import sklearn.impute
    import sklearn.linear_model
    import sklearn.model_selection
    import sklearn.naive_bayes
    import sklearn.neighbors
    import sklearn.pipeline
    import sklearn.svm
    import threadpoolctl

    # It looks for the C library once, with a program and a file, which a worker may not.
    threadpoolctl.threadpool_info()
    # A vectorizer of files would open what a caller names.
    sklearn.feature_extraction.text.open = _refuse_file
    # A worker is one thread: models of many jobs do them one after the other.
    joblib.parallel_backend("sequential")


def _refuse_file(*_):
    raise PermissionError("a model takes texts, not names of files")


def main(connection, ticket, environment):
    """Serves one model; returns the exit code."""
    connection.send_json(frames.BORN, {"ticket": ticket})
    order = connection.receive_json(frames.LOAD)
    if order is None:
        return 0
    warnings.simplefilter("ignore")
    module_folder, modules = order["module_folder"], frozenset(order["modules"])
    if module_folder:
        sys.path.append(module_folder)
    with open(order["path"], "rb") as file, open("/proc/self/smaps_rollup", "rb") as memory:
        sandbox.enter(order["memory_limit_bytes"], order["empty_folder"], sandbox.readable_folders(module_folder))
        try:
            model = _load(file, order["name"], environment, modules)
        except unpickling.Refusal as refusal:
            connection.send_json(frames.REFUSED, {"field": refusal.field, "reason": refusal.reason})
            return 0
        gc.collect()
        gc.freeze()
        resident_bytes = _private_bytes(memory)
    connection.send_json(
        frames.LOADED,
        {"estimator": model.estimator, "inputs": model.inputs, "outputs": model.outputs, "resident_bytes": resident_bytes},
    )
    _serve(connection, model)
    return 0


def _load(file, name, environment, modules):
    return served_model.ServedModel(unpickling.load(file, name, environment, modules), name)


def _private_bytes(smaps_rollup):
    """Memory that this process alone has: what is shared with the nursery costs nothing more."""
    smaps_rollup.seek(0)
    lines = smaps_rollup.read().decode("ascii").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("Private_Clean:", "Private_Dirty:")))


def _serve(connection, model):
    while True:
        kind, content = connection.receive()
        if kind != frames.PREDICT:
            return
        try:
            rows, mask, arrays = tensors.read_request(content, model.inputs)
            parts = tensors.write_answer(model.answer(rows, mask, arrays))
        except MemoryError:
            _fault(connection, "memory", "")
        except tensors.BadInput as error:
            _fault(connection, "input", str(error))
        except (ValueError, TypeError) as error:
            _fault(connection, "input", unpickling.describe(error))
        except Exception as error:  # noqa: BLE001 - whatever a model raises belongs to its request
            _fault(connection, "model", type(error).__name__)
        else:
            connection.send(frames.ANSWER, *parts)


def _fault(connection, kind, reason):
    connection.send_json(frames.FAULT, {"kind": kind, "reason": reason})
