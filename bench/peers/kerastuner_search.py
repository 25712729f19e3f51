"""Times KerasTuner's RandomSearch with as many trials as jobs come as JSON on stdin; see work.ts. One thread.

All trials are the first job's network; the learning rate is searched. A trial's time is the search's, shared out.
"""

import json
import sys
import tempfile
import time

import keras_tuner

from keras_network import network, versions
from peer_data import read_data


def search(work, jobs, folder, name):
    x, y, test_x, test_y = read_data(work)
    rates = [job["learning_rate"] for job in work["jobs"]]

    def build(parameters):
        rate = parameters.Float("learning_rate", min(rates) / 1.01, max(rates) * 1.01, sampling="log")
        return network(jobs[0], work["features"], work["classes"], rate)

    tuner = keras_tuner.RandomSearch(
        build, objective="val_accuracy", max_trials=len(jobs), seed=jobs[0]["seed"], directory=folder, project_name=name
    )
    tuner.search(x, y, epochs=jobs[0]["epochs"], batch_size=jobs[0]["batch"], validation_data=(test_x, test_y), verbose=0)
    trials = tuner.oracle.trials.values()
    return [trial.score for trial in trials]


def main():
    work = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        search(work, [{**work["jobs"][0], "epochs": 2}], folder, "warm-up")
        wall, cpu = time.perf_counter(), time.process_time()
        scores = search(work, work["jobs"], folder, "search")
        seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    count = len(work["jobs"])
    print(json.dumps({
        "seconds": [seconds / count] * count,
        "cpu_seconds": [cpu_seconds / count] * count,
        "total_seconds": seconds,
        "scores": scores,
        "failed": 0,
        "versions": {**versions(), "keras-tuner": keras_tuner.__version__},
    }))


main()
