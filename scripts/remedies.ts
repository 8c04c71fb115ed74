// What to do about the errors of AWS that every command can meet.

/** One sentence with the remedy; undefined for an error that is not one of these. */
export function commonRemedyOf(error: unknown): string | undefined {
  const { name = '', message = '', code = '' } = error as Partial<Error> & { code?: string };
  if (name === 'CredentialsProviderError') {
    return 'There are no AWS credentials: set them up with aws configure, or set AWS_PROFILE.';
  }
  if (name === 'ExpiredTokenException' || name === 'UnrecognizedClientException' || name === 'InvalidClientTokenId') {
    return 'The AWS credentials are not valid or have expired: sign in to AWS again.';
  }
  if (message.includes('Region is missing')) return 'Name the region: set AWS_REGION, e.g. AWS_REGION=ap-northeast-2.';
  if (code === 'ECONNREFUSED') return 'Nothing answers at that endpoint: is npm start still running?';
  return undefined;
}
