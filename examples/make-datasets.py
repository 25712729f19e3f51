"""Writes the example datasets from scikit-learn's copies of them: python examples/make-datasets.py (needs scikit-learn)."""

import csv
import pathlib

from sklearn import datasets

here = pathlib.Path(__file__).parent


def text(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() else repr(round(float(value), 6))


def write(name: str, columns: list[str], rows, targets) -> None:
    folder = here / name
    folder.mkdir(exist_ok=True)
    with open(folder / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row, target in zip(rows, targets):
            writer.writerow([text(value) for value in row] + [target])


def named(names, codes):
    return [str(names[code]) for code in codes]


iris = datasets.load_iris()
write("iris", ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"], iris.data, named(iris.target_names, iris.target))

wine = datasets.load_wine()
write("wine", [n.replace("/", "_") for n in wine.feature_names] + ["cultivar"], wine.data, [f"cultivar_{c + 1}" for c in wine.target])

cancer = datasets.load_breast_cancer()
write("breast_cancer", [n.replace(" ", "_") for n in cancer.feature_names] + ["diagnosis"], cancer.data, named(cancer.target_names, cancer.target))

digits = datasets.load_digits()
write("digits", [f"pixel_{r}_{c}" for r in range(8) for c in range(8)] + ["digit"], digits.data, [int(d) for d in digits.target])

diabetes = datasets.load_diabetes(scaled=False)
write("diabetes", list(diabetes.feature_names) + ["progression"], diabetes.data, [int(t) for t in diabetes.target])
