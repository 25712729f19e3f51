"""Searches with KerasTuner's BayesianOptimization for the seconds that come as JSON on stdin: see bench/real-training/peers.ts.
TensorFlow uses all cores; the clock starts with the process: `started` is when, in seconds since the epoch."""

import json
import os
import sys
import tempfile
import time

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import keras_tuner
import tensorflow

from search_data import read_part


class UntilDeadline(keras.callbacks.Callback):
    """Ends a fit when the time is up."""

    def __init__(self, deadline):
        super().__init__()
        self.deadline = deadline

    def on_epoch_end(self, epoch, logs=None):
        if time.perf_counter() > self.deadline:
            self.model.stop_training = True


class TimedTuner(keras_tuner.BayesianOptimization):
    """Ends when the time is up, and remembers when each trial ended."""

    def __init__(self, *args, deadline, **options):
        super().__init__(*args, **options)
        self.deadline = deadline
        self.ends = {}

    def run_trial(self, trial, *args, **options):
        batch = trial.hyperparameters.get("batch_size")
        return super().run_trial(trial, *args, batch_size=batch, **options)

    def on_trial_end(self, trial):
        super().on_trial_end(trial)
        self.ends[trial.trial_id] = time.perf_counter()
        if time.perf_counter() > self.deadline:
            self.oracle.max_trials = len(self.oracle.trials)


def builder(work):
    """Keras' parameters nearest to our default space."""
    space = work["space"]
    widths = [2**power for power in range(space["least_power"], space["most_power"] + 1)]

    def build(parameters):
        penalty = keras.regularizers.L2(parameters.Float("l2", 1e-7, 1e-2, sampling="log"))
        activation = parameters.Choice("activation", ["relu", "tanh", "elu", "swish"])
        dropout = parameters.Float("dropout", 0.0, 0.5)
        parameters.Choice("batch_size", space["batch_sizes"])
        layers = [keras.Input((work["columns"],))]
        for layer in range(parameters.Int("depth", 0, space["depth"])):
            units = parameters.Choice(f"width{layer}", widths)
            layers += [keras.layers.Dense(units, activation=activation, kernel_regularizer=penalty), keras.layers.Dropout(dropout)]
        regression = work["regression"]
        layers.append(keras.layers.Dense(work["outputs"], activation=None if regression else "softmax"))
        model = keras.Sequential(layers)
        rate = parameters.Float("learning_rate", 0.0005, 0.05, sampling="log")
        optimizer = parameters.Choice("optimizer", ["adam", "rmsprop", "momentum"])
        model.compile(
            {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}[optimizer](rate)
            if optimizer != "momentum"
            else keras.optimizers.SGD(rate, momentum=parameters.Float("momentum", 0.8, 0.99)),
            loss="mean_squared_error" if regression else "sparse_categorical_crossentropy",
            metrics=["mse" if regression else "accuracy"],
        )
        return model

    return build


def main():
    work = json.load(sys.stdin)
    x, y = read_part(work, "training")
    validation = read_part(work, "validation")
    regression = work["regression"]
    variance = float(validation[1].var()) if regression else None
    keras.utils.set_random_seed(work["seed"])
    build = builder(work)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter() - (time.time() - work["started"])
        deadline = started + work["seconds"]
        tuner = TimedTuner(
            build,
            deadline=deadline,
            objective=keras_tuner.Objective("val_mse", "min") if regression else keras_tuner.Objective("val_accuracy", "max"),
            max_trials=10**6,
            seed=work["seed"],
            directory=folder,
            max_consecutive_failed_trials=10**6,
        )
        callbacks = [keras.callbacks.EarlyStopping(patience=20), UntilDeadline(deadline)]
        tuner.search(x, y, epochs=work["epochs"], validation_data=validation, callbacks=callbacks, verbose=0)
        score = (lambda value: 1 - value / variance) if regression else float
        done = [trial for trial in tuner.oracle.trials.values() if trial.score is not None]
        trials = [[tuner.ends[trial.trial_id] - started, score(trial.score)] for trial in done]
        best = max(done, key=lambda trial: score(trial.score))
    refit_x, refit_y = read_part(work, "refit")
    model = build(best.hyperparameters)
    # `best_step` counts from 0.
    model.fit(refit_x, refit_y, epochs=best.best_step + 1, batch_size=best.hyperparameters.get("batch_size"), verbose=0)
    test_x, test_y = read_part(work, "test")
    value = model.evaluate(test_x, test_y, verbose=0)[1]
    print(json.dumps({
        "trials": trials,
        "test": float(1 - value / test_y.var()) if regression else float(value),
        "seconds": time.perf_counter() - started,
        "versions": {
            "keras": keras.__version__,
            "keras-tuner": keras_tuner.__version__,
            "tensorflow": tensorflow.__version__,
        },
    }))


main()
