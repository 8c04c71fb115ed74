// What runs at the CDN before it looks into its cache: two functions in CloudFront's own JavaScript, as text.

/** The shop is one page: a path without a dot in its last part is a page of it, not a file. */
export const PAGE_OF_PATH = `function handler(event) {
  var request = event.request;
  if (!request.uri.split('/').pop().includes('.')) request.uri = '/index.html';
  return request;
}
`;

/**
 * Says who calls, over whatever they say of it themselves. CloudFront's own header for that cannot be had together with
 * all headers but `Host`, which API Gateway needs to be its own (AWS::CloudFront::OriginRequestPolicy, HeaderBehavior).
 * @param header in lower case
 */
export const tellViewer = (header: string): string => `function handler(event) {
  var request = event.request;
  request.headers['${header}'] = { value: event.viewer.ip };
  return request;
}
`;
