// Has a function of the stack do its work now, for whoever may invoke it.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { Failure } from './progress.mjs';

/** @returns what the function answered @throws Failure when it failed, with its words and its log */
export async function invoke(
  client: Pick<LambdaClient, 'send'>,
  functionName: string,
  event: object,
): Promise<unknown> {
  const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError === undefined) return text === '' ? undefined : JSON.parse(text);
  const { errorMessage = text } = JSON.parse(text) as { errorMessage?: string };
  throw new Failure(`${functionName} failed: ${errorMessage}\nThe log /aws/lambda/${functionName} says more.`);
}
