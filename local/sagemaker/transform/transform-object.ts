import { createWriteStream } from 'node:fs';
import { pipeline as connect, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { storageFailure } from '../jobs/job-failure.ts';
import { dataProcessingOf } from './data-processing.ts';
import { inOrder } from './in-order.ts';
import type { InputObject } from './input-objects.ts';
import { invokeModel } from './invoke-model.ts';
import type { ModelServer } from './model-server.ts';
import { type Payload, payloadsOf } from './payloads.ts';
import type { TransformJob } from './transform-job.ts';

export type Transforming = {
  readonly job: TransformJob;
  readonly server: ModelServer;
  readonly s3: S3Client;
  /** A line for the job's data log. */
  readonly note: (text: string) => void;
};

const NEWLINE = Buffer.from('\n');

/** Sends one object to the model, piece by piece, and writes the answers to a file in the order of the pieces. */
export async function transformObject(object: InputObject, file: string, transforming: Transforming): Promise<void> {
  const { job, server } = transforming;
  const giveUp = new AbortController();
  const signal = AbortSignal.any([server.over, giveUp.signal]);
  const processing = dataProcessingOf(job.request);
  const split = job.request.TransformInput.SplitType === 'Line' ? 'Line' : 'None';
  const splitting = { ...processing, split, strategy: job.limits.strategy, mostBytes: job.limits.payloadMB * 1024 * 1024 } as const;
  const answerTo = async ({ body, records }: Payload) => {
    try {
      return processing.result(await invokeModel(server, body, invocationsOf(object, transforming, signal)), records);
    } catch (error) {
      giveUp.abort(error);
      throw error;
    }
  };
  const answers = inOrder(payloadsOf(await open(object, transforming), splitting), job.limits.concurrent, answerTo);
  await pipeline(assembled(answers, job.request.TransformOutput.AssembleWith === 'Line'), createWriteStream(file));
}

async function* assembled(answers: AsyncIterable<Buffer>, inLines: boolean): AsyncGenerator<Buffer> {
  for await (const answer of answers) {
    yield answer;
    if (inLines) yield NEWLINE;
  }
}

function invocationsOf(object: InputObject, { job: { request }, note }: Transforming, signal: AbortSignal) {
  const {
    ContentType: type,
    InvocationsTimeoutInSeconds: timeoutSeconds = 600,
    InvocationsMaxRetries: retries = 3,
  } = {
    ...request.TransformInput,
    ...request.ModelClientConfig,
  };
  const accept = request.TransformOutput.Accept;
  const headers = { ...(type === undefined ? {} : { 'content-type': type }), ...(accept === undefined ? {} : { accept }) };
  return { headers, timeoutSeconds, retries, signal, onRetry: (text: string) => note(`${object.bucket}/${object.key}: ${text}`) };
}

async function open({ bucket, key }: InputObject, { job, server, s3 }: Transforming): Promise<Readable> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: server.over }).catch((error) => {
    server.over.throwIfAborted();
    throw storageFailure('Data download failed', `s3://${bucket}/${key}`, error);
  });
  const bytes = Body instanceof Readable ? Body : Readable.from([]);
  return job.request.TransformInput.CompressionType === 'Gzip' ? connect(bytes, createGunzip(), () => undefined) : bytes;
}
