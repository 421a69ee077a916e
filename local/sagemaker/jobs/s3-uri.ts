/** `s3://bucket/some/prefix` in its parts; the prefix may be empty. */
export function splitS3Uri(uri: string): { readonly bucket: string; readonly prefix: string } {
  const [, bucket = '', prefix = ''] = /^(?:s3|https):\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  return { bucket, prefix };
}
