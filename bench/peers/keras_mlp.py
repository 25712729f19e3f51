"""Times Keras' fit on the jobs that come as JSON on stdin; see work.ts. One thread. A job's time is building, compiling and fitting."""

import json
import sys
import time

import keras

from keras_network import network, versions
from peer_data import read_data


def main():
    work = json.load(sys.stdin)
    x, y, test_x, test_y = read_data(work)
    seconds, cpu_seconds, scores = [], [], []
    # The first job is a warm-up.
    for index, job in enumerate([{**work["jobs"][0], "epochs": 2}, *work["jobs"]]):
        keras.utils.set_random_seed(job["seed"])
        wall, cpu = time.perf_counter(), time.process_time()
        model = network(job, work["features"], work["classes"], job["learning_rate"])
        model.fit(x, y, epochs=job["epochs"], batch_size=job["batch"], verbose=0)
        if index > 0:
            seconds.append(time.perf_counter() - wall)
            cpu_seconds.append(time.process_time() - cpu)
            scores.append(float(model.evaluate(test_x, test_y, verbose=0)[1]))
        keras.backend.clear_session()
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "total_seconds": sum(seconds), "scores": scores, "failed": 0, "versions": versions()}))


main()
