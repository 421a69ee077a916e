import { z } from 'zod';
import type { Facts } from '../../plane.ts';
import { invalid } from '../invalid.ts';
import { volumeKeyFault } from '../jobs/authorize-volume.ts';
import { readRowFilter } from './row-filter.ts';
import { TransformRequest } from './transform-request.ts';

/** SageMaker holds no more than this much of requests under way. */
export const MOST_MB = 100;

/** Refuses, in the service's words where they are known, what the service model lets pass; then reads the request. */
export function checkRequest(input: Facts): TransformRequest {
  const read = TransformRequest.safeParse(input);
  if (!read.success) throw invalid(`Invalid CreateTransformJob request: ${z.prettifyError(read.error)}`);
  const fault = FAULTS.map((faultOf) => faultOf(read.data)).find((text) => text !== undefined);
  if (fault !== undefined) throw invalid(fault);
  return read.data;
}

/** What a laptop cannot do is said here, rather than done otherwise than AWS would. */
const FAULTS: readonly ((request: TransformRequest) => string | undefined)[] = [
  ({ TransformResources }) => volumeKeyFault(TransformResources),
  ({ MaxPayloadInMB: size = 1 }) => (size <= MOST_MB ? undefined : `MaxPayloadInMB must not exceed ${MOST_MB}; it was ${size}.`),
  ({ MaxConcurrentTransforms: concurrent = 1, MaxPayloadInMB: size = 1 }) =>
    concurrent * size > MOST_MB ? `MaxConcurrentTransforms * MaxPayloadInMB must not exceed ${MOST_MB} MB; it was ${concurrent * size}.` : undefined,
  ({ BatchStrategy, TransformInput: { SplitType = 'None' } }) =>
    BatchStrategy !== undefined && SplitType === 'None'
      ? `BatchStrategy ${BatchStrategy} needs a SplitType: an object that is not split has no records.`
      : undefined,
  (request) => (processesData(request) ? dataProcessingFault(request) : undefined),
  ({ MaxPayloadInMB: size }) =>
    size === 0 ? 'The laptop cloud sends payloads of a known size; set MaxPayloadInMB from 1 to 100, since 0 asks for a chunked transfer.' : undefined,
  ({ TransformResources: { InstanceCount } }) =>
    InstanceCount === 1 ? undefined : `The laptop cloud transforms on one instance; InstanceCount was ${InstanceCount}.`,
  ({ TransformInput: { SplitType: split } }) =>
    split === 'RecordIO' || split === 'TFRecord' ? `The laptop cloud splits by Line, or not at all; SplitType was ${split}.` : undefined,
  ({ TransformInput: { DataSource } }) => {
    const type = DataSource.S3DataSource.S3DataType;
    return type === 'S3Prefix' || type === 'ManifestFile'
      ? undefined
      : `The laptop cloud transforms what an S3Prefix or a ManifestFile names; S3DataType was ${type}.`;
  },
  ({ DataCaptureConfig }) => (DataCaptureConfig === undefined ? undefined : 'The laptop cloud captures no data; leave DataCaptureConfig out.'),
];

function processesData({ DataProcessing: { InputFilter = '$', OutputFilter = '$', JoinSource = 'None' } = {} }: TransformRequest): boolean {
  return InputFilter !== '$' || OutputFilter !== '$' || JoinSource === 'Input';
}

function dataProcessingFault({ TransformInput: input, TransformOutput: output, DataProcessing = {} }: TransformRequest): string | undefined {
  if (input.ContentType !== output.Accept) return 'ContentType and Accept must be the same where DataProcessing filters or joins.';
  if (input.ContentType !== 'text/csv') return `The laptop cloud filters and joins text/csv; ContentType was ${input.ContentType ?? 'not given'}.`;
  if (input.SplitType !== 'Line' || output.AssembleWith !== 'Line')
    return 'SplitType and AssembleWith must both be Line where DataProcessing filters or joins text/csv.';
  const broken = Object.entries({ InputFilter: DataProcessing.InputFilter, OutputFilter: DataProcessing.OutputFilter }).find(
    ([, path = '$']) => readRowFilter(path) === undefined,
  );
  return broken && `Invalid ${broken[0]} ${broken[1]}: rows of text/csv are picked from by position, as $, $[0,2], $[-1] or $[1:].`;
}
