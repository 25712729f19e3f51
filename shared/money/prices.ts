import { exactly, type Range } from './range.ts';

export interface Price extends Range {
  /** What the dollars are for. */
  readonly per: string;
  /** `list`: Amazon's price list; `estimate`: a market's price, which nobody knows before. */
  readonly source: 'list' | 'estimate';
}

const list = (dollars: number, per: string): Price => ({ ...exactly(dollars), per, source: 'list' });
/** The share of the list price that spot capacity has lately been sold for. */
const spot = ({ low, per }: Price, share: Range): Price => ({
  low: low * share.low,
  high: low * share.high,
  per,
  source: 'estimate',
});

/** "Up to 70 % off" is what Amazon says of Fargate; the market has been half of the list price at worst. */
const fargateSpot = { low: 0.3, high: 0.5 };
/** GPU instances of one zone and hour; now and then nothing is left below the list price. */
const gpuSpot = { low: 0.3, high: 0.7 };

const perVcpuHour = 'vCPU and hour';
const perGbHour = 'GB and hour';
const perHour = 'hour';
const gpus = {
  'g4dn.xlarge': list(0.526, perHour),
  'g5.xlarge': list(1.006, perHour),
  'g6.xlarge': list(0.8048, perHour),
};

/** Where the prices are from: shown beside what is worked out with them. */
export const pricesAsOf = 'list prices of us-east-1 as read in 2026, without free tiers and taxes; spot is an estimate';

/**
 * US dollars, us-east-1, as Amazon's price pages said in 2026. Another region is up to some 40 % dearer; a free tier takes off
 * what it takes off.
 */
export const prices = {
  lambda: {
    second: { x86: list(1.66667e-5, 'GB and second'), arm: list(1.33334e-5, 'GB and second') },
    request: list(0.2e-6, 'request'),
  },
  transition: list(25e-6, 'state transition, Standard'),
  s3: {
    /** PUT, COPY, POST and LIST. */
    write: list(5e-6, 'request'),
    read: list(0.4e-6, 'request'),
    month: list(0.023, 'GB and month'),
  },
  fargate: {
    vcpu: { x86: list(0.04048, perVcpuHour), arm: list(0.03238, perVcpuHour) },
    gb: { x86: list(0.004445, perGbHour), arm: list(0.00356, perGbHour) },
  },
  fargateSpot: {
    vcpu: { x86: spot(list(0.04048, perVcpuHour), fargateSpot), arm: spot(list(0.03238, perVcpuHour), fargateSpot) },
    gb: { x86: spot(list(0.004445, perGbHour), fargateSpot), arm: spot(list(0.00356, perGbHour), fargateSpot) },
  },
  gpu: gpus,
  gpuSpot: {
    'g4dn.xlarge': spot(gpus['g4dn.xlarge'], gpuSpot),
    'g5.xlarge': spot(gpus['g5.xlarge'], gpuSpot),
    'g6.xlarge': spot(gpus['g6.xlarge'], gpuSpot),
  },
  /** A machine in a public subnet has an address that is paid for. */
  address: list(0.005, perHour),
  event: list(1e-6, 'event, EventBridge'),
  schedule: list(1e-6, 'invocation, EventBridge Scheduler'),
  notice: list(0.5e-6, 'notice published, SNS'),
  logs: list(0.5, 'GB taken in, CloudWatch Logs'),
  /** What a managed tuner pays for each of its jobs; benches compare with it. */
  sageMaker: { 'ml.m5.large': list(0.115, perHour), 'ml.g4dn.xlarge': list(0.7364, perHour) },
} as const;

export type GpuInstance = keyof typeof gpus;
export const isGpuInstance = (name: string | undefined): name is GpuInstance =>
  name !== undefined && Object.hasOwn(gpus, name);
