import type { PictureSize } from './picture.ts';

/** A shape as the settings write it, HxW or HxWxC; without channels they are the data's. */
export function parseShape(shape: string): PictureSize & { readonly channels?: number } {
  const [height = 0, width = 0, channels] = shape.split('x').map(Number);
  return { height, width, ...(channels === undefined ? {} : { channels }) };
}
