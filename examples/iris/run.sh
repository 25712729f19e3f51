#!/bin/sh
# The classic search: how many hidden units do the irises need? All five sizes, 20 % of the rows sealed with seed 42.
# Fails when the result is implausible.
set -eu
cd "$(dirname "$0")/../.."
output="$(mktemp -d)"
trap 'rm -rf "$output"' EXIT
npm start -- search examples/iris/iris.csv --target species --strategy grid --space examples/iris/hidden-sizes.json \
  --epochs 100 --output "$output"
node - "$output"/searches/*/result/verdict.json <<'JS'
const { winner, test, metric, candidates } = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
const size = winner.candidate['width.1'];
console.log(`Best hidden size: ${size}. Sealed test ${metric}: ${test.value.toFixed(3)}.`);
if (candidates.completed !== 5) throw new Error(`${candidates.completed} of 5 hidden sizes were trained`);
if (![2, 4, 8, 16, 32].includes(size)) throw new Error(`${size} is none of the hidden sizes`);
// Linear models get 0.93 to 1 here: anything below is a defect, not chance.
if (metric !== 'accuracy' || !(test.value >= 0.9)) throw new Error(`An implausible ${metric}: ${test.value}`);
JS
