import { ObjectArrived } from './object-arrived.ts';

/** In the data bucket: somebody's data landed. */
export const DatasetUploaded = ObjectArrived;
export type DatasetUploaded = ObjectArrived;
