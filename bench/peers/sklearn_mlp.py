"""Times scikit-learn's MLPClassifier on the jobs that come as JSON on stdin; see work.ts. One thread."""

import json
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_info, threadpool_limits

from peer_data import read_data

warnings.filterwarnings("ignore")


def classifier(job):
    return MLPClassifier(
        hidden_layer_sizes=tuple(job["hidden"]),
        activation=job["activation"],
        solver=job["solver"],
        alpha=job["alpha"],
        batch_size=job["batch"],
        learning_rate_init=job["learning_rate"],
        momentum=job["momentum"],
        nesterovs_momentum=job["nesterov"],
        random_state=job["seed"],
        # Exactly these epochs: nothing ends a fit earlier.
        max_iter=job["epochs"],
        n_iter_no_change=10**9,
        tol=0,
    )


def main():
    work = json.load(sys.stdin)
    x, y, test_x, test_y = read_data(work)
    seconds, cpu_seconds, scores, failed = [], [], [], 0
    with threadpool_limits(1):
        classifier({**work["jobs"][0], "epochs": 2}).fit(x, y)
        for job in work["jobs"]:
            model = classifier(job)
            wall, cpu = time.perf_counter(), time.process_time()
            try:
                model.fit(x, y)
                fitted = True
            except ValueError:  # weights that are no finite numbers
                fitted = False
                failed += 1
            seconds.append(time.perf_counter() - wall)
            cpu_seconds.append(time.process_time() - cpu)
            scores.append(float(model.score(test_x, test_y)) if fitted else None)
            if fitted:
                assert model.n_iter_ == job["epochs"], (model.n_iter_, job)
    blas = [f'{pool["internal_api"]} {pool["version"]} {pool.get("architecture", "")}'.strip() for pool in threadpool_info() if pool["user_api"] == "blas"]
    versions = {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "blas": ", ".join(sorted(set(blas)))}
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "total_seconds": sum(seconds), "scores": scores, "failed": failed, "versions": versions}))


main()
