import { encodeRows } from '../../data/encode-sealed.ts';
import { fileSource } from '../../data/file-source.ts';
import { prepareDataset } from '../../data/prepare-dataset.ts';
import { nearTheEnd } from '../../functions/world/near-the-end.ts';
import { type Step, steps } from '../../infra/steps.ts';
import { renderModelCard } from '../../report/model-card.ts';
import { renderReport } from '../../report/render-report.ts';
import type { Deployment, Place } from '../../shared/compute.ts';
import { type CollectInput, collect } from '../../shared/steps/collect.ts';
import type { StepContext } from '../../shared/steps/context.ts';
import { keepEngine } from '../../shared/steps/engine.ts';
import { type FailInput, fail } from '../../shared/steps/fail.ts';
import { readObservations } from '../../shared/steps/history.ts';
import { searchKeys } from '../../shared/steps/keys.ts';
import { noticeOf } from '../../shared/steps/notice.ts';
import { type PlanInput, plan } from '../../shared/steps/plan.ts';
import { type PrepareInput, prepare } from '../../shared/steps/prepare.ts';
import { type PublishInput, publish } from '../../shared/steps/publish.ts';
import { type RecordLostInput, recordLost } from '../../shared/steps/record-lost.ts';
import { type TrainInput, train } from '../../shared/steps/train.ts';
import type { Bucket } from './bucket.ts';
import type { Json } from './definition.ts';
import type { Call, FunctionSettings } from './functions.ts';
import { madeUpTrainer } from './made-up-trainer.ts';
import { assumed } from './quotas.ts';

/** The functions of the workflow by the names of its states, each as its handler in functions/ is, over the bucket. */
export function workflowFunctions(bucket: Bucket, deployment: Deployment): Readonly<Record<string, FunctionSettings>> {
  const { engine, tiers } = deployment;
  const contextOf = ({ clock, counts }: Call): StepContext => ({
    store: bucket.seenBy(clock, counts),
    now: clock.now,
    emit: () => undefined,
  });
  const settingsOf = (step: Step, run: (input: Json, call: Call) => Promise<unknown>): FunctionSettings => {
    const { memoryMiB, minutes, trains = false } = steps[step];
    const place: Place = trains ? tiers.lambda : { ...tiers.lambda, memoryMiB };
    return { place, minutes, coldStart: trains ? assumed.coldTraining : assumed.cold, run };
  };
  return {
    Prepare: settingsOf('prepare', (input, call) =>
      prepare(input as unknown as PrepareInput, {
        ...contextOf(call),
        engine,
        prepareDataset,
        encodeRows,
        openSource: fileSource,
      }),
    ),
    Plan: settingsOf('plan', (input, call) => plan(input as unknown as PlanInput, { ...contextOf(call), deployment })),
    Train: settingsOf('train', async (input, call) => {
      const own = input as unknown as TrainInput;
      const context = contextOf(call);
      const place = tiers.lambda;
      await keepEngine(context.store, own.searchId, engine);
      return train(own, {
        ...context,
        trainer: madeUpTrainer(deployment, place, call),
        call: { id: call.id, place, mustEnd: nearTheEnd(call.remaining, call.clock.now) },
      });
    }),
    'Record lost': settingsOf('record-lost', (input, call) =>
      recordLost(input as unknown as RecordLostInput, contextOf(call)),
    ),
    Collect: settingsOf('collect', async (input, call) => {
      const own = input as unknown as CollectInput;
      const context = contextOf(call);
      const collected = await collect(own, context);
      // What the round's metrics are counted from.
      await readObservations(context.store, own.searchId, own.round);
      await context.store.read(searchKeys(own.searchId).spent(own.round));
      return collected;
    }),
    Publish: settingsOf('publish', async (input, call) => {
      const own = input as unknown as PublishInput;
      const context = contextOf(call);
      await keepEngine(context.store, own.searchId, engine);
      const verdict = await publish(own, {
        ...context,
        trainer: madeUpTrainer(deployment, tiers.lambda, call),
        render: { report: renderReport, modelCard: renderModelCard },
      });
      return { notice: await noticeOf(context.store, verdict) };
    }),
    Fail: settingsOf('fail', (input, call) => fail(input as unknown as FailInput, contextOf(call))),
  };
}
