"""Scores scikit-learn's estimators, as they come, on the rows that come as JSON on stdin: see quality.ts."""

import json
import sys
import warnings

import numpy
import sklearn
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.filterwarnings("ignore")


def rows_of(part, columns):
    x = numpy.fromfile(part["features"], dtype="<f4").reshape(-1, columns)
    return x, numpy.fromfile(part["targets"], dtype="<f4")


def main():
    work = json.load(sys.stdin)
    x, y = rows_of(work["training"], work["columns"])
    test_x, test_y = rows_of(work["test"], work["columns"])
    regression = work["regression"]
    if not regression:
        y, test_y = y.astype("int64"), test_y.astype("int64")
    network = MLPRegressor if regression else MLPClassifier
    # The network's weights are drawn at random: several, and what they score in the mean.
    networks = [float(network(random_state=seed).fit(x, y).score(test_x, test_y)) for seed in work["seeds"]]
    linear = (LinearRegression() if regression else LogisticRegression()).fit(x, y)
    print(json.dumps({"networks": networks, "linear": float(linear.score(test_x, test_y)), "version": sklearn.__version__}))


main()
