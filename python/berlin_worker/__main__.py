"""Serves pickled scikit-learn models to a silo: `python3 -I -B berlin_worker <socket>`.

docs/decisions/0015-python-models-in-workers.md says what the processes are and what they are kept from.
"""
import sys

import nursery

if __name__ == "__main__":
    sys.exit(nursery.main(sys.argv[1]))
