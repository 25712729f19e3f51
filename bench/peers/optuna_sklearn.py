"""Searches with Optuna's TPE over scikit-learn's networks for the seconds that come as JSON on stdin: see
bench/real-training/peers.ts. As many processes as cores share the study, one thread each; the clock starts with the process: `started` is when, in seconds since the epoch."""

import json
import multiprocessing
import sys
import tempfile
import time
import warnings
from pathlib import Path

import optuna
import sklearn
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from sklearn.neural_network import MLPClassifier, MLPRegressor
from threadpoolctl import threadpool_limits

from search_data import read_part

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial, space):
    """scikit-learn's parameters nearest to our default space."""
    depth = trial.suggest_int("depth", 1, space["depth"])
    solver = trial.suggest_categorical("solver", ["adam", "sgd"])
    parameters = {
        "hidden_layer_sizes": tuple(
            2 ** trial.suggest_int(f"width{layer}", space["least_power"], space["most_power"]) for layer in range(depth)
        ),
        "activation": trial.suggest_categorical("activation", ["relu", "tanh"]),
        "solver": solver,
        "alpha": trial.suggest_float("alpha", 1e-7, 1e-2, log=True),
        "learning_rate_init": trial.suggest_float("learning_rate_init", 0.0005, 0.05, log=True),
        "batch_size": trial.suggest_categorical("batch_size", space["batch_sizes"]),
    }
    if solver == "sgd":
        parameters["momentum"] = trial.suggest_float("momentum", 0.8, 0.99)
        parameters["learning_rate"] = trial.suggest_categorical("learning_rate", ["constant", "invscaling", "adaptive"])
    return parameters


def network(work, parameters):
    kind = MLPRegressor if work["regression"] else MLPClassifier
    return kind(max_iter=work["epochs"], n_iter_no_change=20, random_state=work["seed"], **parameters)


def search(work, path, worker, started):
    """One process's part of the study."""
    x, y = read_part(work, "training")
    validation = read_part(work, "validation")

    def objective(trial):
        parameters = suggest(trial, work["space"])
        trial.set_user_attr("parameters", parameters)
        try:
            score = network(work, parameters).fit(x, y).score(*validation)
        except ValueError:  # weights that are no finite numbers
            raise optuna.TrialPruned() from None
        trial.set_user_attr("seconds", time.perf_counter() - started)
        return score

    sampler = optuna.samplers.TPESampler(seed=1000 * work["seed"] + worker, constant_liar=True)
    study = optuna.load_study(study_name="search", storage=JournalStorage(JournalFileBackend(path)), sampler=sampler)
    with threadpool_limits(1):
        study.optimize(objective, timeout=max(0.0, work["seconds"] - (time.perf_counter() - started)))


def main():
    work = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "journal")
        started = time.perf_counter() - (time.time() - work["started"])
        storage = JournalStorage(JournalFileBackend(path))
        study = optuna.create_study(study_name="search", storage=storage, direction="maximize")
        fork = multiprocessing.get_context("fork")
        workers = [fork.Process(target=search, args=(work, path, worker, started)) for worker in range(work["workers"])]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        done = [trial for trial in study.trials if trial.value is not None and trial.user_attrs["seconds"] <= work["seconds"]]
    best = max(done, key=lambda trial: trial.value)
    parameters = {**best.user_attrs["parameters"]}
    parameters["hidden_layer_sizes"] = tuple(parameters["hidden_layer_sizes"])
    model = network(work, parameters).fit(*read_part(work, "refit"))
    print(json.dumps({
        "trials": [[trial.user_attrs["seconds"], trial.value] for trial in done],
        "test": float(model.score(*read_part(work, "test"))),
        "seconds": time.perf_counter() - started,
        "versions": {"optuna": optuna.__version__, "scikit-learn": sklearn.__version__},
    }))


main()
