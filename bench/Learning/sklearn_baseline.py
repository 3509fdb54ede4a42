"""Times scikit-learn's MultinomialNB one row at a time; prints one JSON line.

Rates are per second of processor time, as on the C# side, so that other work on the machine does not count.
The same shape as the C# side: rows of 20 distinct columns out of 20,000, drawn evenly, 50 classes.
Arguments: columns classes nonzeros seed
"""
import json
import sys
import time

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.naive_bayes import MultinomialNB

columns, classes, nonzeros, seed = (int(argument) for argument in sys.argv[1:5])
random = np.random.default_rng(seed)


def rows(count):
    indices = np.concatenate([np.sort(random.choice(columns, nonzeros, replace=False)) for _ in range(count)])
    pointers = np.arange(0, count * nonzeros + 1, nonzeros)
    matrix = sp.csr_matrix((np.ones(count * nonzeros), indices, pointers), shape=(count, columns))
    return matrix, random.integers(0, classes, count)


def rate(action, count):
    start = time.process_time()
    for i in range(count):
        action(i)
    return count / (time.process_time() - start)


model = MultinomialNB(alpha=1.0)
warm, targets = rows(5_000)
model.partial_fit(warm, targets, classes=np.arange(classes))

learned, targets = rows(300)
singles = [learned[i] for i in range(learned.shape[0])]
model.partial_fit(singles[0], targets[:1])
model.predict_log_proba(singles[0])
learn = rate(lambda i: model.partial_fit(singles[i], targets[i : i + 1]), len(singles))
predict = rate(lambda i: model.predict_log_proba(singles[i]), len(singles))


def predict_then_learn(i):
    model.predict_log_proba(singles[i])
    model.partial_fit(singles[i], targets[i : i + 1])


progressive = rate(predict_then_learn, len(singles))
print(json.dumps({
    "sklearn": sklearn.__version__,
    "numpy": np.__version__,
    "learnPerSecond": learn,
    "progressivePerSecond": progressive,
    "predictPerSecond": predict,
}))
