// Looks into a synthesized template.

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

interface Statement {
  readonly Action: string | readonly string[];
}

/** All resources of a type. */
export function resources(template: object, type: string): Resource[] {
  const { Resources = {} } = template as { Resources?: Record<string, Resource> };
  return Object.values(Resources).filter((resource) => resource.Type === type);
}

/** What a function's role may do, sorted; managed policies are listed too, so that one would be seen. */
export function actionsOf(template: object, fn: Resource): string[] {
  const { Resources = {} } = template as { Resources?: Record<string, Resource> };
  const role = (fn.Properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
  const policies = resources(template, 'AWS::IAM::Policy').filter((policy) =>
    JSON.stringify(policy.Properties.Roles).includes(`"${role}"`),
  );
  const actions = policies.flatMap((policy) => {
    const { Statement } = policy.Properties.PolicyDocument as { Statement: readonly Statement[] };
    return Statement.flatMap(({ Action }) => Action);
  });
  const managed = (Resources[role]?.Properties.ManagedPolicyArns ?? []) as unknown[];
  return [...new Set([...actions, ...managed.map((arn) => JSON.stringify(arn))])].sort();
}
