import { ObjectArrived } from './object-arrived.ts';

/** In the data bucket, under batches/: rows landed that are to be scored. */
export const BatchUploaded = ObjectArrived;
export type BatchUploaded = ObjectArrived;
