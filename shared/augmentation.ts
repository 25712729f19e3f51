import { z } from 'zod';

/**
 * How images are changed at random each time they are trained on; the same for all trials of a pack. Lengths are shares of a side, so that a
 * setting means the same for images of other sizes.
 */
export const augmentationSchema = z.object({
  /** Left and right changed places, every other time. */
  flip: z.boolean().default(false),
  /** Moved by up to so much along each side; the edge goes on beyond itself. */
  shift: z.number().min(0).max(0.5).default(0),
  /** Up to so much of each side is cut off, and what is left drawn to the whole size. */
  crop: z.number().min(0).max(0.5).default(0),
  /** A square of such a side, somewhere, is set to the mean (DeVries & Taylor 2017). */
  cutout: z.number().min(0).max(0.75).default(0),
  /** Images and targets are mixed with another's by a share from Beta(mixup, mixup) (Zhang et al. 2018, mixup). */
  mixup: z.number().min(0).max(1).default(0),
});
export type Augmentation = z.infer<typeof augmentationSchema>;

/** Whether images are changed at all. */
export const augments = ({ flip, shift, crop, cutout, mixup }: Augmentation): boolean =>
  flip || shift > 0 || crop > 0 || cutout > 0 || mixup > 0;
