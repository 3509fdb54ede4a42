"""Trains models and writes them as data scientists do, with what Python itself answers: make_models.py <folder>."""
import importlib
import json
import os
import pickle
import sys
import warnings

import joblib
import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import make_classification, make_regression
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingRegressor, IsolationForest, RandomForestClassifier, RandomForestRegressor, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

import hostile
import misbehaving

warnings.simplefilter("ignore")
folder = sys.argv[1]
# Workers are another user, who must reach the modules.
os.chmod(folder, 0o755)
os.makedirs(os.path.join(folder, "modules"))
answers = {}

WORDS = {"travel": "taxi train flight hotel conference ticket", "food": "coffee milk lunch dinner bread", "office": "paper printer clips desk chair"}
random = np.random.default_rng(5)
accounts = random.choice(list(WORDS), 120)
lines = [" ".join(random.choice(WORDS[account].split(), 3)) for account in accounts]
X, y = make_classification(200, 6, n_informative=4, n_classes=3, random_state=1)
RX, ry = make_regression(150, 5, noise=2.0, random_state=2)
mixed = np.empty((90, 4), dtype=object)
mixed[:, 0] = random.choice(["red", "green", "blue"], 90)
mixed[:, 1] = random.normal(size=90)
mixed[:, 2] = random.choice(["s", "m", "l"], 90)
mixed[:, 3] = [np.nan if index % 7 == 0 else float(index) for index in range(90)]
mixed_y = np.where(mixed[:, 0] == "red", "yes", "no")


def write(name, model, rows, compress=None):
    """The file, and what Python answers for the rows: a list of texts, or an array."""
    if name.endswith(".pkl"):
        with open(os.path.join(folder, name), "wb") as file:
            pickle.dump(model, file)
    else:
        joblib.dump(model, os.path.join(folder, name), compress=compress or 0)
    if isinstance(rows, list):
        inputs = {"X": rows}
    elif rows.dtype == object and len({type(cell) for cell in rows[0]}) > 1:
        inputs = {f"x{index}": rows[:, index].tolist() for index in range(rows.shape[1])}
    else:
        inputs = {"X": rows.tolist()}
    predicted = model.predict(rows)
    outputs = {"prediction" if predicted.dtype.kind == "f" and not hasattr(model, "classes_") else "label": predicted.tolist()}
    if hasattr(model, "predict_proba"):
        outputs["probability"] = model.predict_proba(rows).tolist()
    # JSON has no NaN; null stands for it.
    inputs = {input: [None if value != value else value for value in values] for input, values in inputs.items()}
    answers[name] = {"inputs": inputs, "outputs": outputs}


write("text-naive-bayes.pkl", make_pipeline(TfidfVectorizer(), MultinomialNB()).fit(lines, accounts), ["taxi to the conference", "", "coffee æøå", "paper and milk"])
write("text-union-sgd.joblib", make_pipeline(FeatureUnion([("words", CountVectorizer()), ("letters", HashingVectorizer(n_features=256, analyzer="char"))]), SGDClassifier(random_state=0)).fit(lines, accounts), lines[:5])
write("logistic-regression.joblib", make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y), X[:7], compress=("zlib", 3))
write("forest.joblib", RandomForestClassifier(25, n_jobs=-1, random_state=0).fit(X, y), X[:9], compress=("xz", 3))
write("gradient-boosting.pkl", GradientBoostingClassifier(n_estimators=8, random_state=0).fit(X, y), X[:9])
write("forest-regressor.joblib", RandomForestRegressor(10, random_state=0).fit(RX, ry), RX[:6], compress=("gzip", 3))
write("ridge-of-two.pkl", Ridge().fit(RX, np.column_stack([ry, -ry])), RX[:6])
write("boosted-regressor.pkl", HistGradientBoostingRegressor(max_iter=10).fit(RX, ry), RX[:6])
columns = ColumnTransformer([("kind", OneHotEncoder(handle_unknown="ignore"), [0]), ("size", make_pipeline(SimpleImputer(strategy="most_frequent"), OrdinalEncoder()), [2]), ("number", make_pipeline(SimpleImputer(), StandardScaler()), [1, 3])])
write("columns.joblib", make_pipeline(columns, LogisticRegression()).fit(mixed, mixed_y), mixed[:8])
write("search.pkl", GridSearchCV(make_pipeline(SelectKBest(k=4), KNeighborsClassifier()), {"kneighborsclassifier__n_neighbors": [3, 5]}, scoring="accuracy", cv=2).fit(X, y), X[:6])
write("vote.joblib", VotingClassifier([("svc", SVC(probability=True, random_state=0)), ("tree", DecisionTreeClassifier(random_state=0))], voting="soft").fit(X, y > 0), X[:6], compress=("bz2", 3))
write("logarithms.pkl", make_pipeline(FunctionTransformer(np.log1p), Ridge()).fit(abs(RX), ry), abs(RX[:4]))
write("clusters.pkl", KMeans(3, n_init=2, random_state=0).fit(X), X[:5])
write("outliers.pkl", IsolationForest(n_estimators=10, random_state=0).fit(X), X[:5])

