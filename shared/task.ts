import { z } from 'zod';

/** What is predicted: one of two classes, one of several, or a number. */
export const taskSchema = z.enum(['binary', 'multiclass', 'regression']);
export type Task = z.infer<typeof taskSchema>;
