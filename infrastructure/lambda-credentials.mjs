/**
 * Stands for @aws-sdk/credential-provider-node in the bundles. Lambda hands a function its role's credentials in the environment;
 * the provider that it replaces also knows files, instances and single sign-on, which is 110 KB of every bundle.
 */
export function defaultProvider() {
  return async () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
    if (!accessKeyId || !secretAccessKey)
      throw new Error('no credentials in the environment; Lambda sets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, so must who starts a bundle');
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  };
}