# A class of the operator's own, whose code moves on after the model was made: what conflict.py of the talk shows.
BEFORE = '''
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin


class Accountant(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.n_features_in_ = X.shape[1]
        self.classes_ = np.unique(y)
        self.weights_ = np.ones(X.shape[1])
        return self

    def predict(self, X):
        return self.classes_[(X @ self.weights_ > 0).astype(int)]


class Auditor(Accountant):
    pass
'''
module = os.path.join(folder, "modules", "conflict.py")


def write_module(text):
    with open(module, "w") as file:
        file.write(text)


write_module(BEFORE)
with open(misbehaving.__file__) as source, open(os.path.join(folder, "modules", "misbehaving.py"), "w") as copy:
    copy.write(source.read())
sys.path.insert(0, os.path.dirname(module))
conflict = importlib.import_module("conflict")
for name in ("Accountant", "Auditor"):
    with open(os.path.join(folder, f"conflict-{name.lower()}.pkl"), "wb") as file:
        pickle.dump(getattr(conflict, name)().fit(X, y > 0), file)
write_module(BEFORE.replace("weights_", "coefficients_").split("class Auditor")[0])

os.makedirs(os.path.join(folder, "canary"))
with open(os.path.join(folder, "canary", "secret"), "w") as file:
    file.write("secret")
os.chmod(os.path.join(folder, "canary", "secret"), 0o600)
with open(os.path.join(folder, "misbehaving.pkl"), "wb") as file:
    pickle.dump(misbehaving.Misbehaving().fit(os.path.join(folder, "canary", "secret"), os.path.join(folder, "canary"), os.getppid()), file)


# Models that do not fit, though all that they name is allowed.
def write_unfit(name, model):
    with open(os.path.join(folder, f"unfit-{name}.pkl"), "wb") as file:
        pickle.dump(model, file)


without_attribute = LogisticRegression().fit(X, y)
del without_attribute.coef_
write_unfit("attribute", without_attribute)
write_unfit("nothing-learned", make_pipeline(StandardScaler(), LogisticRegression()))
write_unfit("no-predict", StandardScaler().fit(X))
write_unfit("file-names", make_pipeline(CountVectorizer(input="filename"), MultinomialNB()).fit([__file__], ["a"]))
named_badly = make_pipeline(columns, LogisticRegression()).fit(mixed, mixed_y)
named_badly[0].feature_names_in_ = np.array(["a", "b\ud800", "c", "d"], dtype=object)
write_unfit("names", named_badly)
write_unfit("plain", {"a": [1, 2]})
with open(os.path.join(folder, "unfit-version.pkl"), "wb") as file:
    file.write(pickle.dumps(Ridge().fit(RX, ry)).replace(sklearn.__version__.encode(), b"0.9.9"))
with open(os.path.join(folder, "unfit-class.pkl"), "wb") as file:
    file.write(pickle.dumps(Ridge().fit(RX, ry), protocol=2).replace(b"\nRidge\n", b"\nFells\n"))
with open(os.path.join(folder, "unfit-module.pkl"), "wb") as file:
    file.write(pickle.dumps(Ridge().fit(RX, ry), protocol=2).replace(b"linear_model._ridge", b"linear_model.ridges"))

hostile.write_all(folder)
with open(os.path.join(folder, "answers.json"), "w") as file:
    json.dump({"environment": {"python": "%d.%d.%d" % sys.version_info[:3], "numpy": np.__version__, "scikit-learn": sklearn.__version__, "joblib": joblib.__version__}, "models": answers}, file)
