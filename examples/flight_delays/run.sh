#!/bin/sh
# A small search for a forecast of four hours. Fails when it does not beat a linear model and the seasonal naive forecast.
set -eu
cd "$(dirname "$0")/../.."
output="$(mktemp -d)"
trap 'rm -rf "$output"' EXIT
npm start -- search examples/flight_delays/flight_delays.csv --target late_share --time hour --horizon 4 \
  --trials 8 --epochs 12 --output "$output"
node - "$output"/searches/*/result/verdict.json <<'JS'
const { test, testMetrics, baselines, perStep } = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
console.log(`Sealed R²: ${test.value.toFixed(3)}; by hour ahead: ${perStep.map(({ r2 }) => r2.toFixed(2)).join(', ')}.`);
if (perStep.length !== 4) throw new Error(`${perStep.length} hours were forecast, not 4`);
for (const name of ['mean', 'linear regression', 'naive', 'seasonal naive']) {
  const baseline = baselines.find((one) => one.name === name);
  if (!(testMetrics.r2 > baseline?.metrics.r2)) throw new Error(`${name} has ${baseline?.metrics.r2}, the network ${testMetrics.r2}`);
}
JS
