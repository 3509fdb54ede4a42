"""Log probabilities of scikit-learn's MultinomialNB for a stream and rows to predict.

Reads a stream as JSON from standard input, writes the answers as JSON to standard output. For each checkpoint the model learns the
rows before it with partial_fit, 500 a call, and predicts every probe. partial_fit wants all classes at its first call; those
that have not appeared yet get probability 0 (log: -inf, left out of the answers), so the others are what they are without them.
The model sees the columns that occur before the checkpoint: all of them at the later checkpoints, fewer at the first.
"""
import json
import sys
import warnings

import numpy as np
import scipy
import scipy.sparse as sp
import sklearn
from sklearn.naive_bayes import MultinomialNB

CHUNK = 500

warnings.filterwarnings("ignore", message="divide by zero encountered in log")
stream = json.load(sys.stdin)


def matrix(rows):
    pointers = np.cumsum([0] + [len(row["columns"]) for row in rows])
    columns = [column for row in rows for column in row["columns"]]
    counts = [float(count) for row in rows for count in row["counts"]]
    return sp.csr_matrix((counts, columns, pointers), shape=(len(rows), stream["columns"]))


def answers(checkpoint):
    rows = stream["rows"][:checkpoint]
    targets = np.array([row["classId"] for row in rows])
    seen = int(targets.max()) + 1
    learned = matrix(rows)
    used = np.flatnonzero(np.asarray(learned.sum(axis=0)).ravel())
    model = MultinomialNB(alpha=stream["alpha"])
    for start in range(0, checkpoint, CHUNK):
        end = min(checkpoint, start + CHUNK)
        model.partial_fit(learned[start:end][:, used], targets[start:end], classes=np.arange(stream["classes"]))
    logs = model.predict_log_proba(matrix(stream["probes"])[:, used])
    return {"checkpoint": checkpoint, "columnsInUse": len(used), "logProbabilities": logs[:, :seen].tolist()}


print(json.dumps({
    "provenance": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, scipy {scipy.__version__}, "
                  f"Python {sys.version.split()[0]}, tests/Learning.Tests/Parity/sklearn_reference.py",
    "stream": stream["digest"],
    "checkpoints": [answers(checkpoint) for checkpoint in stream["checkpoints"]],
}))
