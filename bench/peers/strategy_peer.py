"""One sampler of Optuna, or SMAC3, asked and told by lines of JSON: see bench/strategies/proposer.ts. One thread.

The first line of a run begins it; each further one tells the values of the last candidates and asks for more. The time of an
answer is the sampler's alone. Values of listed parameters are places in the list.
"""

import json
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")


class Optuna:
    def __init__(self, run):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        samplers = optuna.samplers
        seed = run["seed"]
        sampler = {
            "tpe": lambda: samplers.TPESampler(seed=seed, constant_liar=run["batch"] > 1),
            "tpe-multivariate": lambda: samplers.TPESampler(
                seed=seed, multivariate=True, group=True, constant_liar=run["batch"] > 1
            ),
            "gp": lambda: samplers.GPSampler(seed=seed, deterministic_objective=run["deterministic"]),
            "nsga2": lambda: samplers.NSGAIISampler(seed=seed),
            "random": lambda: samplers.RandomSampler(seed=seed),
        }[run["strategy"]]()
        self.study = optuna.create_study(direction="maximize" if run["maximise"] else "minimize", sampler=sampler)
        self.space = run["space"]
        self.asked = []
        distributions = {parameter["name"]: self.distribution(parameter) for parameter in self.space}
        for known in run.get("history", []):
            own = {name: distributions[name] for name in known["candidate"]}
            self.study.add_trial(
                optuna.trial.create_trial(params=known["candidate"], distributions=own, value=known["value"])
            )

    @staticmethod
    def distribution(parameter):
        from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

        if parameter["type"] == "category":
            return CategoricalDistribution(list(range(parameter["size"])))
        if parameter["type"] == "place":
            return IntDistribution(0, parameter["size"] - 1)
        return FloatDistribution(parameter["low"], parameter["high"], log=parameter["log"])

    def ask(self):
        trial = self.study.ask()
        candidate = {}
        for parameter in self.space:
            name = parameter["name"]
            when = parameter.get("when", {})
            if not all(candidate.get(other) in values for other, values in when.items()):
                continue
            if parameter["type"] == "category":
                candidate[name] = trial.suggest_categorical(name, list(range(parameter["size"])))
            elif parameter["type"] == "place":
                candidate[name] = trial.suggest_int(name, 0, parameter["size"] - 1)
            else:
                candidate[name] = trial.suggest_float(name, parameter["low"], parameter["high"], log=parameter["log"])
        self.asked.append(trial)
        return candidate

    def tell(self, values):
        for trial, value in zip(self.asked, values, strict=True):
            self.study.tell(trial, value)
        self.asked = []


class Smac:
    def __init__(self, run):
        from ConfigSpace import ConfigurationSpace, InCondition
        from ConfigSpace.hyperparameters import (
            CategoricalHyperparameter,
            UniformFloatHyperparameter,
            UniformIntegerHyperparameter,
        )
        from smac import HyperparameterOptimizationFacade, Scenario

        space = ConfigurationSpace(seed=run["seed"])
        by_name = {}
        for parameter in run["space"]:
            name = parameter["name"]
            if parameter["type"] == "category":
                made = CategoricalHyperparameter(name, list(range(parameter["size"])))
            elif parameter["type"] == "place":
                made = UniformIntegerHyperparameter(name, 0, parameter["size"] - 1)
            else:
                made = UniformFloatHyperparameter(name, parameter["low"], parameter["high"], log=parameter["log"])
            by_name[name] = made
            space.add(made)
            for other, values in parameter.get("when", {}).items():
                space.add(InCondition(made, by_name[other], values))
        self.folder = tempfile.TemporaryDirectory()
        scenario = Scenario(
            space,
            deterministic=True,  # Each configuration once, as the others try it.
            n_trials=run["trials"],
            seed=run["seed"],
            output_directory=self.folder.name,
        )
        self.facade = HyperparameterOptimizationFacade(
            scenario, lambda configuration, seed=0: 0.0, logging_level=False, overwrite=True
        )
        self.sign = -1 if run["maximise"] else 1
        self.asked = []

    def ask(self):
        info = self.facade.ask()
        self.asked.append(info)
        return {name: plain(value) for name, value in dict(info.config).items()}

    def tell(self, values):
        from smac.runhistory.dataclasses import TrialValue

        for info, value in zip(self.asked, values, strict=True):
            self.facade.tell(info, TrialValue(cost=self.sign * value))
        self.asked = []


def plain(value):
    """A number of Python's for one of NumPy's."""
    return value.item() if hasattr(value, "item") else value


def main():
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        for line in sys.stdin:
            request = json.loads(line)
            begins = request.get("begin")
            if begins is not None:
                peer = Smac(begins) if begins["strategy"] == "smac" else Optuna(begins)
            wall = time.perf_counter()
            if begins is None:
                peer.tell(request["tell"])
            candidates = [peer.ask() for _ in range(request["ask"])]
            print(json.dumps({"candidates": candidates, "seconds": time.perf_counter() - wall}), flush=True)


main()
