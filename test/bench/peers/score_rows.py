"""Detectors of others over the same rates, on one core.

Arguments: the peer, a file of rows, seconds. The file holds one list for each detector that is to be made, of one row of
rates for each minute. So many rows as fill the trees are given first; then all in turn, and scored, until the seconds of
processor time are used up. Prints how long that took and how many rates were scored, and the versions, as JSON.
"""

import json
import platform
import sys
import time
from importlib.metadata import version


def half_space_trees(features):
    from river import anomaly, compose, preprocessing

    # The defaults, behind the scaling to 0 to 1 that its documentation asks for.
    model = compose.Pipeline(preprocessing.MinMaxScaler(), anomaly.HalfSpaceTrees(seed=7))
    names = [str(at) for at in range(features)]

    def step(row):
        values = dict(zip(names, row))
        score = model.score_one(values)
        model.learn_one(values)
        return score

    return step


def random_cut_forest(features):
    import numpy
    import rrcf

    # As in the streaming example of its documentation: 40 trees of 256 rows.
    numpy.random.seed(7)
    trees = [rrcf.RCTree() for _ in range(40)]
    size = 256
    at = 0

    def step(row):
        nonlocal at
        point = numpy.array(row)
        score = 0.0
        for tree in trees:
            if len(tree.leaves) >= size:
                tree.forget_point(at - size)
            tree.insert_point(point, index=at)
            score += tree.codisp(at)
        at += 1
        return score / len(trees)

    return step


# A window of the half-space trees has 250, a tree of the cut forest 256.
rows_that_fill = 256

peers = {"river": half_space_trees, "rrcf": random_cut_forest}


def main(peer, path, seconds):
    with open(path, encoding="utf-8") as file:
        rows = json.load(file)
    detectors = [peers[peer](len(own[0])) for own in rows]
    minutes = len(rows[0])
    for at in range(rows_that_fill):
        for step, own in zip(detectors, rows):
            step(own[at % minutes])
    started, processor = time.perf_counter(), time.process_time()
    at = rows_that_fill
    rates = 0
    score = 0.0
    while time.process_time() - processor < seconds:
        for step, own in zip(detectors, rows):
            row = own[at % minutes]
            score += step(row)
            rates += len(row)
        at += 1
    taken = {
        "wallMs": 1000 * (time.perf_counter() - started),
        "processorMs": 1000 * (time.process_time() - processor),
        "amount": rates,
        "scoreSum": score,
        "versions": f"{peer} {version(peer)}, Python {platform.python_version()}",
    }
    print(json.dumps(taken))


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
