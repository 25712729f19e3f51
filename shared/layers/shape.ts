export const initializers = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
] as const;
export type Initializer = (typeof initializers)[number];

/** Shape of one row: [columns] of a table, [steps, channels] of a series, [height, width, channels] of an image. */
export type Shape = readonly number[];

/** One trial's parameter of a layer: its shape, what it begins as, and whether it is a kernel, which decay and penalties act on. */
export interface ParameterShape {
  readonly name: string;
  readonly shape: Shape;
  /**
   * `orthogonal`: a matrix [second axis, all later axes] for each of the first axis (Saxe et al. 2014). `unitForgetBias`: ones at index 1 of the
   * last axis but one, else zeros (Jozefowicz et al. 2015). `unitLength`: vectors over the last axis that are about 1 long.
   */
  readonly initializer: Initializer | 'zeros' | 'ones' | 'orthogonal' | 'unitForgetBias' | 'unitLength';
  readonly kernel: boolean;
  /** Inputs and outputs that an initializer scales by, where they are not the last two axes'. */
  readonly fans?: readonly [inputs: number, outputs: number];
}

/** What is known of a kind of layer without running it. */
export interface LayerShapes<C> {
  /** Trained numbers, in the order the layer takes them. */
  parameters(config: C, input: Shape): ParameterShape[];
  /** Numbers that training keeps up without a gradient, such as moving averages. */
  state(config: C, input: Shape): ParameterShape[];
  output(config: C, input: Shape): Shape;
  /** Of a prediction of one row. */
  multiplyAdds(config: C, input: Shape): number;
  /** Numbers of the largest tensor that one row has in the layer, where it is larger than what comes in and what goes out. */
  largest?(config: C, input: Shape): number;
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Columns of a table's row, channels of an image or a series. */
export const channelsOf = (shape: Shape): number => shape[shape.length - 1] ?? 1;

/** The sides of an image or a series, without its channels. */
export const sidesOf = (shape: Shape): Shape => shape.slice(0, -1);

export const biasOf = (units: number): ParameterShape => ({
  name: 'bias',
  shape: [units],
  initializer: 'zeros',
  kernel: false,
});

/** A layer without parameters. */
export const bare = { parameters: () => [], state: () => [], multiplyAdds: () => 0 };
/** A layer without parameters that keeps its input's shape. */
export const plain = { ...bare, output: (_config: unknown, input: Shape) => input };
