"""Keras on one thread, as both Keras peers use it."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "logistic": "sigmoid", "identity": "linear"}


def network(job, features, classes, learning_rate):
    """The job's network, compiled."""
    hidden = [keras.layers.Dense(units, activation=ACTIVATIONS[job["activation"]]) for units in job["hidden"]]
    model = keras.Sequential([keras.Input((features,)), *hidden, keras.layers.Dense(classes, activation="softmax")])
    if job["solver"] == "adam":
        optimizer = keras.optimizers.Adam(learning_rate)
    else:
        optimizer = keras.optimizers.SGD(learning_rate, momentum=job["momentum"], nesterov=job["nesterov"])
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def versions():
    return {"keras": keras.__version__, "tensorflow": tf.__version__}
