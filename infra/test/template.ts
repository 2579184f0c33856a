import type { Template } from 'aws-cdk-lib/assertions';

/** The logical id of the one resource of a type that has these properties. */
export function only(template: Template, type: string, properties = {}): string {
  const ids = Object.keys(template.findResources(type, { Properties: properties }));
  expect(ids).toHaveLength(1);
  return ids[0] ?? '';
}

/** The function of infra/lambda that says this of itself. */
export const functionBy = (template: Template, description: string): string =>
  only(template, 'AWS::Lambda::Function', { Description: description });

export const propertiesOf = (template: Template, type: string, id: string) =>
  template.findResources(type)[id]?.['Properties'];

/** What the policies of a role allow. */
export const allowedTo = (template: Template, role: string): unknown[] =>
  Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(`"${role}"`))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
