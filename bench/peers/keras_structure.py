"""Times Keras' fit of one network that comes as JSON on stdin, once for each learning rate; see bench/structures/keras.ts. One thread. A fit's time is
building, compiling and fitting."""

import json
import sys
import time

import numpy

from keras_network import versions

import keras

layers = keras.layers


def shortcut(x, block):
    """A block's layers, its input added where it is residual."""
    y = x
    for config in block["layers"]:
        y = apply(y, config)
    return layers.Add()([x, y]) if block["residual"] else y


def apply(x, config):
    kind = config["kind"]
    image = len(x.shape) == 4
    bias = config.get("bias", True)
    if kind == "dense":
        return layers.Dense(config["units"], use_bias=bias)(x)
    if kind == "activation":
        return layers.Activation(config["activation"])(x)
    if kind == "dropout":
        return layers.Dropout(config["rate"])(x) if config["rate"] > 0 else x
    if kind == "batchNormalization":
        return layers.BatchNormalization()(x)
    if kind == "layerNormalization":
        return layers.LayerNormalization()(x)
    if kind == "convolution":
        convolution = layers.Conv2D if image else layers.Conv1D
        return convolution(config["filters"], config["kernel"], strides=config["stride"], padding="same", use_bias=bias)(x)
    if kind == "pooling":
        names = {("max", True): layers.MaxPooling2D, ("max", False): layers.MaxPooling1D, ("average", True): layers.AveragePooling2D, ("average", False): layers.AveragePooling1D}
        return names[config["pooling"], image](config["size"])(x)
    if kind == "globalPooling":
        return (layers.GlobalAveragePooling2D if image else layers.GlobalAveragePooling1D)()(x)
    if kind == "flatten":
        return layers.Flatten()(x)
    raise ValueError(f"no layer of Keras for {kind}")


def model_of(network, shape):
    inputs = keras.Input(shape)
    x = inputs
    for block in network["blocks"]:
        x = shortcut(x, block)
    for config in network["head"]:
        x = apply(x, config)
    return keras.Model(inputs, layers.Softmax()(x))


def main():
    work = json.load(sys.stdin)
    shape = work["shape"]
    x = numpy.fromfile(work["x_file"], dtype="<f4").reshape(-1, *shape)
    y = numpy.fromfile(work["y_file"], dtype="<f4").astype("int64")
    cut = work["train_rows"]
    seconds, cpu_seconds, scores = [], [], []
    for seed, rate in enumerate(work["learning_rates"]):
        keras.utils.set_random_seed(seed)
        wall, cpu = time.perf_counter(), time.process_time()
        model = model_of(work["network"], shape)
        model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x[:cut], y[:cut], epochs=work["epochs"], batch_size=work["batch"], verbose=0)
        seconds.append(time.perf_counter() - wall)
        cpu_seconds.append(time.process_time() - cpu)
        scores.append(float(model.evaluate(x[cut:], y[cut:], verbose=0)[1]))
        keras.backend.clear_session()
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "scores": scores, "versions": versions()}))


main()
