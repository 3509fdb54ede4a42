"""Which Python and which libraries these processes run with."""
import platform

import joblib
import numpy
import scipy
import sklearn


def environment():
    """Names and versions as manifests write them; pandas only where it is installed."""
    found = {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
        "joblib": joblib.__version__,
    }
    try:
        import pandas
    except ImportError:
        pass
    else:
        found["pandas"] = pandas.__version__
    return found
