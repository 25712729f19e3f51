import type { DataShape } from './default-space/data-shape.ts';
import { imageSpace } from './default-space/image-space.ts';
import { seriesSpace } from './default-space/series-space.ts';
import { tableSpace } from './default-space/table-space.ts';
import type { SearchSpace } from './search-space.ts';

/** The space of a search that was given none. What it holds and why is said where it is made, by the shape of a row. */
export function defaultSpace(shape: DataShape): SearchSpace {
  if (shape.input.length < 2) return tableSpace(shape);
  return shape.input.length === 2 ? seriesSpace(shape) : imageSpace(shape);
}
